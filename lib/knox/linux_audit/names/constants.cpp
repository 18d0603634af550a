#include "knox/linux_audit/names/constants.h"

#include "knox/linux_audit/names/constant_rows.h"

namespace knox::linux_audit {
namespace {

// Rows of one kind stand together and ascend; a number can be there twice, for different architectures.
constexpr bool is_in_order(std::span<const Constant> rows) {
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const Constant& before = rows[i - 1];
    const Constant& row = rows[i];
    if (row.kind != before.kind || row.number < before.number) return false;
    if (row.number == before.number && row.mask == before.mask && (row.set & before.set) != 0) return false;
  }
  return true;
}
constexpr bool all_in_order() {
  for (std::size_t kind = 0; kind < kArgKinds; ++kind) {
    if (!is_in_order(constant_rows(static_cast<ArgKind>(kind)))) return false;
  }
  return true;
}
static_assert(all_in_order());

struct Alias {
  ArgKind kind;
  std::uint32_t number;
  std::string_view name;
};
constexpr auto kAliases = std::to_array<Alias>({
#define ALIAS(kind, number, name) {ArgKind::kind, number, name},
#include "knox/linux_audit/tables/constants.def"
});

struct ErrnoText {
  std::uint32_t number;
  std::string_view text;
};
constexpr auto kErrnoTexts = std::to_array<ErrnoText>({
#define ERRNO(number, name, text) {number, text},
#include "knox/linux_audit/tables/constants.def"
});

}  // namespace

std::span<const Constant> constants_of(ArgKind kind) noexcept {
  return constant_rows(kind);
}

std::string_view constant_name(ArgKind kind, Arch arch, std::uint32_t number) noexcept {
  const std::span<const Constant> rows = constant_rows(kind);
  const ArchSet set = set_of(arch);
  auto row = std::ranges::lower_bound(rows, number, {}, &Constant::number);
  for (; row != rows.end() && row->number == number; ++row) {
    if (row->holds_on(arch, set)) return row->name;
  }
  return {};
}

std::string_view errno_text(std::uint32_t number) noexcept {
  const auto* const row = std::ranges::lower_bound(kErrnoTexts, number, {}, &ErrnoText::number);
  return row != kErrnoTexts.end() && row->number == number ? row->text : std::string_view();
}

std::optional<std::uint32_t> constant_number(ArgKind kind, Arch arch, std::string_view name) noexcept {
  const ArchSet set = set_of(arch);
  for (const Constant& row : constant_rows(kind)) {
    if (row.name == name && row.holds_on(arch, set)) return row.number;
  }
  for (const Alias& alias : kAliases) {
    if (alias.kind == kind && alias.name == name) return alias.number;
  }
  return std::nullopt;
}

}  // namespace knox::linux_audit
