#include "knox/linux_audit/log/transport.h"

#include <algorithm>
#include <array>

#include "knox/base/scan.h"

namespace knox::linux_audit {

namespace {

constexpr std::array<std::string_view, 19> kDays = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
                                                    "Aug", "Sep", "Oct", "Nov", "Dec", "Mon", "Tue",
                                                    "Wed", "Thu", "Fri", "Sat", "Sun"};

// Colours, as of dmesg(1), the mark at the beginning of a UTF-8 file, and spaces of web pages.
void skip_decoration(std::string_view& text) {
  for (;;) {
    while (!text.empty() && is_space(text[0]) && text[0] != '\x1b') text.remove_prefix(1);
    if (text.starts_with("\x1b[")) {
      text.remove_prefix(std::min(text.find('m'), text.size() - 1) + 1);
    } else if (text.starts_with("\xef\xbb\xbf")) {
      text.remove_prefix(3);
    } else if (text.starts_with("\xc2\xa0")) {
      text.remove_prefix(2);
    } else {
      return;
    }
  }
}

std::string_view take_word(std::string_view& text) {
  const char* const end = find_space(text.data(), text.data() + text.size());
  const std::string_view word = between(text.data(), end);
  text.remove_prefix(word.size());
  skip_decoration(text);
  return word;
}

bool has_only(std::string_view word, std::string_view chars) {
  return word.find_first_not_of(chars) == word.npos;
}

// What stands between the name of a program, or the kernel, and a record: clocks, and the word audit:.
bool may_follow_name(std::string_view word) {
  return word == "audit:" || word == "kernel:" || has_only(word, "[]0123456789.,TC:-|");
}

// Where no program is named: a time, a number, a file, a mark; but no text.
bool may_begin(std::string_view word, bool is_only) {
  if (is_digit(word[0]) || std::string_view("<[/{>|*$-#").find(word[0]) != std::string_view::npos)
    return true;
  if (word.size() > 1 && word[1] == '/') return true;  // I/auditd, of Android
  return is_only || std::ranges::find(kDays, word.substr(0, 3)) != kDays.end();
}

// A priority, as in <13>: also right in front of the record.
bool is_priority(std::string_view word) {
  const std::size_t open = word.rfind('<');
  return open != word.npos && word.ends_with('>') && has_only(word.substr(open + 1), "0123456789>");
}

// What is in front of the message in RFC 5424: <86>1 TIME HOST NAME PROCESS ID [structured data], or a - for
// what is not told. False: it is something else.
bool skip_rfc5424(std::string_view& text) {
  std::string_view rest = text;
  if (std::string_view first = take_word(rest);
      !first.ends_with(">1") || !is_priority(first.substr(0, first.size() - 1)))
    return false;
  for (int i = 0; i < 5; ++i) take_word(rest);
  while (rest.starts_with('[')) {
    rest.remove_prefix(std::min(rest.find(']'), rest.size() - 1) + 1);
    skip_decoration(rest);
  }
  text = rest;
  return true;
}

bool may_end(std::string_view prefix) {
  const char last = prefix.back();
  if (last == '>') return is_priority(prefix);
  return is_space(last) || std::string_view(":-]=|,;\xbf\xa0").find(last) != std::string_view::npos ||
         (last == 'm' && prefix.rfind("\x1b[") != prefix.npos);
}

}  // namespace

bool is_transport(std::string_view prefix) noexcept {
  if (prefix.empty()) return true;
  // The head of a record that was cut, and another record behind it.
  if (prefix.starts_with("type=") || prefix.starts_with("node="))
    return prefix.find_first_of("\"'") == prefix.npos;
  if (!may_end(prefix) || prefix.find('\n') != prefix.npos || prefix.find("{\"") != prefix.npos) return false;
  std::string_view text = prefix;
  skip_decoration(text);
  bool named = skip_rfc5424(text);
  for (bool first = true; !text.empty(); first = false) {
    const std::string_view word = take_word(text);
    if (named && !may_follow_name(word)) return false;
    named |= word.ends_with(':') || (word == "|" && !first);
    // docker compose, dmesg -x; HOST NAME:
    const std::string_view second = text.substr(0, text.find(' '));
    const bool is_label = second == "|" || second.starts_with(':') || second.ends_with(':');
    if (first && !named && !is_label && !may_begin(word, text.empty())) return false;
  }
  return true;
}

}  // namespace knox::linux_audit
