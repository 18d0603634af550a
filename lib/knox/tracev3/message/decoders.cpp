#include "knox/tracev3/message/decoders.h"

#include <algorithm>
#include <array>

#include "knox/tracev3/bytes/append.h"
#include "knox/tracev3/bytes/little.h"
#include "knox/tracev3/bytes/uuid.h"
#include "knox/tracev3/message/decode.h"

namespace knox::tracev3 {

namespace {

enum Table : int {
  kNoTable,
  kAuthorizationStatus,
  kReachability,
  kSubHarvester,
  kIoMessage,
  kSqliteResult,
  kAcceptable,
  kAddRemove,
  kNegativeReason,
  kDnsProtocol,
  kRecordType,
  kYesNo,
  kTcpState,
  kOdError,
  kMembershipId
};

struct ValueName {
  int table;
  std::uint32_t number;
  std::string_view text;
};
constexpr ValueName kValueNames[] = {
#define VALUE(table, number, text) {table, number, text},
#include "knox/tracev3/message/tables/value_names.def"
};
constexpr bool is_before(const ValueName& a, const ValueName& b) {
  return a.table != b.table ? a.table < b.table : a.number < b.number;
}
static_assert(std::ranges::is_sorted(kValueNames, is_before));

constexpr Decoder kDecoders[] = {
#define DECODER(name, function) {name, function},
#define NAMES(name, table) {name, decode_name, table},
#include "knox/tracev3/message/tables/decoders.def"
};
static_assert(std::ranges::is_sorted(kDecoders, {}, &Decoder::name));

}  // namespace

const Decoder* find_decoder(std::string_view name) {
  const auto* const found = std::ranges::lower_bound(kDecoders, name, {}, &Decoder::name);
  return found != std::end(kDecoders) && found->name == name ? found : nullptr;
}

Decoded decode_name(const Decoder& decoder, const Value& value, int, std::string& text) {
  const bool is_data = value.kind == ItemKind::kData && value.bytes.size() == 4;
  if (!value.is_scalar() && !is_data) return Decoded::kMismatch;
  const std::uint64_t number = is_data ? load_little<std::uint32_t>(value.bytes.data()) : value.bits;
  const ValueName wanted{decoder.table, static_cast<std::uint32_t>(number), {}};  // compared again below
  const auto* const found = std::ranges::lower_bound(kValueNames, wanted, is_before);
  if (found != std::end(kValueNames) && found->table == wanted.table && found->number == number) {
    text += found->text;
  } else {
    append_decimal(is_data ? static_cast<std::int64_t>(number) : value.as_signed(), text);
  }
  return Decoded::kDone;
}

Decoded decode_yes_no(const Decoder&, const Value& value, int, std::string& text) {
  if (!value.is_scalar()) return Decoded::kMismatch;
  text += value.bits != 0 ? "YES" : "NO";
  return Decoded::kDone;
}
Decoded decode_true_false(const Decoder&, const Value& value, int, std::string& text) {
  if (!value.is_scalar()) return Decoded::kMismatch;
  text += value.bits != 0 ? "true" : "false";
  return Decoded::kDone;
}

Decoded decode_uuid(const Decoder&, const Value& value, int, std::string& text) {
  if (value.kind != ItemKind::kData) return Decoded::kMismatch;
  if (value.bytes.size() != 16) return value.is_truncated ? Decoded::kMissing : Decoded::kMismatch;
  text += text_of(uuid_of(value.bytes)).view();
  return Decoded::kDone;
}

Decoded decode_escape_only(const Decoder&, const Value& value, int, std::string& text) {
  if (value.kind != ItemKind::kString) return Decoded::kMismatch;
  text += '"';
  std::string characters;
  append_utf8(until_nul(value.bytes), characters);
  for (const char c : characters) {
    if (c == '/') text += '\\';
    text += c;
  }
  text += '"';
  return Decoded::kDone;
}

// Whoever prints the plain value puts the rest around it.
Decoded decode_signpost(const Decoder&, const Value&, int, std::string&) {
  return Decoded::kPlain;
}
bool is_signpost(const Decoder& decoder) {
  return decoder.decode == decode_signpost;
}

}  // namespace knox::tracev3
