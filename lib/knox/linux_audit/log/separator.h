// The byte 0x1d between a record's body and its ENRICHED part, and what stands for it where a log has passed
// through something that writes no control characters:
//
//   #035             rsyslog                        ^]     cat -v, less, syslog-ng
//   \x1d \u001d     JSON that was escaped twice    \035   syslogd, vis(3)
//   U+241D, U+FFFD   web pages                      <GS>   editors
//
// Only in front of a key in capitals and its = is that a separator, and anywhere else it is text.
#pragma once

#include <cstddef>
#include <string_view>

namespace knox::linux_audit {

inline constexpr char kSeparator = '\x1d';

// All capitals, as in OLD-AUID: the kernel and programs write their keys in small letters.
bool is_enriched_key(std::string_view key) noexcept;

// The size of what stands for a separator at the front of the text; 0: nothing does.
std::size_t escaped_separator(std::string_view text) noexcept;

// Where something stands for a separator in this text, in front of a key that the text ends with: KEY in
// (null)#035KEY; npos: nowhere.
std::size_t find_escaped_separator(std::string_view text) noexcept;

// The text without line ends that are written as #012 and the like, and without white space, at its end.
std::string_view without_escaped_end(std::string_view text) noexcept;

}  // namespace knox::linux_audit
