// Walking through an object of JSON with simdjson's parser on demand, which reads what it is asked for and
// passes over the rest. For .cpp files: nobody else should have to include simdjson.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "knox/base/inline.h"
#include "knox/base/scan.h"

namespace knox::json_walk {

namespace json = simdjson::ondemand;
using simdjson::error_code;
using simdjson::SUCCESS;

// The parser needs as many bytes behind a line, and so does whoever looks at some of them at once.
inline constexpr std::size_t kLongestKey = 64, kPadding = 64 + simdjson::SIMDJSON_PADDING;

inline std::string_view words_for(error_code code) {
  switch (code) {
    case simdjson::UTF8_ERROR: return "not JSON: bytes that are not UTF-8";
    case simdjson::UNCLOSED_STRING: return "not JSON: a string without an end";
    case simdjson::UNESCAPED_CHARS: return "not JSON: a control character in a string";
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT: return "not JSON: an object without an end";
    case simdjson::DEPTH_ERROR: return "not JSON: nested too deep";
    case simdjson::TRAILING_CONTENT: return "not JSON: something follows the object";
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC: return "a line that is too long";
    default: return "not JSON: a comma, a colon or a brace is missing or too much";
  }
}

// These look at a value and leave it where it is; who goes on passes over it.
inline std::string_view token_of(json::value& value) {
  return value.raw_json_token();
}
inline bool is_object(json::value& value) {
  return token_of(value).starts_with('{');
}

// Of a token, whose line goes on behind it.
KNOX_INLINE std::optional<std::uint64_t> number(std::string_view token) {
  std::uint64_t value = 0;
  const char* const begin = token.data();
  const char* const end = read_decimal(begin, begin + 20, value);
  const bool is_whole = end != begin && *end != '.' && *end != 'e' && *end != 'E';
  return is_whole ? std::optional(value) : std::nullopt;
}

// A scalar as it is written, without what follows it.
inline std::string_view trimmed(std::string_view token) {
  const std::size_t end = token.find_first_of(" \t\r\n,]}");
  return token.substr(0, end);
}

// No key that is looked for has an escape in it.
KNOX_INLINE std::string_view key_of(json::field& field) {
  const char* const begin = field.key().raw();
  const char* const end = find_first<false, '"'>(begin, begin + kLongestKey);
  return {begin, static_cast<std::size_t>(end - begin)};
}

// visit(key, value) of each member.
template <class Visit>
KNOX_INLINE error_code for_members(json::object& object, Visit visit) {
  for (auto found : object) {
    json::field field;
    if (const error_code error = std::move(found).get(field)) return error;
    if (const error_code error = visit(key_of(field), field.value())) return error;
  }
  return SUCCESS;
}

// The same of what is an object; of what is none, nothing.
template <class Visit>
KNOX_INLINE error_code for_members(json::value& value, Visit visit) {
  if (!is_object(value)) return SUCCESS;
  json::object object;
  if (const error_code error = value.get_object().get(object)) return error;
  return for_members(object, visit);
}

template <class Visit>
KNOX_INLINE error_code for_elements(json::value& value, Visit visit) {
  json::array array;
  if (const error_code error = value.get_array().get(array)) return error;
  for (auto found : array) {
    json::value element;
    if (const error_code error = std::move(found).get(element)) return error;
    if (const error_code error = visit(element)) return error;
  }
  return SUCCESS;
}

}  // namespace knox::json_walk
