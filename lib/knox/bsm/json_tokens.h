// The parts that the formats json and tokens share: whole tokens as objects, and what to say of a record that
// is not whole.
#pragma once

#include "knox/bsm/json_fields.h"

namespace knox::bsm {

// {"token":"subject32","token_id":"0x24","auid":501,...}
void put_token_object(JsonFields& fields, Kind kind, Bytes token, Out& out);

// ,"cut_token":{"token_id":"0x27","bytes":"2700"}: the rest of a record that the kernel of macOS cut short;
// and what a cut return token still tells, as ,"return":{...}.
void put_cut_token(const Record& record, Out& out);

// ,"damage":{"offset":1024,"size":12,"token":"path","reason":"..."}: the bytes that could not be decoded.
// `offset` is the record's place in its trail. Lossless: also the bytes themselves, in hex.
void put_damage(const Record& record, std::uint64_t offset, Out& out, bool lossless = false);

}  // namespace knox::bsm
