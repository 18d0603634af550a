#include "knox/ulog/style.h"

#include <algorithm>
#include <array>

#include "knox/base/unknown.h"
#include "knox/ulog/text_reader.h"

namespace knox::ulog {

namespace {

constexpr auto kStyles = std::to_array<StyleName>({
    {"ndjson", Style::kNdjson},
    {"json", Style::kJson},
    {"default", Style::kDefault},
    {"syslog", Style::kSyslog},
    {"compact", Style::kCompact},
    {"mandiant", Style::kMandiant},
});

bool is_header(std::string_view line, std::string_view rest) noexcept {
  constexpr std::string_view kTimestamp = "Timestamp  ";
  if (!line.starts_with(kTimestamp)) return false;
  const std::size_t next = line.find_first_not_of(' ', kTimestamp.size());
  return next != line.npos && line.substr(next).starts_with(rest);
}

// What a program prints in front of entries, or behind them, whatever the style.
bool is_noise(std::string_view line) noexcept {
  constexpr std::string_view kBegins[] = {
      "Filtering the log data using \"", "Skipping debug messages, pass ", "Skipping info messages, pass ",
      "Skipping info and debug messages, pass ", "getpwuid_r did not find a match for uid "};
  return std::ranges::any_of(kBegins, [&](std::string_view begin) { return line.starts_with(begin); }) ||
         (line.starts_with("{\"count\":") && line.ends_with(",\"finished\":1}"));
}

std::string_view without_space(std::string_view line) noexcept {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  if (begin == line.npos) return {};
  return line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

Line look_at_object(std::string_view line) noexcept {
  const std::size_t next = line.find_first_not_of(" \t", 1);
  if (next == line.npos || line == "[{" || line == "},{" || line == "[]")
    return {LineKind::kOpen, Style::kJson};
  if (line.starts_with('[')) return {LineKind::kOpen, Style::kJson};
  const bool is_mandiant = line.find("\"timestamp\":\"") == line.npos
                               ? line.find("\"library_uuid\":") != line.npos
                               : line.find("\"raw_message\":") != line.npos;
  return {LineKind::kObject, is_mandiant ? Style::kMandiant : Style::kNdjson};
}

// Members of which there are two in every entry of one of these.
bool has_members(std::string_view front) noexcept {
  constexpr std::string_view kMembers[] = {"\"eventMessage\"", "\"machTimestamp\"", "\"processImagePath\"",
                                           "\"eventType\"",    "\"messageType\"",   "\"raw_message\"",
                                           "\"library_uuid\"", "\"activity_id\"",   "\"threadID\""};
  return std::ranges::count_if(kMembers, [&](std::string_view m) { return front.find(m) != front.npos; }) > 1;
}

// Calls see(line) for each whole line of the front, and for what may be a part of one, until it is true.
template <class See>
void for_lines(std::string_view front, See see) noexcept {
  while (!front.empty()) {
    const std::size_t end = front.find('\n');
    if (see(front.substr(0, end)) || end == front.npos) return;
    front.remove_prefix(end + 1);
  }
}

}  // namespace

std::span<const StyleName> styles() {
  return kStyles;
}

std::optional<Style> find_style(std::string_view name) {
  const StyleName* const row = find_named(kStyles, name);
  return row ? std::optional(row->style) : std::nullopt;
}

Line look_at(std::string_view line) noexcept {
  if (is_noise(line)) return {LineKind::kNoise, {}};
  if (is_header(line, "Thread ")) return {LineKind::kNoise, Style::kDefault};
  if (is_header(line, "(process)[PID]")) return {LineKind::kNoise, Style::kSyslog};
  if (is_header(line, "Ty Process[PID:TID]")) return {LineKind::kNoise, Style::kCompact};
  const std::string_view text = without_space(line);
  if (text.empty()) return {LineKind::kNoise, {}};
  if (text.starts_with('{') || text.starts_with('[')) return look_at_object(text);
  for (const Style style : {Style::kDefault, Style::kSyslog, Style::kCompact}) {
    if (begins_entry(line, style)) return {LineKind::kEntry, style};
  }
  return {};
}

std::optional<Style> sniff_style(std::string_view front) noexcept {
  std::optional<Style> style;
  for_lines(front, [&](std::string_view line) {
    style = look_at(line).style;
    return style.has_value();
  });
  return style;
}

bool looks_like_log(std::string_view front) noexcept {
  bool is_log = false;
  for_lines(front, [&](std::string_view text) {
    const Line line = look_at(text);
    if (line.kind == LineKind::kObject || line.kind == LineKind::kOpen) {
      is_log = has_members(front);
      return true;
    }
    is_log |= line.style.has_value() || (line.kind == LineKind::kNoise && !text.empty());
    return line.style.has_value();
  });
  return is_log;
}

}  // namespace knox::ulog
