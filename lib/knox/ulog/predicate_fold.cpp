#include "knox/ulog/predicate_fold.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "knox/base/utf8.h"

namespace knox::ulog {

namespace {

struct CaseRun {
  std::uint32_t first, last, step;
  std::int32_t distance;
};
constexpr CaseRun kCases[] = {
#define CASE(first, last, step, distance) {first, last, step, distance},
#include "knox/ulog/tables/fold.def"
};

struct ManyRow {
  std::uint32_t first;
  std::string_view folded;
};
constexpr ManyRow kMany[] = {
#define CASES(character, folded) {character, folded},
#include "knox/ulog/tables/fold.def"
};

struct BaseRun {
  std::uint32_t first, last, letter;
};
constexpr BaseRun kBases[] = {
#define BASE(first, last, letter) {first, last, letter},
#include "knox/ulog/tables/fold.def"
};
constexpr BaseRun kMarks[] = {
#define MARKS(first, last) {first, last, 0},
#include "knox/ulog/tables/fold.def"
};

template <class Rows>
constexpr bool is_ascending(const Rows& rows) {
  return std::ranges::is_sorted(rows, {}, [](const auto& row) { return row.first; });
}
static_assert(is_ascending(kCases) && is_ascending(kMany) && is_ascending(kBases) && is_ascending(kMarks));

// The last row that begins at the character or before it.
template <class Rows>
auto row_of(const Rows& rows, std::uint32_t code) noexcept -> decltype(&rows[0]) {
  const auto behind = std::ranges::upper_bound(rows, code, {}, [](const auto& row) { return row.first; });
  return behind == std::begin(rows) ? nullptr : &*std::prev(behind);
}

constexpr char lower(char c) noexcept {
  return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

// Of letters that are folded no more.
void add_without_marks(std::string& to, std::uint32_t code) {
  const BaseRun* const marks = row_of(kMarks, code);
  if (marks != nullptr && code <= marks->last) return;
  const BaseRun* const base = row_of(kBases, code);
  add_utf8(to, base != nullptr && code <= base->last ? base->letter : code);
}

std::uint32_t simple_case(std::uint32_t code) noexcept {
  const CaseRun* const run = row_of(kCases, code);
  if (run == nullptr || code > run->last || (code - run->first) % run->step != 0) return code;
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(code) + run->distance);
}

void add_folded(std::string& to, std::uint32_t code, Folding how) {
  if (how.case_folded) {
    const ManyRow* const many = row_of(kMany, code);
    if (many != nullptr && many->first == code) {
      if (!how.marks_left_out) {
        to += many->folded;
        return;
      }
      for (std::string_view rest = many->folded; !rest.empty();) {
        const Utf8Char c = utf8_front(rest);
        add_without_marks(to, c.code);
        rest.remove_prefix(c.size);
      }
      return;
    }
    code = simple_case(code);
  }
  if (how.marks_left_out) {
    add_without_marks(to, code);
  } else {
    add_utf8(to, code);
  }
}

bool is_ascii(char c) noexcept {
  return static_cast<std::uint8_t>(c) < 0x80;
}

}  // namespace

void add_utf8(std::string& text, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
    return;
  }
  if (code < 0x800) {
    put(0xc0 | code >> 6);
  } else if (code < 0x10000) {
    put(0xe0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3f));
  } else {
    put(0xf0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3f));
    put(0x80 | (code >> 6 & 0x3f));
  }
  put(0x80 | (code & 0x3f));
}

std::string_view fold(std::string_view text, Folding how, std::string& space) {
  if (how.is_none()) return text;
  const std::size_t ascii = static_cast<std::size_t>(std::ranges::find_if_not(text, is_ascii) - text.begin());
  if (ascii == text.size() && !how.case_folded) return text;
  space.resize(ascii);
  if (how.case_folded) {
    std::transform(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(ascii), space.begin(), lower);
  } else {
    std::copy_n(text.begin(), ascii, space.begin());
  }
  for (std::string_view rest = text.substr(ascii); !rest.empty();) {
    const Utf8Char c = utf8_front(rest);
    if (c.size == 0) {
      space += rest.front();
    } else if (c.code < 0x80) {
      space += how.case_folded ? lower(rest.front()) : rest.front();
    } else {
      add_folded(space, c.code, how);
    }
    rest.remove_prefix(std::max<std::size_t>(c.size, 1));
  }
  return space;
}

const std::vector<std::pair<std::uint32_t, std::uint32_t>>& case_pairs() {
  static const auto pairs = [] {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> made;
    for (const CaseRun& run : kCases) {
      for (std::uint32_t code = run.first; code <= run.last; code += run.step) {
        made.emplace_back(code, simple_case(code));
      }
    }
    return made;
  }();
  return pairs;
}

}  // namespace knox::ulog
