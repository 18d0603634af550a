#include "knox/linux_audit/meaning/actions.h"

#include <algorithm>

#include "knox/emit/ecs_schema.h"

namespace knox::linux_audit {

namespace {

using event::Action;

struct FactName {
  std::string_view name;
  Fact fact;
};
constexpr FactName kFactNames[] = {
    {"file", Fact::kFile},
    {"other-file", Fact::kOtherFile},
    {"mount-point", Fact::kMountPoint},
    {"account", Fact::kAccount},
    {"group", Fact::kGroup},
    {"address", Fact::kAddress},
    {"port", Fact::kPort},
    {"pid", Fact::kPid},
    {"exe", Fact::kExe},
    {"comm", Fact::kComm},
    {"auid", Fact::kAuid},
    {"ses", Fact::kSession},
    {"command", Fact::kCommand},
    {"tag", Fact::kTag},
    {"own-group", Fact::kOwnGroup},
    {"new-identity", Fact::kNewIdentity},
};

constexpr Sources sources(std::string_view words) {
  Sources list;
  std::size_t count = 0;
  emit::for_each_name(words, [&](std::string_view word) {
    const FactName* const name = std::ranges::find(kFactNames, word, &FactName::name);
    list.at(count++) = {name == std::end(kFactNames) ? Fact::kField : name->fact, word};
  });
  return list;
}

enum class Object : std::uint8_t {
#define OBJECT(object, type, primary, secondary) object,
#include "knox/linux_audit/tables/actions.def"
};

constexpr auto kObjects = std::to_array<ObjectRule>({
#define OBJECT(object, type, primary, secondary) {type, sources(primary), sources(secondary)},
#include "knox/linux_audit/tables/actions.def"
});

constexpr const ObjectRule* rule_of(Object object) {
  return &kObjects[static_cast<std::size_t>(object)];
}

struct SyscallRow {
  Syscall call;
  ActionRule rule;
};
constexpr auto kSyscalls = std::to_array<SyscallRow>({
#define SYSCALL(name, phrase, object, action, meaning) \
  {Syscall::sys_##name,                                \
   {"audit-rule", phrase, rule_of(Object::object), Action::action, Meaning::meaning, true}},
#include "knox/linux_audit/tables/actions.def"
});

struct RecordRow {
  RecordType type;
  ActionRule rule;
};
constexpr auto kRecords = std::to_array<RecordRow>({
#define RECORD(type, category, phrase, object, action, meaning) \
  {RecordType::type, {category, phrase, rule_of(Object::object), Action::action, Meaning::meaning, false}},
#define PART(type, category, phrase, object, action, meaning) \
  {RecordType::type, {category, phrase, rule_of(Object::object), Action::action, Meaning::meaning, true}},
#include "knox/linux_audit/tables/actions.def"
});

struct RangeRow {
  std::uint32_t first, last;
  ActionRule rule;
};
constexpr auto kRanges = std::to_array<RangeRow>({
#define RANGE(first, last, category, phrase, action) \
  {first, last, {category, phrase, rule_of(Object::kMessage), Action::action, Meaning::kPlain, false}},
#include "knox/linux_audit/tables/actions.def"
});

// The ranges have no gaps.
static_assert(kRanges.front().first == 0 && kRanges.back().last == 0xffff);
static_assert(std::ranges::adjacent_find(kRanges, [](const RangeRow& a, const RangeRow& b) {
                return a.last + 1 != b.first;
              }) == kRanges.end());

// The place of each call's row, 1 being the first; 0: it has none.
constexpr std::size_t kMaxCalls = 1024;
constexpr auto kPlacesOfCalls = [] {
  std::array<std::uint16_t, kMaxCalls> places{};
  for (std::size_t i = 0; i < kSyscalls.size(); ++i) {
    std::uint16_t& place = places.at(static_cast<std::size_t>(kSyscalls[i].call));
    if (place != 0) throw "two rows for one call";
    place = static_cast<std::uint16_t>(i + 1);
  }
  return places;
}();

// The same for types of records.
constexpr std::size_t kMaxTypes = 2600;
constexpr auto kPlacesOfTypes = [] {
  std::array<std::uint16_t, kMaxTypes> places{};
  for (std::size_t i = 0; i < kRecords.size(); ++i) {
    std::uint16_t& place = places.at(static_cast<std::size_t>(kRecords[i].type));
    if (place != 0) throw "two rows for one type";
    place = static_cast<std::uint16_t>(i + 1);
  }
  return places;
}();

}  // namespace

const ActionRule* find_rule(Syscall call) noexcept {
  const auto index = static_cast<std::size_t>(call);
  const std::size_t place = index < kMaxCalls ? kPlacesOfCalls[index] : 0;
  return place == 0 ? nullptr : &kSyscalls[place - 1].rule;
}

const ActionRule& find_rule(RecordType type) noexcept {
  const auto index = static_cast<std::size_t>(type);
  const std::size_t place = index < kMaxTypes ? kPlacesOfTypes[index] : 0;
  if (place != 0) return kRecords[place - 1].rule;
  return std::ranges::find_if(kRanges, [&](const RangeRow& row) { return index <= row.last; })->rule;
}

event::ActionSet told_actions() {
  event::ActionSet told;
  for (const SyscallRow& row : kSyscalls) told.add(row.rule.action);
  for (const RecordRow& row : kRecords) told.add(row.rule.action);
  for (const RangeRow& row : kRanges) told.add(row.rule.action);
  // Those that take the place of a row's action (meaning.cpp).
  for (const Action action :
       {Action::kUsedSelinuxPolicy, Action::kCheckedPid, Action::kCreatedThread, Action::kSuspendedSystem,
        Action::kDestroyedCryptoKey, Action::kAddedUserToGroup, Action::kRemovedUserFromGroup}) {
    told.add(action);
  }
  return told;
}

}  // namespace knox::linux_audit
