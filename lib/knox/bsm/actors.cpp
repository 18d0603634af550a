#include "knox/bsm/actors.h"

namespace knox::bsm {

const event::Who& Actors::of(const SubjectFacts& subject) {
  const Ids ids = {subject.ruid, subject.rgid, subject.euid, subject.egid, subject.auid};
  std::uint64_t hash = 0;
  for (const std::uint32_t id : ids) hash = (hash ^ id) * 0x9e3779b97f4a7c15u;
  Slot& slot = slots_[(hash >> 32) % kSlots];
  if (slot.who.number == 0 || slot.ids != ids) [[unlikely]]
    fill(slot, ids);
  return slot.who;
}

void Actors::fill(Slot& slot, const Ids& ids) {
  const auto is_user = [](std::size_t i) { return i % 2 == 0; };
  std::array<event::Principal, 5> known;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    slot.names[i].clear();
    if (ids[i] == kUnsetId) continue;
    slot.names[i] = is_user(i) ? names_.user(ids[i]) : names_.group(ids[i]);
    known[i] = {ids[i], slot.names[i]};
  }
  const auto& [user, group, effective_user, effective_group, audit] = known;
  slot.ids = ids;
  slot.who = {};
  slot.who.number = ++made_;
  slot.who.real = {user, group};
  const event::User effective = {effective_user, effective_group};
  const auto differs = [](const event::Principal& id, const event::Principal& real) {
    return id.known() && id != real;
  };
  if (differs(effective_user, user) || differs(effective_group, group)) slot.who.effective = effective;
  slot.who.audit = audit;
}

}  // namespace knox::bsm
