#include "knox/bsm/classes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "knox/base/unknown.h"
#include "knox/bsm/table_file.h"

namespace knox::bsm {
namespace {

struct Row {
  Class value;
  PlatformSet platforms;
};

constexpr auto kRows = std::to_array<Row>({
#define CLASS(mask, name, description, platforms) {{mask, name, description}, platforms},
#include "knox/bsm/tables/classes.def"
});

constexpr bool masks_ascend_and_names_are_unique() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    for (std::size_t k = i + 1; k < kRows.size(); ++k) {
      if ((kRows[i].platforms & kRows[k].platforms) == 0) continue;
      if (kRows[i].value.mask >= kRows[k].value.mask) return false;
      if (kRows[i].value.name == kRows[k].value.name) return false;
    }
  }
  return true;
}
static_assert(masks_ascend_and_names_are_unique());

constexpr std::uint32_t kEveryClass = 0xffffffff;  // the mask of `all`

std::optional<std::uint32_t> parse_mask(std::string_view text) noexcept {
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  return hex ? parse_number<std::uint32_t>(text.substr(2), 16) : parse_number<std::uint32_t>(text);
}

bool take_prefix(std::string_view& text, char prefix) noexcept {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

ClassTable::ClassTable(Platform platform) {
  const Platform system = platform == Platform::kSolaris ? platform : Platform::kFreeBsd;
  for (const Row& row : kRows) {
    if (holds_on(row.platforms, system)) classes_.push_back(row.value);
  }
}

Result<void> ClassTable::load(std::string text) {
  auto kept = std::make_unique<const std::string>(std::move(text));
  std::vector<Class> classes;
  const Result<void> read = for_each_row<3>(*kept, "audit_class", [&](const auto& fields) {
    const auto& [mask_text, name, description] = fields;
    const std::optional<std::uint32_t> mask = parse_mask(mask_text);
    if (!mask || name.empty()) return false;
    classes.push_back({*mask, name, description});
    return true;
  });
  if (!read) return read;
  text_ = std::move(kept);
  classes_ = std::move(classes);
  return {};
}

const Class* ClassTable::find(std::string_view name) const noexcept {
  const auto found = std::ranges::find(classes_, name, &Class::name);
  return found == classes_.end() ? nullptr : &*found;
}

std::uint32_t ClassTable::mask_of(std::string_view names) const noexcept {
  std::uint32_t mask = 0;
  for_each_class(names, [&](std::string_view name) {
    if (const Class* known = find(name)) mask |= known->mask;
  });
  return mask;
}

std::string ClassTable::names_of(std::uint32_t mask) const {
  if (const auto same = std::ranges::find(classes_, mask, &Class::mask); same != classes_.end()) {
    return std::string(same->name);
  }
  std::string names;
  const auto add = [&names](std::string_view name) { (names += names.empty() ? "" : ",") += name; };
  for (const Class& known : classes_) {
    if (!std::has_single_bit(known.mask) || (mask & known.mask) == 0) continue;
    add(known.name);
    mask &= ~known.mask;
  }
  if (mask != 0) add(fmt::format("{:#x}", mask));
  return names;
}

Result<ClassSelection> parse_class_selection(std::string_view text, const ClassTable& classes) {
  ClassSelection selection;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    std::string_view item = trim_blanks(text.substr(begin, end - begin));
    const bool take_away = take_prefix(item, '^');
    const bool only_success = take_prefix(item, '+');
    const bool only_failure = !only_success && take_prefix(item, '-');
    const Class* const named = classes.find(item);
    if (named == nullptr) {
      return std::unexpected(Error{.code = Code::kBadValue, .offset = begin, .what = "audit class"});
    }
    const auto change = [&](std::uint32_t& mask, bool& unclassed) {
      mask = take_away ? mask & ~named->mask : mask | named->mask;
      if (named->mask == kEveryClass) unclassed = !take_away;
    };
    if (!only_failure) change(selection.success, selection.unclassed_success);
    if (!only_success) change(selection.failure, selection.unclassed_failure);
    begin = end + 1;
  }
  return selection;
}

std::string unknown_class(std::string_view text, const Error& error, const ClassTable& classes) {
  const std::string_view wrong = text.substr(static_cast<std::size_t>(error.offset));
  return unknown("class", wrong.substr(0, wrong.find(',')), knox::names_of(classes.classes()));
}

}  // namespace knox::bsm
