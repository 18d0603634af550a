#include "knox/bsm/select.h"

#include <algorithm>
#include <initializer_list>
#include <optional>

#include "knox/base/glob.h"
#include "knox/bsm/constants.h"
#include "knox/bsm/table_file.h"

namespace knox::bsm {
namespace {

constexpr std::size_t kEventNumbers = std::size_t{std::numeric_limits<std::uint16_t>::max()} + 1;

// The seconds in a header, without taking the record apart.
std::optional<std::uint64_t> peek_seconds(Bytes frame) noexcept {
  const Bytes time = peek_time(frame);
  if (time.empty()) return std::nullopt;
  return time.size() == 8 ? load_big<std::uint32_t>(time.data()) : load_big<std::uint64_t>(time.data());
}

}  // namespace

// ---- the header

Selection::Verdict Selection::judge(std::uint16_t event, std::uint64_t seconds) const noexcept {
  const std::uint8_t outcomes = outcomes_[event];
  if (outcomes == 0 || seconds < when_.from.seconds || seconds > when_.to.seconds) return Verdict::kNo;
  const auto in_day = [&](const Day& d) { return seconds >= d.begin.seconds && seconds < d.end.seconds; };
  if (!days_.empty() && std::ranges::none_of(days_, in_day)) return Verdict::kNo;

  // At the very ends it takes the fraction of the second to tell.
  const bool at_end = seconds == when_.from.seconds || seconds == when_.to.seconds;
  return outcomes == kAnyOutcome && header_only_ && !at_end ? Verdict::kYes : Verdict::kMaybe;
}

bool Selection::can_skip(Bytes frame) const noexcept {
  if (empty_ || frame.empty()) return false;
  if (frame[0] == File32::kInfo.id || frame[0] == File64::kInfo.id) return true;
  if (!is_header(frame[0])) return false;
  const std::optional<std::uint64_t> seconds = peek_seconds(frame);
  return seconds && judge(peek_event(frame), *seconds) == (invert_ ? Verdict::kYes : Verdict::kNo);
}

// ---- the whole record

bool Selection::matches(const Record& record) const {
  if (empty_) return true;
  return !record.is_file() && meets_all(record) != invert_;
}

Selection::Outcome Selection::outcome_of(const ReturnFacts& result) noexcept {
  switch (outcome(result.error)) {
    case bsm::Outcome::kSuccess: return kSucceeded;
    case bsm::Outcome::kFailure: return kFailed;
    case bsm::Outcome::kUnknown: break;
  }
  return kNotSaid;
}

bool Selection::meets_all(const Record& record) const {
  const HeaderFacts& header = record.header();
  const Verdict verdict = judge(header.event, header.seconds);
  if (verdict != Verdict::kMaybe) return verdict == Verdict::kYes;

  const Time time{header.seconds, header.nanoseconds};
  if (!when_.has(time)) return false;
  if (outcomes_[header.event] != kAnyOutcome) {
    const std::optional<ReturnFacts> result = record.result();
    if ((outcomes_[header.event] & (result ? outcome_of(*result) : kNotSaid)) == 0) return false;
  }
  const auto is_object = [&](const ObjectTest& test) { return test(record); };
  return meets_ids(record) && meets_zone(record) &&
         (objects_.empty() || std::ranges::any_of(objects_, is_object));
}

// ---- executions of other formats

bool Selection::matches(const event::Exec& exec, std::uint16_t event, const os::Names* names) const {
  return !asks_for_records() && (empty_ || meets_all(exec, event, names) != invert_);
}

bool Selection::is_at_time(const Time& time) const noexcept {
  const auto in_day = [&](const Day& d) { return time >= d.begin && time < d.end; };
  return when_.has(time) && (days_.empty() || std::ranges::any_of(days_, in_day));
}

bool Selection::meets_all(const event::Exec& exec, std::uint16_t event, const os::Names* names) const {
  const Outcome outcome = !exec.success ? kNotSaid : *exec.success ? kSucceeded : kFailed;
  if (!is_at_time(exec.time) || (outcomes_[event] & outcome) == 0) return false;
  const auto user = [&](const os::WantedId& wanted, std::uint32_t id) {
    return names == nullptr ? wanted.id == id : names->is_user(wanted, id);
  };
  const auto group = [&](const os::WantedId& wanted, std::uint32_t id) {
    return names == nullptr ? wanted.id == id : names->is_group(wanted, id);
  };
  const auto has = [](const Ids::List& list, std::optional<std::uint32_t> id, auto is) {
    return id && std::ranges::any_of(list, [&](const os::WantedId& wanted) { return is(wanted, *id); });
  };
  const auto met = [&](const Ids::List& list, std::optional<std::uint32_t> id, auto is) {
    return list.empty() || has(list, id, is);
  };
  const event::ProcessIds& who = exec.process;
  return met(ids_.auid, who.auid, user) && met(ids_.euid, who.euid, user) && met(ids_.ruid, who.ruid, user) &&
         met(ids_.egid, who.egid, group) && met(ids_.rgid, who.rgid, group) &&
         (met(ids_.group, who.egid, group) || has(ids_.group, who.rgid, group));
}

// ---- ids

bool Selection::meets_ids(const Record& record) const {
  if (!ids_.any()) return true;
  return std::ranges::any_of(record.tokens(), [&](const TokenRef& ref) {
    const std::optional<SubjectFacts> who = subject_facts(ref.kind, record.token(ref));
    return who && ids_.match(*who);
  });
}

bool Selection::meets_zone(const Record& record) const {
  if (zones_.empty()) return true;
  return std::ranges::any_of(record.tokens(), [&](const TokenRef& ref) {
    if (ref.kind != kKindOf<ZoneName>) return false;
    const std::string_view zone = decode_token<ZoneName>(record.token(ref)).name.bytes;
    return std::ranges::any_of(zones_, [&](const std::string& p) { return glob_matches(p, zone); });
  });
}

bool Selection::Ids::any() const {
  return std::ranges::any_of(std::initializer_list<const List*>{&auid, &euid, &ruid, &group, &egid, &rgid},
                             [](const List* list) { return !list->empty(); });
}

bool Selection::Ids::match(const SubjectFacts& who) const {
  const auto has = [](const List& list, std::uint32_t id) {
    return std::ranges::find(list, id, &os::WantedId::id) != list.end();
  };
  const auto met = [&](const List& list, std::uint32_t id) { return list.empty() || has(list, id); };
  return met(auid, who.auid) && met(euid, who.euid) && met(ruid, who.ruid) && met(egid, who.egid) &&
         met(rgid, who.rgid) && (met(group, who.egid) || has(group, who.rgid));
}

// ---- events and classes

// Every event of a name counts: on an unknown platform it may have several numbers.
void Selection::use(const EventTable& events, const ClassTable& classes) {
  if (empty_) return;
  std::vector<std::uint8_t> by_event(kEventNumbers, events_.empty() ? kAnyOutcome : 0);
  for (const std::string& text : events_) {
    if (const std::optional<std::uint16_t> number = parse_number<std::uint16_t>(text)) {
      by_event[*number] = kAnyOutcome;
    } else if (const Event* const named = events.find(text)) {
      for (const Event& event : events.events()) {
        if (event.name == named->name) by_event[event.number] = kAnyOutcome;
      }
    }
  }

  std::vector<std::uint8_t> by_class(kEventNumbers, class_lists_.empty() ? kAnyOutcome : 0);
  for (const std::string& list : class_lists_) {
    const ClassSelection wanted = parse_class_selection(list, classes).value_or(ClassSelection{});
    for (std::size_t number = 0; number < kEventNumbers; ++number) {
      const Event* const event = events.find(static_cast<std::uint16_t>(number));
      const std::uint32_t mask = event == nullptr ? 0 : event->class_mask;
      const bool succeeded = wanted.keeps(mask, true);
      const bool failed = wanted.keeps(mask, false);
      by_class[number] |= static_cast<std::uint8_t>((succeeded ? kSucceeded : 0) | (failed ? kFailed : 0) |
                                                    (succeeded && failed ? kNotSaid : 0));
    }
  }

  outcomes_.resize(kEventNumbers);
  for (std::size_t number = 0; number < kEventNumbers; ++number) {
    outcomes_[number] = by_event[number] & by_class[number] & wanted_outcomes_;
  }
}

}  // namespace knox::bsm
