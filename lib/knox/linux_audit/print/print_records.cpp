#include "knox/linux_audit/print/print_records.h"

#include "knox/linux_audit/record/enriched.h"

namespace knox::linux_audit {

bool ArgumentsSeen::take(std::string_view key) noexcept {
  if (key.size() < 2 || key[0] != 'a' || !is_digit(key[1])) return false;
  std::uint64_t position = 0;
  const char* const end = key.data() + key.size();
  const char* const behind = read_decimal(key.data() + 1, end, position);
  const std::string_view rest = between(behind, end);
  const bool is_chunk = rest.starts_with('[') && rest.size() > 2 && is_digit(rest[1]) && rest.ends_with(']');
  if (position >= UINT32_MAX || (!rest.empty() && rest != "_len" && !is_chunk)) return false;
  if (is_chunk && in_chunks_ && position + 1 == next_) return true;
  if (position < next_) return false;
  next_ = static_cast<std::uint32_t>(position + 1);
  in_chunks_ = !rest.empty();
  return true;
}

namespace {

bool is_understood(std::string_view saddr) {
  std::string bytes;
  if (!append_hex(bytes, saddr)) return false;
  const auto address = decode_sockaddr(bytes);
  return address && is_understood(*address);
}

// What is printed for a number of a field; empty: nothing.
std::string_view own_name(const Record& record, const Field& base, FieldKind kind) noexcept {
  const auto number = kind == FieldKind::kArch ? parse_hex(base.value) : parse_number(base.value);
  if (!number || *number > UINT32_MAX) return {};
  const auto number32 = static_cast<std::uint32_t>(*number);
  if (kind == FieldKind::kArch) return arch_name(static_cast<Arch>(number32));
  const auto arch = parse_hex(record.find("arch")).value_or(0);
  return syscall_name(static_cast<Arch>(arch), number32);
}

}  // namespace

bool is_used(const Record& record, const Field& enriched) noexcept {
  const Field* const base = named_field(record, enriched);
  if (base == nullptr) return false;
  const FieldKind kind = field_kind(record.type(), base->key);
  switch (kind) {
    case FieldKind::kUid:
    case FieldKind::kGid:
    case FieldKind::kLoginUid: return parse_id(base->value).has_value();
    case FieldKind::kSockaddr: return is_understood(base->value);
    case FieldKind::kArch: return own_name(record, *base, kind) == enriched.value;
    case FieldKind::kSyscall: {
      const std::string_view name = own_name(record, *base, kind);
      return (name.empty() && parse_number(base->value)) || name == enriched.value;
    }
    default: return false;
  }
}

}  // namespace knox::linux_audit
