#include "knox/convert/linux_events.h"

#include <algorithm>
#include <span>

#include "knox/linux_audit/names/arguments.h"
#include "knox/linux_audit/record/outcome.h"
#include "knox/linux_audit/record/value.h"

namespace knox::convert {

namespace {

using linux_audit::ArgKind;
using linux_audit::Line;
using linux_audit::RecordType;
using linux_audit::Syscall;

struct NamedEvent {
  std::uint16_t number;
  const char* name;
  std::size_t size;  // of the name with its 0; 0 if it is another's
};
// OpenBSM's and knox's own: Solaris has some of the same names for other numbers.
constexpr NamedEvent kNamedEvents[] = {
#define EVENT(number, name, description, classes, in_openbsm, platforms) \
  {number, name, in_openbsm || (number >= 44000 && number <= 44899) ? sizeof name : 0},
#include "knox/bsm/tables/events.def"
};

// The number of an event; that there is none of the name is an error when this is compiled. A template, so
// that each name is looked up once, and on its own: compilers count the steps of what they compute. Sizes are
// compared first for their sake, too.
template <std::size_t size>
struct Name {
  char text[size];
  consteval Name(const char (&literal)[size]) { std::ranges::copy(literal, text); }
};
template <Name name>
constexpr std::uint16_t kEvent = [] {
  for (const NamedEvent& event : kNamedEvents) {
    if (event.size == sizeof name.text && std::ranges::equal(name.text, std::span(event.name, event.size))) {
      return event.number;
    }
  }
  throw "no such event";
}();

// How arguments decide.
enum class By : std::uint8_t { kNothing, kOpen, kClone, kLimit, kMsgctl, kSemctl, kShmctl };

struct CallRow {
  Syscall syscall;
  std::uint16_t event;
  By by = By::kNothing;
};
constexpr auto kCallRows = std::to_array<CallRow>({
#define CALL(call, event) {Syscall::sys_##call, kEvent<event>},
#define CALL_BY(rule, call, event) {Syscall::sys_##call, kEvent<event>, By::rule},
#include "knox/convert/tables/linux_events.def"
#define LINUX_CALL(number, call, name, classes) {Syscall::sys_##call, number},
#define LINUX_CALL_AS(number, call, name, description, classes) {Syscall::sys_##call, number},
#include "knox/bsm/tables/linux_events.def"
});

struct RecordRow {
  RecordType type;
  std::uint16_t event;
  bool is_part;
};
constexpr auto kRecordRows = std::to_array<RecordRow>({
#define RECORD(type, event) {RecordType::type, kEvent<event>, false},
#define PART(type, event) {RecordType::type, kEvent<event>, true},
#include "knox/convert/tables/linux_events.def"
});
static_assert(std::ranges::adjacent_find(kRecordRows, std::ranges::greater_equal(), &RecordRow::type) ==
              kRecordRows.end());

constexpr std::size_t kRecordTypes = 0
#define RECORD_TYPE(number, name) +1
#include "knox/linux_audit/tables/record_types.def"
    ;
static_assert(kRecordRows.size() == kRecordTypes, "each type of record has one row");

constexpr std::uint16_t kOwnNumbers[] = {
#define LINUX_EVENT(number, name, description, classes) number,
#define LINUX_CALL(number, call, name, classes) number,
#define LINUX_CALL_AS(number, call, name, description, classes) number,
#include "knox/bsm/tables/linux_events.def"
};
static_assert(std::ranges::adjacent_find(kOwnNumbers, std::ranges::greater_equal()) == std::end(kOwnNumbers));
static_assert(std::ranges::all_of(kOwnNumbers,
                                  [](auto number) { return number >= 44000 && number <= 44899; }));

static_assert(kCallRows.size() == kSyscalls - 1, "each call but the unknown one has one row");

constexpr auto kByCall = [] {
  std::array<CallRow, kSyscalls> rows{};
  rows[0] = {Syscall::kUnknown, kEvent<"AUE_LINUX_UNKNOWN">};
  for (const CallRow& row : kCallRows) rows[static_cast<std::size_t>(row.syscall)] = row;
  return rows;
}();
static_assert(std::ranges::none_of(kByCall, [](const CallRow& row) { return row.event == 0; }));

const CallRow& row_of(Syscall syscall) noexcept {
  return kByCall[static_cast<std::size_t>(syscall)];
}

const RecordRow* find_row(RecordType type) noexcept {
  const auto* const row = std::ranges::lower_bound(kRecordRows, type, {}, &RecordRow::type);
  return row != kRecordRows.end() && row->type == type ? row : nullptr;
}

// ---- open

constexpr std::uint64_t kAccess = 03, kCreate = 0100, kTruncate = 01000, kPathOnly = 010000000,
                        kNameless = 020000000;  // of O_TMPFILE, without O_DIRECTORY

// AUE_OPEN_R, _RC, _RT, _RTC, the same with W, and with RW, follow each other; so do those of openat(2).
constexpr std::uint16_t kVariants = 12;
static_assert(kEvent<"AUE_OPEN_RWTC"> == kEvent<"AUE_OPEN_R"> + kVariants - 1);
static_assert(kEvent<"AUE_OPENAT_RWTC"> == kEvent<"AUE_OPENAT_R"> + kVariants - 1);

constexpr std::uint16_t first_variant(std::uint16_t attributes_only) noexcept {
  return attributes_only == kEvent<"AUE_OPEN"> ? kEvent<"AUE_OPEN_R"> : kEvent<"AUE_OPENAT_R">;
}

// As the kernels of Darwin and FreeBSD choose it: that a file was looked for and not there is a matter of
// attributes, unless it was to be created.
std::uint16_t open_event(std::uint16_t attributes_only, std::uint64_t flags, bool not_found) noexcept {
  const std::uint64_t access = flags & kAccess;
  const bool creates = (flags & (kCreate | kNameless)) != 0;
  if (access == kAccess || (flags & kPathOnly) != 0 || (not_found && !creates)) return attributes_only;
  const std::uint64_t variant = 4 * access + ((flags & kTruncate) != 0 ? 2 : 0) + (creates ? 1 : 0);
  return static_cast<std::uint16_t>(first_variant(attributes_only) + variant);
}

// ---- System V IPC

struct Command {
  std::uint32_t number;
  std::uint16_t event;
};
constexpr Command kMsgCommands[] = {
    {0, kEvent<"AUE_MSGCTL_RMID">}, {1, kEvent<"AUE_MSGCTL_SET">}, {2, kEvent<"AUE_MSGCTL_STAT">}};
constexpr Command kShmCommands[] = {
    {0, kEvent<"AUE_SHMCTL_RMID">}, {1, kEvent<"AUE_SHMCTL_SET">}, {2, kEvent<"AUE_SHMCTL_STAT">}};
constexpr Command kSemCommands[] = {{0, kEvent<"AUE_SEMCTL_RMID">},     {1, kEvent<"AUE_SEMCTL_SET">},
                                    {2, kEvent<"AUE_SEMCTL_STAT">},     {11, kEvent<"AUE_SEMCTL_GETPID">},
                                    {12, kEvent<"AUE_SEMCTL_GETVAL">},  {13, kEvent<"AUE_SEMCTL_GETALL">},
                                    {14, kEvent<"AUE_SEMCTL_GETNCNT">}, {15, kEvent<"AUE_SEMCTL_GETZCNT">},
                                    {16, kEvent<"AUE_SEMCTL_SETVAL">},  {17, kEvent<"AUE_SEMCTL_SETALL">}};

std::span<const Command> commands_of(By by) noexcept {
  switch (by) {
    case By::kMsgctl: return kMsgCommands;
    case By::kSemctl: return kSemCommands;
    case By::kShmctl: return kShmCommands;
    default: return {};
  }
}

std::uint16_t command_event(const CallRow& row, std::uint64_t argument) noexcept {
  constexpr std::uint32_t kIpc64 = 0x100;  // says which layout the structures have
  const std::uint32_t command = static_cast<std::uint32_t>(argument) & ~kIpc64;
  for (const Command& known : commands_of(row.by)) {
    if (known.number == command) return known.event;
  }
  return row.event;
}

constexpr std::uint64_t kThread = 0x10000, kVfork = 0x4000;  // CLONE_THREAD, CLONE_VFORK

std::uint16_t clone_event(std::uint64_t flags) noexcept {
  if ((flags & kThread) != 0) return kEvent<"AUE_LINUX_CLONE_THREAD">;
  return (flags & kVfork) != 0 ? kEvent<"AUE_VFORK"> : kEvent<"AUE_FORK">;
}

// The argument of a kind that the call has one of.
std::uint64_t argument_of(const LinuxCall& call, ArgKind kind) noexcept {
  const linux_audit::ArgKinds kinds = argument_kinds(call.arch, call.syscall, call.arguments);
  const auto* const place = std::ranges::find(kinds, kind);
  return place == kinds.end() ? 0 : call.arguments[static_cast<std::size_t>(place - kinds.begin())];
}

}  // namespace

std::uint16_t event_of(RecordType type) noexcept {
  const RecordRow* const row = find_row(type);
  return row == nullptr ? kEvent<"AUE_LINUX_RECORD"> : row->event;
}

bool is_part(RecordType type) noexcept {
  const RecordRow* const row = find_row(type);
  return row == nullptr || row->is_part;
}

LinuxCall inner_call(const LinuxCall& call) noexcept {
  LinuxCall meant = call;
  meant.syscall = linux_audit::inner_call(call.syscall, call.arguments[0]);
  if (meant.syscall == call.syscall) return call;
  meant.arguments = {call.arguments[1], call.arguments[2], call.arguments[3], 0};
  meant.has_arguments = call.syscall == Syscall::sys_ipc;  // those of socketcall(2) are elsewhere in memory
  return meant;
}

std::uint16_t event_of(const LinuxCall& outer) noexcept {
  const LinuxCall call = inner_call(outer);
  const CallRow& row = row_of(call.syscall);
  if (row.by == By::kOpen) {
    if (call.open_flags) return open_event(row.event, *call.open_flags, call.not_found);
    if (!call.has_arguments || call.syscall == Syscall::sys_openat2) return kEvent<"AUE_LINUX_OPEN">;
    return open_event(row.event, argument_of(call, ArgKind::kOpenFlags), call.not_found);
  }
  if (!call.has_arguments) return row.event;
  switch (row.by) {
    case By::kClone: return clone_event(argument_of(call, ArgKind::kCloneFlags));
    case By::kLimit: return call.arguments[2] != 0 ? row.event : kEvent<"AUE_LINUX_GETRLIMIT">;
    case By::kMsgctl: return command_event(row, argument_of(call, ArgKind::kMsgCommand));
    case By::kSemctl: return command_event(row, argument_of(call, ArgKind::kSemCommand));
    case By::kShmctl: return command_event(row, argument_of(call, ArgKind::kShmCommand));
    default: return row.event;
  }
}

std::vector<std::uint16_t> events_of(Syscall syscall) {
  const CallRow& row = row_of(syscall);
  std::vector<std::uint16_t> events{row.event};
  switch (row.by) {
    case By::kOpen:
      events.push_back(kEvent<"AUE_LINUX_OPEN">);
      for (std::uint16_t i = 0; i < kVariants; ++i) {
        events.push_back(static_cast<std::uint16_t>(first_variant(row.event) + i));
      }
      break;
    case By::kClone:
      for (const std::uint64_t flags : {std::uint64_t{0}, kVfork, kThread})
        events.push_back(clone_event(flags));
      break;
    case By::kLimit: events.push_back(kEvent<"AUE_LINUX_GETRLIMIT">); break;
    default: break;
  }
  for (const Command& command : commands_of(row.by)) events.push_back(command.event);
  for (const Syscall inner : linux_audit::inner_calls(syscall)) {
    if (inner == Syscall::kUnknown) continue;
    for (const std::uint16_t event : events_of(inner)) events.push_back(event);
  }
  std::ranges::sort(events);
  events.erase(std::ranges::unique(events).begin(), events.end());
  return events;
}

}  // namespace knox::convert
