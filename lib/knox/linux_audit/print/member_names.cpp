#include "knox/linux_audit/print/member_names.h"

#include <algorithm>
#include <array>

#include "knox/base/scan.h"
#include "knox/linux_audit/record/interpret.h"

namespace knox::linux_audit {

namespace {

constexpr std::array<std::string_view, 8> kReserved = {
    "words", "decision", "permissions", "args", "args_missing", "args_incomplete", "args_gaps", "enriched"};

bool ends_with_number(std::string_view key) {
  const std::size_t end = key.find_last_not_of("0123456789");
  return end != key.npos && end > 0 && end + 1 < key.size() && key[end] == '_';
}

// Whether it is a name that could have been made here, with or without more underscores behind it.
bool looks_made(std::string_view key) {
  const std::size_t end = key.find_last_not_of('_');
  if (end == key.npos) return false;
  key = key.substr(0, end + 1);
  if (std::ranges::find(kReserved, key) != kReserved.end() || ends_with_number(key)) return true;
  return std::ranges::any_of(std::array<std::string_view, 3>{"_name", "_text", "_hex"},
                             [&](std::string_view end_of_key) { return key.ends_with(end_of_key); });
}

bool is_harmless(char c) {
  return (c >= 'a' && c <= 'z') || is_capital(c) || is_digit(c) ||
         std::string_view("_-.:+[]()").find(c) != std::string_view::npos;
}

std::string made_name(std::string_view key) {
  if (key.empty()) return "permissions";
  std::string name;
  for (const char c : key) {
    if (is_harmless(c)) {
      name += c;
    } else {
      const auto byte = static_cast<std::uint8_t>(c);
      name.append("\\\\x").append(&kHexPairs[std::size_t{2} * byte], 2);
    }
  }
  if (looks_made(key)) name += '_';
  return name;
}

std::string_view ending_beside(FieldKind kind) {
  if (kind == FieldKind::kSockaddr) return "_hex";
  if (has_name(kind)) return "_name";
  return has_words(kind) ? "_text" : "";
}

emit::Key beside_key(std::string_view name, FieldKind kind) {
  const std::string_view ending = ending_beside(kind);
  return ending.empty() ? emit::Key() : emit::Key(std::string(name).append(ending));
}

}  // namespace

bool MemberNames::is_plain(std::string_view key) noexcept {
  return key.size() <= kMaxPlain && std::ranges::all_of(key, is_harmless);
}

MemberNames::Object& MemberNames::begin(RecordType type, Part part) {
  if (entries_.size() > kMaxEntries && part == Part::kBody) {
    entries_.clear();
    first_ = {};
  }
  type_ = type;
  Object& object = objects_[static_cast<std::size_t>(part)];
  object.number_ = ++object_count_;
  // The first field is remembered as what comes after a key that no field has.
  const std::uint32_t id =
      1u << 31 | static_cast<std::uint32_t>(type) << 2 | static_cast<std::uint32_t>(part);
  First& first = first_[id % first_.size()];
  if (first.of != id) first = {id, find(nullptr, "=", part)};
  object.last_ = first.entry;
  return object;
}

MemberNames::Entry* MemberNames::find(Entry* before, std::string_view key, Part part) {
  const auto type = static_cast<std::uint16_t>(type_);
  id_.assign({static_cast<char>(type >> 8), static_cast<char>(type), static_cast<char>(part)});
  id_ += key;
  auto [place, is_new] = entries_.try_emplace(id_);
  Entry& entry = place->second;
  if (is_new) {
    entry.key = key;
    if (key.size() <= 8) entry.word = word_of(key);
    const FieldKind kind = field_kind(type_, key);
    const std::string name = made_name(key);
    entry.member = {kind, emit::Key(name), beside_key(name, kind)};
  }
  if (before != nullptr) before->next = &entry;
  return &entry;
}

const Member& MemberNames::Object::repeated(Entry& entry) {
  const auto& [kind, first_name, first_beside] = entry.member;
  const std::string name = std::string(first_name).append("_").append(std::to_string(++entry.count));
  again_ = {kind, emit::Key(name), beside_key(name, kind)};
  return again_;
}

}  // namespace knox::linux_audit
