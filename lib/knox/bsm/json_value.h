// A token as the value of its key (TokenInfo::json) in the formats json and ecs: an object of its fields, or
// the bare value of its only one.
#pragma once

#include "knox/bsm/json_fields.h"

namespace knox::bsm {

// A token of one field is shown as its bare value.
template <class T>
inline constexpr bool kIsBare =
    std::tuple_size_v<decltype(T::kFields)> == 1 && !std::is_same_v<T, Data> && !std::is_same_v<T, Unknown>;

// `event` is the record's: some give a meaning to the numbers in their arguments. The caller has a
// JsonFields::Place.
void put_json_value(JsonFields& fields, std::uint16_t event, Kind kind, Bytes token, Out& out);

}  // namespace knox::bsm
