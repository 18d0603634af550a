// What a Summary counts: categories of events, and names in them. Both are lists of rows, from which the
// counters, the text and the JSON are made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "knox/linux_audit/names/record_types.h"

namespace knox::linux_audit {

// An event is in a category when one of its records is, and counts once.
enum class Category : std::uint8_t {
  kConfigChanges,
  kAccountChanges,
  kLogins,
  kFailedLogins,
  kAuthentications,
  kFailedAuthentications,
  kAvcs,
  kMacEvents,
  kFailedSyscalls,
  kAnomalies,
  kResponses,
  kCryptoEvents,
  kIntegrityEvents,
  kVirtEvents
};

enum class Subject : std::uint8_t {
  kUser,  // who logged in, auid
  kAccount,
  kTerminal,
  kHost,
  kExecutable,
  kCommand,
  kFile,
  kKey,
  kSyscall,
  kFailedAccount,  // of logins
  kFailedAddress,
  kProcess
};

struct SummaryName {
  std::string_view key;    // in JSON
  std::string_view label;  // for people
};
std::span<const SummaryName> category_names() noexcept;
std::span<const SummaryName> subject_names() noexcept;

inline constexpr std::size_t kCategories = 14;
inline constexpr std::size_t kSubjects = 12;

using CategorySet = std::uint32_t;
constexpr CategorySet set_of(Category category) noexcept {
  return CategorySet{1} << static_cast<unsigned>(category);
}
// The categories of a type. Whether a login or an authentication failed, the record has to say: their
// successful ones are in here.
CategorySet categories_of(RecordType type) noexcept;

}  // namespace knox::linux_audit
