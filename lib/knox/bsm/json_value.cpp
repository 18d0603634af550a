#include "knox/bsm/json_value.h"

#include <limits>

namespace knox::bsm {

namespace {

// fcntl(2)'s command, socket(2)'s domain and type come as plain arguments, in BSM's numbering.
std::string_view argument_name(std::uint16_t event, std::string_view text, std::uint64_t value) {
  constexpr std::uint16_t kFcntl = 30, kSocket = 183, kSocketpair = 186;
  if (value > std::numeric_limits<std::uint16_t>::max()) return {};
  const auto number = static_cast<std::uint16_t>(value);
  if (event == kFcntl && text == "cmd") return fcntl_command_name(number);
  if (event != kSocket && event != kSocketpair) return {};
  if (text == "domain") return socket_domain_name(number);
  if (text == "type") return socket_type_name(number);
  return {};
}

template <class T>
void put_value(JsonFields& fields, [[maybe_unused]] std::uint16_t event, Bytes bytes, Out& out) {
  const T token = decode_token<T>(bytes);
  Pen pen(out);
  pen.room(256);
  if constexpr (kIsBare<T>) {
    const auto& field = std::get<0>(T::kFields);
    fields.value(pen, {}, token.*field.member);
    return;
  }
  fields.begin_object();
  for_each_field(token, [&](const auto& field, const auto& value)
                            KNOX_INLINE_LAMBDA { fields.member(pen, field.name, value); });
  pen.room(256);
  if constexpr (std::is_same_v<T, Argument32> || std::is_same_v<T, Argument64>) {
    const std::string_view name = argument_name(event, token.text.bytes, token.value.value);
    if (!name.empty()) pen.put(",\"value_name\":\"").put(name).put('"');
  }
  if constexpr (std::is_same_v<T, Unknown>) pen.put(",\"token_id\":\"0x").hex_byte(bytes[0]).put('"');
  pen.put('}');
}

using Put = void (*)(JsonFields&, std::uint16_t, Bytes, Out&);
constexpr std::array kPut = per_token(Tokens{}, []<class T>() -> Put { return &put_value<T>; });

}  // namespace

void put_json_value(JsonFields& fields, std::uint16_t event, Kind kind, Bytes token, Out& out) {
  kPut[kind](fields, event, token, out);
}

}  // namespace knox::bsm
