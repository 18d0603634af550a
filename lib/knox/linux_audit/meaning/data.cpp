// The data of an event: facts that have no place of their own, each with its values in words.
#include <algorithm>

#include "knox/linux_audit/meaning/facts.h"

namespace knox::linux_audit {

namespace {

// More than any event has; a hostile one must not cost more than its share of time.
constexpr std::size_t kMaxData = 1024;

// Programs write what they like in front of a =. Printers need a word that they can write as it is.
bool is_word(std::string_view key) {
  return key.size() <= 64 && std::ranges::all_of(key, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                  c == '-';
         });
}

}  // namespace

// As C reads numbers.
std::optional<std::uint64_t> Facts::parse_c_number(std::string_view value) {
  if (value.starts_with("0x")) return parse_hex(value.substr(2));
  return value.size() > 1 && value.starts_with('0') ? parse_octal(value.substr(1)) : parse_number(value);
}

std::string_view Facts::find_datum(std::string_view key) const noexcept {
  if ((event.data_keys & bit_of_key(key)) == 0) return {};
  const auto datum = std::ranges::find(data_, key, &Datum::key);
  return datum == data_.end() ? std::string_view() : datum->value;
}

bool Facts::has_only(std::string_view key, std::string_view value) const noexcept {
  if ((event.data_keys & bit_of_key(key)) == 0) return false;
  const auto datum = std::ranges::find(data_, key, &Datum::key);
  return datum != data_.end() && datum->value == value && datum->next == Datum::kNone;
}

void Facts::add_datum(const Field& field) {
  if (is_none(field.value)) return;
  const FieldKind kind = field_kind(type_, field.key);
  if (kind == FieldKind::kUnknown && !is_word(field.key)) {  // then all of it is the value
    const char* const end = field.value.data() + field.value.size();
    return add_datum("message", {field.key.data(), static_cast<std::size_t>(end - field.key.data())});
  }
  add_datum(field.key, data_value(field, kind));
}

void Facts::add_datum(std::string_view key, std::string_view value) {
  if (key.empty() || value.empty()) return;
  if (data_.size() >= kMaxData) {
    ++data_left_out_;
    return;
  }
  const std::uint64_t bit = bit_of_key(key);
  const bool is_new = (event.data_keys & bit) == 0;
  event.data_keys |= bit;
  if (!is_new) {
    const auto found = std::ranges::find(data_, key, &Datum::key);
    if (found != data_.end()) return add_value(*found, value);
  }
  data_.push_back({.key = key, .value = value});
}

// Another value of a key that is there.
void Facts::add_value(const Datum& first, std::string_view value) {
  auto index = static_cast<std::uint32_t>(&first - data_.data());
  for (;;) {
    if (data_[index].value == value) return;
    if (data_[index].next == Datum::kNone) break;
    index = data_[index].next;
  }
  const Datum more{.key = data_[index].key, .value = value, .is_first = false};
  data_[index].next = static_cast<std::uint32_t>(data_.size());
  data_.push_back(more);
}

// A value in words.
std::string_view Facts::data_value(const Field& field, FieldKind kind) {
  const std::string_view value = field.value;
  if (is_quoted(value)) return unquote(value);
  switch (kind) {
    case FieldKind::kText:
    case FieldKind::kCommand:
    case FieldKind::kTitle:
    case FieldKind::kTtyData:
    case FieldKind::kKeys: return texts.string(value);
    case FieldKind::kUid:
    case FieldKind::kLoginUid: return user_word(value, false);
    case FieldKind::kGid: return user_word(value, true);
    case FieldKind::kSession: return parse_id(value) == kUnsetId ? "unset" : value;
    case FieldKind::kCapabilities: return capability_words(value);
    default: break;
  }
  const ArgKind names = arg_kind(kind);
  if (names == ArgKind::kNone) return value;
  auto number = kind == FieldKind::kPersonality ? parse_hex(value) : parse_c_number(value);
  if (!number) {
    const auto negative = parse_signed(value);
    if (!negative || *negative >= 0) return value;
    number = static_cast<std::uint64_t>(-*negative);
  }
  return texts.written([&](Out& out) { put_argument(out, names, arch, *number); });
}

std::string_view Facts::capability_words(std::string_view value) {
  const auto mask = parse_hex(value);
  if (!mask) return value;
  return texts.written([&](Out& out) { put_capabilities(out, *mask); });
}

std::string_view Facts::user_word(std::string_view value, bool is_group_id) {
  Identity identity{parse_id(value), {}};
  if (!identity.id) return value;
  if (identity.id == kUnsetId) return "unset";
  resolve(identity, is_group_id);
  return identity.name.empty() ? value : identity.name;
}

// Most ids of an event are the same one. Names are copied: a hostile event can have more ids than os::Names
// keeps names.
void Facts::resolve(Identity& identity, bool is_group_id) {
  if (!identity.id || identity.id == kUnsetId || !identity.name.empty()) return;
  Identity& last = is_group_id ? last_group_ : last_user_;
  if (last.id != identity.id) {
    last.id = identity.id;
    last.name = texts.copy(is_group_id ? names_.group(*identity.id) : names_.user(*identity.id));
  }
  identity.name = last.name;
}

void Facts::finish_data() {
  if (data_left_out_ > 0) data_.push_back({.key = "data_left_out", .value = texts.number(data_left_out_)});
  event.data = data_;
}

}  // namespace knox::linux_audit
