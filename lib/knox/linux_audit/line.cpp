#include "knox/linux_audit/line.h"

#include <algorithm>
#include <limits>

#include "knox/linux_audit/scan.h"

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

// SECONDS[.MILLISECONDS][:SERIAL])[:] and where the body begins; nullptr when this is no stamp.
const char* read_stamp(const char* at, const char* end, Line& line) {
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
  if (at < end && *at == ':') ++at;
  return skip_spaces(at, end);
}

// Everything from type= on; false when it is not followed by a stamp.
bool read_head(const char* at, const char* end, Line& line) {
  if (!starts_with(at, end, "type=")) return false;
  const char* const name = at + 5;
  const char* const name_end = find_space(name, name + std::min(end - name, kMaxTypeName));
  if (starts_with(name_end, end, " msg=audit(")) [[likely]] {
    at = name_end + 11;
  } else {
    at = skip_spaces(name_end, end);
    if (starts_with(at, end, "msg=")) at += 4;
    if (!starts_with(at, end, "audit(")) return false;
    at += 6;
  }
  const char* const body = read_stamp(at, end, line);
  if (body == nullptr) return false;
  line.type_name = between(name, name_end);
  line.type = parse_record_type(line.type_name).value_or(RecordType{});
  line.body = between(body, end);
  return true;
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

}  // namespace

std::string_view Line::prefix() const noexcept {
  const char* head = node.empty() ? type_name.data() : node.data();
  return between(text.data(), head == nullptr ? text.data() : head - 5);
}

LineKind peek(std::string_view text, Line& line) {
  const char* at = text.data();
  const char* end = at + text.size();
  while (end > at && is_space(end[-1])) --end;
  at = skip_spaces(at, end);
  line = {};
  line.text = between(at, end);
  if (at == end || is_between_events(line.text)) return LineKind::kBlank;

  if (read_head(at, end, line)) return LineKind::kRecord;
  if (starts_with(at, end, "node=")) {
    const char* const name_end = find_space(at + 5, end);
    if (read_head(skip_spaces(name_end, end), end, line)) {
      line.node = between(at + 5, name_end);
      return LineKind::kRecord;
    }
  }
  // Something stands before it.
  for (std::size_t type = line.text.find("type="); type != line.text.npos;
       type = line.text.find("type=", type + 1)) {
    if (!read_head(at + type, end, line)) continue;
    line.node = node_in(line.text.substr(0, type));
    return LineKind::kRecord;
  }
  return LineKind::kOther;
}

}  // namespace knox::linux_audit
