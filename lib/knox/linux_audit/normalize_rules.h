// The rules of normalisation: the rows of tables/actions.def, found by system call or type of record.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "knox/linux_audit/record_types.h"
#include "knox/linux_audit/syscalls.h"

namespace knox::linux_audit {

// How facts are to be read; tables/actions.def says what each one means.
enum class Meaning : std::uint8_t {
  kPlain,
  kOpen,
  kExec,
  kMove,
  kLink,
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
  kAccount,
  kGroup,
  kOwnGroup,
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

struct Rule {
  std::string_view category, action;
  const ObjectRule* object;
  std::string_view categories, types;  // of ECS
  Meaning meaning;
  bool is_part;  // of a system call, which stands for the event if it is there
};

// nullptr: the call has none.
const Rule* find_rule(Syscall call) noexcept;
// Every type has one.
const Rule& find_rule(RecordType type) noexcept;

}  // namespace knox::linux_audit
