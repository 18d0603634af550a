// The rows of tables/constants.def, for those who need them while compiling; all others use constants.h.
#pragma once

#include <algorithm>
#include <array>

#include "knox/linux_audit/names/constants.h"

namespace knox::linux_audit {

inline constexpr std::size_t kArgKinds = 0
#define ARG_KIND(kind, form) +1
#include "knox/linux_audit/tables/arg_kinds.def"
    ;

inline constexpr auto kConstants = std::to_array<Constant>({
#define CONSTANT(kind, mask, number, name, set) \
  {ArgKind::kind, mask, static_cast<std::uint32_t>(number), name, set},
#include "knox/linux_audit/tables/constants.def"
});

// The rows of one kind, in a table in which they stand together.
struct RowRange {
  std::uint16_t begin = 0, end = 0;
};
using RangesByKind = std::array<RowRange, kArgKinds>;

template <class Table>
constexpr RangesByKind ranges_by_kind(const Table& rows) {
  RangesByKind ranges{};
  for (std::size_t place = 0; place < rows.size(); ++place) {
    RowRange& range = ranges[static_cast<std::size_t>(rows[place].kind)];
    if (range.end == 0) range.begin = static_cast<std::uint16_t>(place);
    range.end = static_cast<std::uint16_t>(place + 1);
  }
  return ranges;
}

template <class Table>
constexpr auto rows_of(const Table& rows, const RangesByKind& ranges, ArgKind kind) noexcept {
  const RowRange range = ranges[static_cast<std::size_t>(kind)];
  return std::span(rows).subspan(range.begin, static_cast<std::size_t>(range.end - range.begin));
}

inline constexpr RangesByKind kConstantRanges = ranges_by_kind(kConstants);

constexpr std::span<const Constant> constant_rows(ArgKind kind) noexcept {
  return rows_of(kConstants, kConstantRanges, kind);
}

}  // namespace knox::linux_audit
