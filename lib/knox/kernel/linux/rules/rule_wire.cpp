#include <algorithm>
#include <bit>
#include <cstring>

#include "knox/kernel/linux/rules/rule.h"

namespace knox::kernel {
namespace {

// struct audit_rule_data up to its texts, byte for byte.
struct Header {
  std::uint32_t flags;
  std::uint32_t action;
  std::uint32_t field_count;
  std::array<std::uint32_t, RuleData::kMaxSyscalls / 32> mask;
  std::array<std::uint32_t, RuleData::kMaxFields> fields;
  std::array<std::uint32_t, RuleData::kMaxFields> values;
  std::array<std::uint32_t, RuleData::kMaxFields> ops;
  std::uint32_t text_bytes;
};
static_assert(sizeof(Header) == 1040);

constexpr std::uint32_t kPrepend = 0x10;

}  // namespace

bool RuleData::has_all_syscalls() const {
  return std::all_of(mask.begin(), mask.end() - 1, [](std::uint32_t word) { return word == 0xffffffff; });
}

const RuleField* RuleData::find(RuleKey key) const {
  const auto field = std::ranges::find(fields, key, &RuleField::key);
  return field == fields.end() ? nullptr : &*field;
}

std::string wire_bytes(const RuleData& rule) {
  Header header = {};
  header.flags = static_cast<std::uint32_t>(rule.list) | (rule.prepend ? kPrepend : 0);
  header.action = static_cast<std::uint32_t>(rule.action);
  header.mask = rule.mask;
  std::string texts;
  for (const RuleField& field : rule.fields) {
    if (header.field_count == RuleData::kMaxFields) break;
    const std::size_t i = header.field_count++;
    header.fields[i] = static_cast<std::uint32_t>(field.key);
    header.ops[i] = static_cast<std::uint32_t>(field.op);
    header.values[i] = has_text(field.key) ? static_cast<std::uint32_t>(field.text.size()) : field.value;
    if (has_text(field.key)) texts += field.text;
  }
  header.text_bytes = static_cast<std::uint32_t>(texts.size());
  std::string bytes(sizeof header, '\0');
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes += texts;
}

std::optional<RuleData> parse_wire(std::string_view bytes) {
  Header header;
  if (bytes.size() < sizeof header) return std::nullopt;
  std::memcpy(&header, bytes.data(), sizeof header);
  std::string_view texts = bytes.substr(sizeof header);
  if (header.field_count > RuleData::kMaxFields || header.text_bytes > texts.size()) return std::nullopt;
  texts = texts.substr(0, header.text_bytes);

  RuleData rule = {.list = static_cast<RuleList>(header.flags & ~kPrepend),
                   .prepend = (header.flags & kPrepend) != 0,
                   .action = static_cast<RuleAction>(header.action),
                   .mask = header.mask,
                   .fields = {}};
  for (std::size_t i = 0; i < header.field_count; ++i) {
    RuleField field = {.key = static_cast<RuleKey>(header.fields[i]),
                       .op = static_cast<RuleOp>(header.ops[i]),
                       .value = header.values[i],
                       .text = {}};
    if (has_text(field.key)) {
      if (field.value > texts.size()) return std::nullopt;
      field.text = texts.substr(0, field.value);
      texts.remove_prefix(field.value);
      field.value = 0;
    }
    rule.fields.push_back(std::move(field));
  }
  return rule;
}

}  // namespace knox::kernel
