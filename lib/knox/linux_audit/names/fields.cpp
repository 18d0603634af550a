#include "knox/linux_audit/names/fields.h"

#include <algorithm>
#include <array>
#include <functional>

#include "knox/base/scan.h"
#include "knox/linux_audit/names/name_map.h"

namespace knox::linux_audit {
namespace {

using enum FieldKind;

struct Row {
  std::string_view key;
  FieldKind kind;
};
constexpr auto kRows = std::to_array<Row>({
#define FIELD(key, kind) {key, kind},
#include "knox/linux_audit/tables/fields.def"
});
static_assert(std::ranges::adjacent_find(kRows, std::ranges::greater_equal(), &Row::key) == kRows.end());

constexpr NameMap kPlaces(kRows, &Row::key);

struct Exception {
  std::size_t place;  // in kRows
  RecordType type;
  FieldKind kind;
};
constexpr auto kExceptions = std::to_array<Exception>({
#define FIELD_IN(type, key, kind) {kPlaces.find(key), RecordType::type, kind},
#include "knox/linux_audit/tables/fields.def"
});
static_assert(std::ranges::is_sorted(kExceptions, {}, &Exception::place));
static_assert(kExceptions.back().place < kRows.size());

// Where the exceptions of each row begin; those of row i end where those of row i + 1 begin.
constexpr auto kExceptionsOf = [] {
  std::array<std::uint8_t, kRows.size() + 1> begins{};
  for (std::size_t place = 0; place < begins.size(); ++place) {
    const auto begin = std::ranges::lower_bound(kExceptions, place, {}, &Exception::place);
    begins[place] = static_cast<std::uint8_t>(begin - kExceptions.begin());
  }
  return begins;
}();

// Of a0, a12_len, a3[0]. kUnknown: the key is none of these.
FieldKind argument_kind(RecordType type, std::string_view key) noexcept {
  std::size_t digits = 1;
  while (digits < key.size() && is_digit(key[digits])) ++digits;
  const std::string_view rest = key.substr(digits);
  if (type == RecordType::EXECVE) {
    if (rest.empty()) return kExecArgument;
    if (rest == "_len") return kExecArgumentLength;
    if (rest.front() == '[' && rest.back() == ']') return kExecArgumentPart;
    return kUnknown;
  }
  return rest.empty() ? kSyscallArgument : kUnknown;
}

}  // namespace

FieldKind field_kind(RecordType type, std::string_view key) noexcept {
  if (key.size() > 1 && key[0] == 'a' && is_digit(key[1])) return argument_kind(type, key);
  const std::size_t place = kPlaces.find(key);
  if (place == kRows.size()) return kUnknown;
  for (std::size_t i = kExceptionsOf[place]; i < kExceptionsOf[place + 1]; ++i) {
    if (kExceptions[i].type == type) return kExceptions[i].kind;
  }
  return kRows[place].kind;
}

ArgKind arg_kind(FieldKind kind) noexcept {
  switch (kind) {
    case kSignal: return ArgKind::kSignal;
    case kCapability: return ArgKind::kCapability;
    case kErrno: return ArgKind::kErrno;
    case kUringOp: return ArgKind::kUringOp;
    case kPersonality: return ArgKind::kPersonality;
    case kOpenFlags: return ArgKind::kOpenFlags;
    case kResolveFlags: return ArgKind::kResolveFlags;
    case kMapFlags: return ArgKind::kMapFlags;
    case kIoctl: return ArgKind::kIoctl;
    case kIpProtocol: return ArgKind::kIpProtocol;
    case kSeccompAction: return ArgKind::kSeccompAction;
    case kNetfilterFamily: return ArgKind::kNetfilterFamily;
    case kNetlinkGroup: return ArgKind::kNetlinkGroup;
    case kFilterList: return ArgKind::kFilterList;
    case kFanotifyResponse: return ArgKind::kFanotifyResponse;
    case kFanotifyInfo: return ArgKind::kFanotifyInfo;
    default: return ArgKind::kNone;
  }
}

}  // namespace knox::linux_audit
