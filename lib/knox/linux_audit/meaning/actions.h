// The rules of normalisation: the rows of tables/actions.def, found by system call or type of record.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "knox/event/action.h"
#include "knox/linux_audit/names/record_types.h"
#include "knox/linux_audit/names/syscalls.h"

namespace knox::linux_audit {

// How facts are to be read; tables/actions.def says what each one means.
enum class Meaning : std::uint8_t {
  kPlain,
  kOpen,
  kExec,
  kMove,
  kLink,
  kMount,
  kOutgoing,
  kIncoming,
  kServing,
  kLogin,
  kAccount,
  kGroup,
  kDecision,
  kCrashed
};

// Where a name in the summary comes from.
enum class Fact : std::uint8_t {
  kNone,
  kField,  // a datum of that key
  kFile,
  kOtherFile,
  kMountPoint,
  kAccount,
  kGroup,
  kOwnGroup,
  kNewIdentity,
  kAddress,
  kPort,
  kPid,
  kExe,
  kComm,
  kAuid,
  kSession,
  kCommand,
  kTag
};
struct Source {
  Fact fact = Fact::kNone;
  std::string_view key;
};
using Sources = std::array<Source, 6>;  // the first that is known holds; kNone ends them

struct ObjectRule {
  std::string_view type;
  Sources primary, secondary;
};

struct ActionRule {
  std::string_view category, phrase;
  const ObjectRule* object;
  event::Action action;
  Meaning meaning;
  bool is_part;  // of a system call, which stands for the event if it is there
};

// nullptr: the call has none.
const ActionRule* find_rule(Syscall call) noexcept;
// Every type has one.
const ActionRule& find_rule(RecordType type) noexcept;

// All that rows of the table name.
event::ActionSet told_actions();

}  // namespace knox::linux_audit
