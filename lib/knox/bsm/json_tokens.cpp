#include "knox/bsm/json_tokens.h"

namespace knox::bsm {

namespace {

template <class T>
void put_members(JsonFields& fields, Bytes bytes, Out& out) {
  const T token = decode_token<T>(bytes);
  Pen pen(out);
  for_each_field(token, [&](const auto& field, const auto& value)
                            KNOX_INLINE_LAMBDA { fields.member(pen, field.name, value); });
}

constexpr auto kPutMembers = per_token(Tokens{}, []<class T>() { return &put_members<T>; });

}  // namespace

void put_token_object(JsonFields& fields, Kind kind, Bytes token, Out& out) {
  {
    Pen pen(out);
    pen.room(256);
    pen.put("{\"token\":\"").put(std::string_view(kInfos[kind].name)).put("\",\"token_id\":\"0x");
    pen.hex_byte(token[0]).put('"');
  }
  kPutMembers[kind](fields, token, out);
  out.text("}");
}

void put_cut_token(const Record& record, Out& out) {
  const Bytes token = record.cut_token();
  Pen pen(out);
  pen.room(256);
  if (const std::optional<ReturnFacts> result = record.result(); result && !record.has_return()) {
    const std::string_view error = errno_name(record.header().event, result->error);
    pen.put(",\"return\":{\"status\":\"").put(name(outcome(result->error))).put("\",\"errno\":");
    pen.dec(result->error);
    if (!error.empty()) pen.put(",\"error\":\"").put(error).put('"');
    pen.put('}');
  }
  pen.put(",\"cut_token\":{\"token_id\":\"0x").hex_byte(token[0]).put("\",\"bytes\":\"");
  pen.hex_bytes(as_chars(token));
  pen.room(8);
  pen.put("\"}");
}

void put_damage(const Record& record, std::uint64_t offset, Out& out, bool lossless) {
  const Error& damage = *record.damage();
  Pen pen(out);
  pen.room(256);
  pen.put(",\"damage\":{\"offset\":").dec(offset + damage.offset).put(",\"size\":");
  pen.dec(record.bytes().size() - damage.offset).put(",\"token\":");
  emit::json_string(pen, damage.what);
  Error reason = damage;
  reason.what = {};
  pen.room(256);
  pen.put(",\"reason\":");
  emit::json_string(pen, describe(reason));
  pen.room(256);
  if (lossless) {
    pen.put(",\"bytes\":\"").hex_bytes(as_chars(record.bytes().subspan(damage.offset)));
    pen.room(256);
    pen.put('"');
  }
  pen.put('}');
}

}  // namespace knox::bsm
