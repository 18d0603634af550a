#include "knox/bsm/json_subjects.h"

#include <algorithm>
#include <cstring>

#include "knox/bsm/json_value.h"
#include "knox/bsm/record.h"

namespace knox::bsm {

void JsonSubjects::put(JsonFields& fields, Kind kind, Bytes token, Out& out) {
  const std::uint8_t* const ids = token.data() + 1;  // behind the token's id
  std::uint64_t hash = load_big<std::uint64_t>(ids) * 0x9e3779b97f4a7c15u;
  hash = (hash ^ load_big<std::uint64_t>(ids + 8) ^ load_big<std::uint32_t>(ids + 16)) * 0x9e3779b97f4a7c15u;
  Slot& slot = slots_[(hash >> 32) % kSlots];
  if (slot.text.empty() || std::memcmp(slot.ids.data(), ids, kIds) != 0) [[unlikely]]
    fill(slot, kind, token);
  if (slot.text.empty()) return put_json_value(fields, 0, kind, token, out);
  const SubjectFacts subject = *subject_facts(kind, token);
  Pen pen(out);
  pen.text(slot.text);
  pen.room(256);
  pen.put(",\"pid\":").dec(subject.pid).put(",\"session\":").dec(subject.session);
  pen.put(",\"terminal\":{\"port\":").dec(subject.port).put(",\"address\":\"");
  put_address(pen, subject.address);
  pen.put("\"}}");
}

void JsonSubjects::fill(Slot& slot, Kind kind, Bytes token) {
  text_.clear();
  put_json_value(own_fields_, 0, kind, token, out_);
  const bool is_whole = own_fields_.raw().empty();
  own_fields_.raw().put_member(out_);
  out_.flush();
  std::copy_n(token.data() + 1, kIds, slot.ids.begin());
  slot.text.clear();
  if (is_whole) slot.text = text_.substr(0, text_.find(",\"pid\":"));  // a quote in a name is escaped
}

}  // namespace knox::bsm
