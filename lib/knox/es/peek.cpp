#include "knox/es/peek.h"

#include <bit>

#include "knox/base/block_mask.h"
#include "knox/base/find_text.h"
#include "knox/base/scan.h"
#include "knox/es/events.h"

namespace knox::es {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kEvent = "\"event\"", kSequence = "\"global_seq_num\"",
                           kJamfSequence = "\"glob_seq_num\"";

std::string_view skip_space(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == text.npos ? std::string_view() : text.substr(begin);
}

// What stands behind `mark` and white space around it; false: something else does.
bool take(std::string_view& text, char mark) noexcept {
  text = skip_space(text);
  if (!text.starts_with(mark)) return false;
  text = skip_space(text.substr(1));
  return true;
}

// The name in `"event":{"NAME"`, of what follows the key; empty: there is none.
std::string_view event_name(std::string_view rest) noexcept {
  if (!take(rest, ':') || !take(rest, '{') || !rest.starts_with('"')) return {};
  rest.remove_prefix(1);
  const std::size_t end = rest.find('"');
  return end == rest.npos ? std::string_view() : rest.substr(0, end);
}

// Calls take(rest) for every place that looks like "ev or "gl, with the bytes from there on, until it is
// true.
template <class Take>
KNOX_INLINE void for_candidates(std::string_view line, Take take) {
  std::size_t at = 0;
  for (; line.size() - at >= kMaskBlock + 2; at += kMaskBlock) {
    const char* const block = line.data() + at;
    std::uint64_t hits = block_mask<-1, '"'>(block) & block_mask<-1, 'v', 'l'>(block + 2);
    for (; hits != 0; hits &= hits - 1) {
      if (take(line.substr(at + static_cast<std::size_t>(std::countr_zero(hits))))) return;
    }
  }
  for (; (at = line.find('"', at)) != line.npos; ++at) {
    if (take(line.substr(at))) return;
  }
}

// The number behind one of the keys.
void take_sequence(std::string_view rest, bool is_jamf, Peek& found) noexcept {
  std::uint64_t number = 0;
  if (!take(rest, ':')) return;
  const char* const end = rest.data() + rest.size();
  if (read_decimal(rest.data(), end, number) == rest.data()) return;
  found.sequence = number;
  found.is_jamf = is_jamf;
}

}  // namespace

Peek peek(std::string_view line, const std::function<bool(std::string_view event)>& wants) {
  Peek found;
  for_candidates(line, [&](std::string_view rest) KNOX_INLINE_LAMBDA {
    if (rest.starts_with(kEvent)) {
      found.is_wanted = wants(event_name(rest.substr(kEvent.size())));
    } else if (rest.starts_with(kSequence)) {
      take_sequence(rest.substr(kSequence.size()), false, found);
    } else if (rest.starts_with(kJamfSequence)) {
      take_sequence(rest.substr(kJamfSequence.size()), true, found);
    }
    return found.is_wanted;
  });
  return found;
}

Peek peek_sequence(std::string_view line) noexcept {
  constexpr std::string_view kEnd = "_seq_num\"";  // of both keys, and of no others
  Peek found;
  for (std::size_t at = 0; (at = find_text(line, kEnd)) != line.npos;) {
    const bool is_jamf = line.substr(0, at).ends_with("\"glob");
    const bool is_key = is_jamf || line.substr(0, at).ends_with("\"global");
    line.remove_prefix(at + kEnd.size());
    if (is_key) take_sequence(line, is_jamf, found);
  }
  return found;
}

bool is_alert(std::string_view line) noexcept {
  return find_text(line, "\"match\"") != line.npos && find_text(line, "\"alert_type\"") != line.npos;
}

std::string_view host_name(std::string_view line) noexcept {
  constexpr std::string_view kHostname = "\"hostname\"";
  const std::size_t at = find_text(line, kHostname);
  if (at == line.npos) return {};
  std::string_view rest = line.substr(at + kHostname.size());
  if (!take(rest, ':') || !rest.starts_with('"')) return {};
  return rest.substr(1, rest.find('"', 1) - 1);
}

bool is_whole(std::string_view line) noexcept {
  const std::size_t last = line.find_last_not_of(" \t\r");
  return last == line.npos || line[last] == '}';
}

bool looks_like_object(std::string_view line) noexcept {
  const std::size_t last = line.find_last_not_of(" \t\r\n");
  return last != line.npos && line[last] == '}' && skip_space(line).starts_with('{');
}

bool looks_like_messages(std::string_view front) noexcept {
  for (const std::string_view key : {"\"mach_time\""sv, "\"glob_seq_num\""sv, "\"global_seq_num\""sv,
                                     "\"audit_token\""sv, "\"is_es_client\""sv, "\"codesigning_flags\""sv}) {
    if (front.find(key) != front.npos) return true;
  }
  for (std::size_t at = 0; (at = front.find(kEvent, at)) != front.npos; ++at) {
    if (find_event(event_name(front.substr(at + kEvent.size()))) != nullptr) return true;
  }
  return false;
}

}  // namespace knox::es
