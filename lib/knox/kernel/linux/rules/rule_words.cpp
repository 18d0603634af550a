#include "knox/kernel/linux/rules/rule_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace knox::kernel {
namespace {

using enum RuleForm;

struct Operator {
  RuleOp op;
  std::string_view text;
  unsigned bit;
};
// The longer ones first.
constexpr auto kOperators = std::to_array<Operator>({{RuleOp::kNotEqual, "!=", 1 << 0},
                                                     {RuleOp::kLessOrEqual, "<=", 1 << 1},
                                                     {RuleOp::kGreaterOrEqual, ">=", 1 << 2},
                                                     {RuleOp::kBitTest, "&=", 1 << 3},
                                                     {RuleOp::kEqual, "=", 1 << 4},
                                                     {RuleOp::kLess, "<", 1 << 5},
                                                     {RuleOp::kGreater, ">", 1 << 6},
                                                     {RuleOp::kBitMask, "&", 1 << 7}});
constexpr unsigned kEqualOnly = 1 << 4;
constexpr unsigned kEquality = kEqualOnly | 1 << 0;
constexpr unsigned kOrdered = kEquality | 1 << 1 | 1 << 2 | 1 << 5 | 1 << 6;
constexpr unsigned kAllOps = kOrdered | 1 << 3 | 1 << 7;

struct ListRow {
  RuleList list;
  std::string_view name;
};
constexpr auto kLists = std::to_array<ListRow>({{RuleList::kUser, "user"},
                                                {RuleList::kTask, "task"},
                                                {RuleList::kExit, "exit"},
                                                {RuleList::kExclude, "exclude"},
                                                {RuleList::kFilesystem, "filesystem"},
                                                {RuleList::kUringExit, "io_uring"}});
constexpr unsigned bit_of(RuleList list) {
  return 1U << static_cast<unsigned>(list);
}
constexpr unsigned kOfCalls = bit_of(RuleList::kExit);
constexpr unsigned kOfExits = kOfCalls | bit_of(RuleList::kUringExit);
constexpr unsigned kOfProcesses = kOfExits | bit_of(RuleList::kTask);
constexpr unsigned kOfRecords = bit_of(RuleList::kUser) | bit_of(RuleList::kExclude);
constexpr unsigned kOfFilesystems = bit_of(RuleList::kFilesystem);

struct Row {
  RuleKey key;
  std::string_view name;
  RuleForm form;
  unsigned ops, lists;
};
constexpr auto kRows = std::to_array<Row>({
#define RULE_FIELD(number, enumerator, name, form, ops, lists) {RuleKey::enumerator, name, form, ops, lists},
#include "knox/kernel/linux/rules/tables/rule_fields.def"
});
static_assert(std::ranges::adjacent_find(kRows, std::ranges::greater_equal(), &Row::key) == kRows.end());

struct Alias {
  RuleKey key;
  std::string_view name;
};
constexpr auto kAliases = std::to_array<Alias>({
#define RULE_FIELD_ALIAS(enumerator, name) {RuleKey::enumerator, name},
#include "knox/kernel/linux/rules/tables/rule_fields.def"
});

const Row* find_row(RuleKey key) {
  const auto row = std::ranges::lower_bound(kRows, key, {}, &Row::key);
  return row != kRows.end() && row->key == key ? &*row : nullptr;
}

// "a, b or c" of the names of rows that are in a set.
template <class Rows, class Has, class Text>
std::string alternatives(const Rows& rows, Has has, Text text) {
  std::string joined;
  std::size_t left = static_cast<std::size_t>(std::ranges::count_if(rows, has));
  for (const auto& row : rows) {
    if (!has(row)) continue;
    --left;
    joined += joined.empty() ? "" : left == 0 ? " or " : ", ";
    joined += text(row);
  }
  return joined;
}

}  // namespace

std::optional<RuleList> find_rule_list(std::string_view name) noexcept {
  const auto row = std::ranges::find(kLists, name, &ListRow::name);
  return row == kLists.end() ? std::nullopt : std::optional(row->list);
}

std::string_view rule_list_name(RuleList list) noexcept {
  const auto row = std::ranges::find(kLists, list, &ListRow::list);
  return row == kLists.end() ? std::string_view() : row->name;
}

std::optional<RuleKey> find_rule_key(std::string_view name) noexcept {
  if (name.empty()) return std::nullopt;
  const auto row = std::ranges::find(kRows, name, &Row::name);
  if (row != kRows.end()) return row->key;
  const auto alias = std::ranges::find(kAliases, name, &Alias::name);
  return alias == kAliases.end() ? std::nullopt : std::optional(alias->key);
}

std::string_view rule_key_name(RuleKey key) noexcept {
  const Row* const row = find_row(key);
  return row == nullptr ? std::string_view() : row->name;
}

std::string_view rule_op_text(RuleOp op) noexcept {
  const auto row = std::ranges::find(kOperators, op, &Operator::op);
  return row == kOperators.end() ? std::string_view() : row->text;
}

std::expected<FieldWords, std::string> split_field(std::string_view text) {
  const std::size_t at = text.find_first_of("!<>=&");
  if (at == std::string_view::npos) return std::unexpected(fmt::format("{}: no operator", text));
  if (at == 0) return std::unexpected(fmt::format("{}: no field in front of the operator", text));
  const auto op = std::ranges::find_if(
      kOperators, [&](const Operator& row) { return text.substr(at).starts_with(row.text); });
  if (op == kOperators.end()) return std::unexpected(fmt::format("{}: no operator", text));
  const std::string_view value = text.substr(at + op->text.size());
  if (value.empty()) return std::unexpected(fmt::format("{}: no value behind the operator", text));
  return FieldWords{.name = text.substr(0, at), .value = value, .op = op->op};
}

std::string field_objection(RuleKey key, RuleOp op, RuleList list) {
  const Row* const row = find_row(key);
  if (row == nullptr) return {};
  if ((row->lists & bit_of(list)) == 0) {
    return fmt::format("{}: only in rules of the list {}, not of {}", row->name,
                       alternatives(
                           kLists, [&](const ListRow& of) { return (row->lists & bit_of(of.list)) != 0; },
                           [](const ListRow& of) { return of.name; }),
                       rule_list_name(list));
  }
  const auto has = [&](const Operator& of) { return (row->ops & of.bit) != 0; };
  const auto used = std::ranges::find(kOperators, op, &Operator::op);
  if (used != kOperators.end() && has(*used)) return {};
  return fmt::format("{}: the kernel compares it only by {}", row->name,
                     alternatives(kOperators, has, [](const Operator& of) { return of.text; }));
}

RuleForm rule_form(RuleKey key) noexcept {
  const Row* const row = find_row(key);
  return row == nullptr ? kNumber : row->form;
}

bool has_text(RuleKey key) noexcept {
  const RuleForm form = rule_form(key);
  return form == kLabel || form == kPath || form == kKeyText;
}

}  // namespace knox::kernel
