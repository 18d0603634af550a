#include "knox/linux_audit/names/arch.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

namespace knox::linux_audit {
namespace {

struct Row {
  Arch arch;
  std::string_view name;
  ArchSet set;
};

constexpr auto kRows = std::to_array<Row>({
#define ARCH(number, enumerator, name, set) {Arch::enumerator, name, set},
#include "knox/linux_audit/tables/arches.def"
});
static_assert(std::ranges::adjacent_find(kRows, std::ranges::greater_equal(), &Row::arch) == kRows.end());

constexpr auto kAliases = std::to_array<Row>({
#define ALIAS(enumerator, name) {Arch::enumerator, name, kNowhere},
#include "knox/linux_audit/tables/arches.def"
});

const Row* find(Arch arch) noexcept {
  const auto row = std::ranges::lower_bound(kRows, arch, {}, &Row::arch);
  return row != kRows.end() && row->arch == arch ? &*row : nullptr;
}

}  // namespace

ArchSet set_of(Arch arch) noexcept {
  const Row* const row = find(arch);
  return row == nullptr ? kNowhere : row->set;
}

std::string_view arch_name(Arch arch) noexcept {
  const Row* const row = find(arch);
  return row == nullptr ? std::string_view() : row->name;
}

std::optional<Arch> parse_arch(std::string_view text) noexcept {
  for (const Row& row : kRows) {
    if (row.name == text) return row.arch;
  }
  for (const Row& row : kAliases) {
    if (row.name == text) return row.arch;
  }
  if (text.starts_with("0x")) text.remove_prefix(2);
  std::uint32_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number, 16);
  if (error != std::errc() || rest != end) return std::nullopt;
  return static_cast<Arch>(number);
}

}  // namespace knox::linux_audit
