#include "knox/linux_audit/log/line.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "knox/base/scan.h"
#include "knox/linux_audit/log/separator.h"
#include "knox/linux_audit/log/transport.h"

namespace knox::linux_audit {

namespace {

constexpr std::ptrdiff_t kMaxTypeName = 64;
constexpr std::uint64_t kMaxSeconds = 1'000'000'000'000'000;  // so that milliseconds fit as well

// The fraction of a second behind a point, in milliseconds: .381, .0
const char* read_fraction(const char* at, const char* end, std::uint64_t& milliseconds) {
  const char* const stop = read_decimal(at, end, milliseconds);
  for (auto digits = stop - at; digits < 3; ++digits) milliseconds *= 10;
  for (auto digits = stop - at; digits > 3; --digits) milliseconds /= 10;
  return stop;
}

// Reads SECONDS[.MILLISECONDS][:SERIAL])[:] and goes behind it; nullptr when this is no stamp.
const char* parse_stamp(const char* at, const char* end, Line& line) {
  std::uint64_t seconds = 0;
  const char* const digits = at;
  at = read_decimal(at, end, seconds);
  if (at == digits || seconds >= kMaxSeconds) return nullptr;
  std::uint64_t milliseconds = 0;
  if (at < end && *at == '.') at = read_fraction(at + 1, end, milliseconds);
  std::uint64_t serial = 0;
  if (at < end && *at == ':') at = read_decimal(at + 1, end, serial);
  if (at == end || *at != ')' || serial > std::numeric_limits<std::uint32_t>::max()) return nullptr;
  line.time = {seconds, static_cast<std::uint32_t>(milliseconds) * 1'000'000};
  line.serial = static_cast<std::uint32_t>(serial);
  ++at;
  const char* const colon = skip_spaces(at, end);  // ausearch -i, and Red Hat's pages, have a space before it
  if (colon == end || *colon != ':') return at;
  return colon == at || colon + 1 == end || is_space(colon[1]) ? colon + 1 : at;
}

// Reads the name of a type, which stands behind type=.
const char* parse_type(const char* at, const char* end, Line& line) {
  const char* const name_end = find_space(at, at + std::min(end - at, kMaxTypeName));
  line.type_name = between(at, name_end);
  line.type = parse_record_type(line.type_name).value_or(RecordType{});
  return name_end;
}

// Goes behind msg=audit( or what is written instead of it; nullptr: nothing of that kind is.
const char* skip_to_stamp(const char* at, const char* end) {
  if (starts_with(at, end, " msg=audit(")) [[likely]]
    return at + 11;
  at = skip_spaces(at, end);
  if (starts_with(at, end, "msg=")) at += 4;
  return starts_with(at, end, "audit(") ? at + 6 : nullptr;
}

// The name in the last word of what stands before type=, where that is node=NAME.
std::string_view node_in(std::string_view prefix) {
  while (!prefix.empty() && is_space(prefix.back())) prefix.remove_suffix(1);
  const std::size_t at = prefix.rfind("node=");
  if (at == prefix.npos) return {};
  const std::string_view name = prefix.substr(at + 5);
  const bool begins_word = at == 0 || is_space(prefix[at - 1]) || prefix[at - 1] == '>';
  return begins_word && name.find(' ') == name.npos ? name : std::string_view();
}

bool is_between_events(std::string_view text) {
  return text.starts_with("time->") || (text[0] == '-' && text.find_first_not_of('-') == text.npos);
}

// Whether a line end that is written as #012 or the like can end with this.
constexpr auto kEscapeEnds = [] {
  std::array<bool, 256> ends{};
  for (const char c : {'2', '5', 'n', 'r', 'a', 'A', 'J'}) ends[static_cast<std::uint8_t>(c)] = true;
  return ends;
}();
bool may_end_escape(char c) {
  return kEscapeEnds[static_cast<std::uint8_t>(c)];
}

Line without_head(std::string_view text) {
  Line line;
  line.text = text;
  return line;
}

// Texts of 16 bytes.
bool is_same16(const char* a, const char* b) {
  return is_same_text({a, 16}, {b, 16});
}

}  // namespace

std::string_view Line::prefix() const noexcept {
  const char* head = node.empty() ? type_name.data() : node.data();
  return between(text.data(), head == nullptr ? text.data() : head - 5);
}

LineKind peek(std::string_view text, Line& line) {
  return HeadReader().peek(text, line);
}

LineKind HeadReader::peek(std::string_view text, Line& line) {
  const char* at = text.data();
  const char* end = at + text.size();
  while (end > at && is_space(end[-1])) --end;
  at = skip_spaces(at, end);
  if (end > at && may_end_escape(end[-1])) [[unlikely]]
    end = at + without_escaped_end(between(at, end)).size();
  line.text = between(at, end);
  line.node = {};
  if (read(at, end, line)) [[likely]]
    return LineKind::kRecord;
  const bool is_blank = at == end || is_between_events(line.text);
  const LineKind kind = is_blank ? LineKind::kBlank : peek_behind_prefix(line);
  if (kind != LineKind::kRecord) line = without_head(line.text);
  return kind;
}

LineKind HeadReader::peek_behind_prefix(Line& line) {
  const char* const begin = line.text.data();
  const char* const end = begin + line.text.size();
  if (starts_with(begin, end, "node=")) {
    const char* const name_end = find_space(begin + 5, end);
    if (read(skip_spaces(name_end, end), end, line)) {
      line.node = between(begin + 5, name_end);
      return LineKind::kRecord;
    }
  }
  for (std::size_t type = line.text.find("type="); type != line.text.npos;
       type = line.text.find("type=", type + 1)) {
    if (!read(begin + type, end, line)) continue;
    line.node = node_in(line.text.substr(0, type));
    if (is_transport(line.prefix())) return LineKind::kRecord;
  }
  return LineKind::kOther;
}

// Everything from type= on; false when it is not followed by a stamp.
bool HeadReader::read(const char* at, const char* end, Line& line) {
  if (!starts_with(at, end, "type=")) return false;
  at = skip_to_stamp(read_type(at + 5, end, line), end);
  if (at == nullptr) return false;
  at = read_stamp(at, end, line);
  if (at == nullptr) return false;
  line.body = between(skip_spaces(at, end), end);
  return true;
}

const char* HeadReader::read_type(const char* at, const char* end, Line& line) {
  constexpr std::size_t kSize = sizeof(Type::text);
  if (end - at < static_cast<std::ptrdiff_t>(kSize)) return parse_type(at, end, line);
  const std::uint64_t letters = load<std::uint64_t>(at) ^ std::rotl(load<std::uint64_t>(at + 8), 29);
  Type& known = types_[letters * 0x9e3779b97f4a7c15 >> 58];
  if (known.size == 0 || !is_same16(at, known.text.data())) [[unlikely]] {
    const char* const name_end = parse_type(at, end, line);
    const std::string_view name = line.type_name;
    if (name.size() < kSize) {
      known = {.size = static_cast<std::uint32_t>(name.size()), .type = line.type};
      std::memcpy(known.text.data(), at, kSize);
    }
    return name_end;
  }
  line.type_name = {at, known.size};
  line.type = known.type;
  return at + known.size;
}

const char* HeadReader::read_stamp(const char* at, const char* end, Line& line) {
  const bool is_known = stamp_.size >= 16 && end - at >= stamp_.size && is_same16(at, stamp_.text.data()) &&
                        is_same16(at + stamp_.size - 16, stamp_.text.data() + stamp_.size - 16);
  if (!is_known) {
    const char* const behind = parse_stamp(at, end, line);
    if (behind == nullptr) return nullptr;
    const std::string_view text = between(at, behind);
    stamp_.size = 0;
    if (text.size() > stamp_.text.size() || !text.ends_with(':')) return behind;
    stamp_ = {.size = static_cast<std::uint32_t>(text.size()), .serial = line.serial, .time = line.time};
    text.copy(stamp_.text.data(), text.size());
    return behind;
  }
  line.time = stamp_.time;
  line.serial = stamp_.serial;
  return at + stamp_.size;
}

}  // namespace knox::linux_audit
