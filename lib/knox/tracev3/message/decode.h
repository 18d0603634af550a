// The functions of tables/decoders.def. Part of decoders.cpp; decoders.h says what they take and return.
#pragma once

#include "knox/tracev3/message/decoders.h"

namespace knox::tracev3 {

#define DECODER(name, function) \
  Decoded function(const Decoder& decoder, const Value& value, int minutes_west, std::string& text);
#include "knox/tracev3/message/tables/decoders.def"

// A number as tables/value_names.def has it.
Decoded decode_name(const Decoder& decoder, const Value& value, int minutes_west, std::string& text);

// 127.0.0.1 or ::1, of 4 or 16 bytes.
void append_address(Bytes address, std::string& text);

// What strerror(3) says on macOS.
void append_errno(std::int32_t number, std::string& text);

}  // namespace knox::tracev3
