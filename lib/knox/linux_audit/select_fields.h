// Which fields of records the options of a Selection look at.
#pragma once

#include <cstdint>
#include <string_view>

#include "knox/linux_audit/record_types.h"

namespace knox::linux_audit {

enum class Criterion : std::uint8_t {
  kArch,
  kSyscall,
  kExit,
  kSuccess,
  kPid,
  kPpid,
  kSession,
  kUid,
  kEuid,
  kAuid,
  kUidAll,
  kGid,
  kEgid,
  kGidAll,
  kComm,
  kExecutable,
  kFile,
  kKey,
  kHost,
  kTerminal,
  kVm,
  kUuid,
  kSubject,
  kObject,
  kContext
};
inline constexpr std::size_t kCriteria = 25;

using CriterionSet = std::uint32_t;
constexpr CriterionSet set_of(Criterion criterion) noexcept {
  return CriterionSet{1} << static_cast<unsigned>(criterion);
}
template <class... More>
constexpr CriterionSet set_of(Criterion criterion, More... more) noexcept {
  return set_of(criterion) | set_of(more...);
}

// How the value of a field is read.
enum class FieldForm : std::uint8_t {
  kWord,      // as it stands
  kString,    // in quotes or in hex digits
  kKeys,      // several strings
  kSockaddr,  // in SOCKADDR records; an address in others
  kId,
  kArch,
  kSyscall,
  kExit,
  kSuccess,
  kResult
};

struct FieldUse {
  FieldForm form{};
  CriterionSet criteria = 0;
};

// By key; no criteria: nothing looks at this field.
FieldUse use_of(std::string_view key) noexcept;

// Whether an event with a record of this type has no others: it is from a program or a daemon. What the
// kernel writes can always come with a SYSCALL record, also where ends_event() of order.h has it as the last
// one.
constexpr bool stands_alone(RecordType type) noexcept {
  const auto number = static_cast<std::uint16_t>(type);
  return type == RecordType::USER || (number >= 1100 && number <= 1299) || number >= 2000;
}

// What a record of this type can meet.
CriterionSet criteria_of(RecordType type) noexcept;

}  // namespace knox::linux_audit
