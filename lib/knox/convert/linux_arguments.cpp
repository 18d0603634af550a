#include "knox/convert/linux_arguments.h"

#include <algorithm>
#include <array>

#include "knox/convert/linux_numbers.h"

namespace knox::convert {

namespace {

using linux_audit::ArgForm;
using linux_audit::ArgKind;
using linux_audit::Syscall;

struct KindName {
  ArgKind kind;
  std::string_view name;
};
constexpr auto kKindNames = std::to_array<KindName>({
#define KIND_NAME(kind, name) {ArgKind::kind, name},
#include "knox/convert/tables/argument_names.def"
});
static_assert(std::ranges::adjacent_find(kKindNames, std::ranges::greater_equal(), &KindName::kind) ==
              kKindNames.end());

struct CallName {
  Syscall syscall;
  std::uint8_t number;
  std::string_view name;
};
constexpr auto kCallNames = std::to_array<CallName>({
#define CALL_NAME(call, number, name) {Syscall::sys_##call, number, name},
#include "knox/convert/tables/argument_names.def"
});

// The names of each call's arguments, where it has some of its own.
using Names = std::array<std::string_view, 4>;
constexpr auto kNamesByCall = [] {
  std::array<Names, kSyscalls> names{};
  for (const CallName& row : kCallNames)
    names[static_cast<std::size_t>(row.syscall)][row.number - 1U] = row.name;
  return names;
}();

constexpr auto kNamesByKind = [] {
  std::array<std::string_view, 256> names{};
  for (const KindName& row : kKindNames) names[static_cast<std::size_t>(row.kind)] = row.name;
  return names;
}();

std::string_view name_of(Syscall syscall, std::size_t place, ArgKind kind) noexcept {
  const std::string_view own = kNamesByCall[static_cast<std::size_t>(syscall)][place];
  return own.empty() ? kNamesByKind[static_cast<std::size_t>(kind)] : own;
}

constexpr bool is_register_wide(ArgForm form) noexcept {
  return form == ArgForm::kLong || form == ArgForm::kUnsigned || form == ArgForm::kWideFlags ||
         form == ArgForm::kFlagsAndSignal || form == ArgForm::kHex;
}

void translate(ArgKind kind, ArgumentToken& token) noexcept {
  const std::uint64_t value = token.value;
  switch (kind) {
    case ArgKind::kUid16:
    case ArgKind::kGid16: token.value = linux_audit::id_argument(kind, value); break;
    case ArgKind::kSocketFamily:
      token.value = bsm_socket_domain(value);
      token.is_whole &= token.value != kOtherDomain;
      break;
    case ArgKind::kSocketType: {
      constexpr std::uint64_t kFlags = ~std::uint64_t{017};
      token.value = bsm_socket_type(value & ~kFlags);
      token.is_whole &= token.value != kOtherSocketType && (value & kFlags) == 0;
      break;
    }
    case ArgKind::kFcntlCommand:
      token.value = bsm_fcntl_command(value);
      token.is_whole &= token.value != kOtherFcntl;
      break;
    default: break;
  }
}

}  // namespace

std::optional<ArgumentToken> argument_token(const LinuxCall& call, const linux_audit::ArgKinds& kinds,
                                            std::size_t place) noexcept {
  const ArgKind kind = kinds[place];
  const std::string_view name = name_of(call.syscall, place, kind);
  if (name.empty()) return std::nullopt;
  const std::uint64_t value = call.arguments[place];
  ArgumentToken token{static_cast<std::uint8_t>(place + 1), name, value};
  if (is_register_wide(form_of(kind))) {
    token.is_wide = value > UINT32_MAX;
    token.is_whole = true;
    return token;
  }
  // Registers are wider than the argument, which the kernel takes its own bits of: ffffffff, ffffffffffffffff
  token.value = static_cast<std::uint32_t>(value);
  const std::uint64_t extended = static_cast<std::uint64_t>(std::int64_t{static_cast<std::int32_t>(value)});
  token.is_whole = value == token.value || value == extended;
  translate(kind, token);
  return token;
}

}  // namespace knox::convert
