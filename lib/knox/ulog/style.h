// Style: in which of its ways log(1) has written an input, and which of its lines are no entries:
//
//   ndjson     {"timezoneName":"","messageType":"Error",...}   an object a line
//   json       [{                                              the same, pretty-printed, in one array, which
//                "traceID" : 7813,                             may still be open; or one object after the
//              }]                                              other
//   default    2023-07-19 08:22:51.916784+0300 0x3058     Info        0x0                  599    0    p: ...
//   syslog     2018-10-24 17:23:33.842651+0200  localhost sudo[2002]: ...
//   compact    2022-11-14 13:21:14.972 Df My App[59972:780a15] ...
//   mandiant   {"subsystem":"","thread_id":1,...}              what macos-unifiedlogs writes as jsonl
//
// Entries of Apple's own store (tracev3/) were never printed, and have no bytes: that is kStore, which no
// user names.
//
// Source: log(1) of macOS 10.14 to 26; macos-unifiedlogs, struct LogData.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace knox::ulog {

enum class Style : std::uint8_t { kNdjson, kJson, kDefault, kSyslog, kCompact, kMandiant, kStore };

struct StyleName {
  std::string_view name;
  Style style;
};
std::span<const StyleName> styles();
std::optional<Style> find_style(std::string_view name);

constexpr bool is_text(Style style) noexcept {
  return style == Style::kDefault || style == Style::kSyslog || style == Style::kCompact;
}

// What a line is, in an input of any style. Lines are without their line feeds.
enum class LineKind : std::uint8_t {
  kNoise,   // said by log(1), or by what it needs, about itself: filters, headers, the sums at the end
  kObject,  // of ndjson
  kOpen,    // it begins an object or an array that goes on
  kEntry,   // of a text
  kOther
};
struct Line {
  LineKind kind = LineKind::kOther;
  std::optional<Style> style = {};  // that it shows
};
Line look_at(std::string_view line) noexcept;

// The style of an input that begins with these bytes, whole lines or a part of one, if they show it.
std::optional<Style> sniff_style(std::string_view front) noexcept;
// Whether these bytes are the beginning of a unified log, also one of which only the first lines of log(1)
// itself have come. Lines of nobody may come first. Objects have to have members that only a unified log has.
bool looks_like_log(std::string_view front) noexcept;

}  // namespace knox::ulog
