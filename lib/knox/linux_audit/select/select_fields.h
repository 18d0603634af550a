// Which fields of records the options of a Selection look at.
#pragma once

#include <cstdint>
#include <string_view>

#include "knox/linux_audit/names/record_types.h"

namespace knox::linux_audit {

enum class Criterion : std::uint8_t {
  kArch,
  kSyscall,
  kExit,
  kSuccess,
  kPpid,
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
inline constexpr std::size_t kCriteria = 23;

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

// What a record of this type can meet.
CriterionSet criteria_of(RecordType type) noexcept;

}  // namespace knox::linux_audit
