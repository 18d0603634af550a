#include "knox/ulog/text_reader.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "knox/base/scan.h"
#include "knox/ulog/names.h"

namespace knox::ulog {

namespace {

constexpr std::size_t kZoned = 31;         // of TIME in bytes: 2023-07-19 08:22:51.916784+0300
constexpr std::size_t kUnzoned = 23;       // 2022-11-14 13:21:14.972
constexpr std::size_t kLongestName = 256;  // of a process, as far as one is looked for

constexpr bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// ---- words, from the left

// The word that `rest` begins with, taken off it with the blanks behind it.
std::string_view take_word(std::string_view& rest) noexcept {
  const std::size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end);
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  return word;
}

template <class Number>
bool read_number(std::string_view word, int base, Number& number) noexcept {
  const char* const end = word.data() + word.size();
  const auto [last, error] = std::from_chars(word.data(), end, number, base);
  return error == std::errc() && last == end;
}

bool read_hex(std::string_view word, Record::Number& number) noexcept {
  std::uint64_t value = 0;
  if (!word.starts_with("0x") || !read_number(word.substr(2), 16, value)) return false;
  number = value;
  return true;
}

// The first place of one of these from there on; the size: there is none.
template <char... Chars>
std::size_t find_any(std::string_view text, std::size_t from) noexcept {
  const char* const end = text.data() + text.size();
  const char* const found = find_first<false, Chars...>(text.data() + std::min(from, text.size()), end);
  return static_cast<std::size_t>(found - text.data());
}

bool are_digits(std::string_view word) noexcept {
  return !word.empty() && std::ranges::all_of(word, is_digit);
}

// ---- types

// The column Type of the style default, and the level of syslog in old releases.
void read_type(std::string_view word, Record& record) noexcept {
  struct Other {
    std::string_view word;
    Type type;
    std::optional<Level> level;
  };
  constexpr Other kOthers[] = {
      {"Activity", Type::kActivityCreate, {}},
      {"Signpost", Type::kSignpost, {}},
      {"Trace", Type::kTrace, {}},
      {"State", Type::kState, {}},
      {"Loss", Type::kLoss, {}},
      {"Timesync", Type::kTimesync, {}},
      {"Notice", Type::kLog, Level::kDefault},
      {"Critical", Type::kLog, Level::kFault},
  };
  record.level = find_level(word);
  if (record.level) record.type = Type::kLog;
  const auto* const other = std::ranges::find(kOthers, word, &Other::word);
  if (other == std::end(kOthers)) return;
  record.type = other->type;
  record.level = other->level;
}

// The column Ty of the style compact: Df, Db, I or In, E or Er, F or Fa, A.
void read_mark(std::string_view mark, Record& record) noexcept {
  for (const Level level : {Level::kDefault, Level::kInfo, Level::kDebug, Level::kError, Level::kFault}) {
    if (mark != mark_of(level) && (mark_of(level).size() > 1 || mark != name_of(level).substr(0, 2)))
      continue;
    record.level = level;
    record.type = Type::kLog;
  }
  if (mark == "A") record.type = Type::kActivityCreate;
}

// ---- what stands in front of every message

// (libffi.dylib), with a blank behind it.
void read_sender(std::string_view& rest, Record& record) noexcept {
  if (!rest.starts_with('(')) return;
  const std::size_t end = rest.find(')');
  if (end == rest.npos || end == 1 || end > kLongestName || !rest.substr(end + 1).starts_with(' ')) return;
  const std::string_view name = rest.substr(1, end - 1);
  const auto is_in_names = [](char c) {
    return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == ' ';
  };
  if (name == "null" || !std::ranges::all_of(name, is_in_names)) return;
  record.sender = name;
  rest.remove_prefix(end + 2);
}

// [com.apple.TCC:access], with a blank behind it.
void read_subsystem(std::string_view& rest, Record& record) noexcept {
  if (!rest.starts_with('[')) return;
  const std::size_t colon = find_any<':', ']', '\n'>(rest, 1), end = find_any<']', '\n'>(rest, colon);
  if (end >= rest.size() || rest[colon] != ':' || rest[end] != ']' || !rest.substr(end + 1).starts_with(' '))
    return;
  const std::string_view subsystem = rest.substr(1, colon - 1);
  const auto is_in_names = [](char c) {
    return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-';
  };
  if (subsystem.empty() || !std::ranges::all_of(subsystem, is_in_names)) return;
  record.subsystem = subsystem;
  record.category = rest.substr(colon + 1, end - colon - 1);
  rest.remove_prefix(end + 2);
}

// [spid 0x1, process, begin], with a blank behind it.
void read_signpost(std::string_view& rest, Record& record) noexcept {
  constexpr std::string_view kBegin = "[spid ";
  if (!rest.starts_with(kBegin)) return;
  const std::size_t end = find_any<']', '\n'>(rest, kBegin.size());
  if (end == rest.size() || rest[end] != ']') return;
  std::array<std::string_view, 3> words;
  std::string_view inside = rest.substr(kBegin.size(), end - kBegin.size());
  for (std::string_view& word : words) {
    inside.remove_prefix(std::min(inside.find_first_not_of(' '), inside.size()));
    word = inside.substr(0, inside.find(','));
    inside.remove_prefix(std::min(word.size() + 1, inside.size()));
  }
  constexpr std::string_view kScopes[] = {"thread", "process", "system"},
                             kKinds[] = {"event", "begin", "end"};
  const auto* const scope = std::ranges::find(kScopes, words[1]);
  const auto* const kind = std::ranges::find(kKinds, words[2]);
  if (scope == std::end(kScopes) || kind == std::end(kKinds) || !read_hex(words[0], record.signpost)) return;
  record.signpost_scope = static_cast<SignpostScope>(scope - kScopes);
  record.signpost_type = static_cast<SignpostType>(kind - kKinds);
  record.type = Type::kSignpost;
  record.level = {};
  rest.remove_prefix(end + 1);
  if (rest.starts_with(' ')) rest.remove_prefix(1);
}

void read_message(std::string_view rest, Record& record) noexcept {
  read_sender(rest, record);
  read_subsystem(rest, record);
  read_signpost(rest, record);
  record.message = rest;
}

// PROCESS[NUMBERS] in front of `behind`: the first bracket of which that is true.
struct Named {
  std::string_view process, numbers;
};
template <class IsNumbers>
std::optional<Named> take_process(std::string_view& rest, IsNumbers is_numbers) noexcept {
  const std::string_view line = rest.substr(0, std::min(rest.find('\n'), kLongestName));
  for (std::size_t at = line.find('['); at != line.npos; at = line.find('[', at + 1)) {
    const std::size_t end = line.find(']', at);
    if (end == line.npos) return std::nullopt;
    const std::string_view numbers = line.substr(at + 1, end - at - 1);
    if (at == 0 || !is_numbers(numbers)) continue;
    const Named named{line.substr(0, at), numbers};
    rest.remove_prefix(end + 1);
    return named;
  }
  return std::nullopt;
}

}  // namespace

bool begins_entry(std::string_view line, Style style) noexcept {
  if (!has_time_form(line)) return false;
  if (style == Style::kCompact) {
    return line.size() > kUnzoned + 3 && line[kUnzoned] == ' ' && is_letter(line[kUnzoned + 1]) &&
           line.find('[', kUnzoned) != line.npos;
  }
  if (line.size() < kZoned + 3 || (line[kZoned - 5] != '+' && line[kZoned - 5] != '-')) return false;
  const std::string_view rest = line.substr(kZoned);
  return style == Style::kDefault ? rest.starts_with(" 0x") : rest.starts_with("  ") && rest[2] != ' ';
}

bool TextReader::read(std::string_view entry, Style style, Record& record) {
  record = {};
  Timestamp stamp;
  if (!times_.read(entry, stamp)) return false;
  record.time = stamp.time;
  record.time_digits = stamp.digits;
  record.zone = stamp.zone;
  record.written_time = entry.substr(0, stamp.size);
  const std::string_view rest = entry.substr(stamp.size);
  switch (style) {
    case Style::kDefault: return read_default(rest, record);
    case Style::kSyslog: return read_syslog(rest, record);
    default: return read_compact(rest, record);
  }
}

bool TextReader::read_default(std::string_view rest, Record& record) {
  take_word(rest);
  if (!read_hex(take_word(rest), record.thread)) return false;
  read_type(take_word(rest), record);
  std::int64_t pid = 0;
  if (!read_hex(take_word(rest), record.activity) || !read_number(take_word(rest), 10, pid)) return false;
  record.pid = pid;
  std::string_view behind = rest;
  std::uint64_t ttl = 0;
  const std::string_view number = take_word(behind);
  if (are_digits(number) && !behind.empty() && read_number(number, 10, ttl)) {
    record.ttl = ttl;
    rest = behind;
  }
  const std::size_t end = rest.substr(0, std::min(rest.find('\n'), kLongestName)).find(": ");
  if (end == rest.npos || end == 0) return false;
  record.process = rest.substr(0, end);
  read_message(rest.substr(end + 2), record);
  return true;
}

bool TextReader::read_syslog(std::string_view rest, Record& record) {
  take_word(rest);
  record.host = take_word(rest);
  const std::optional<Named> named = take_process(rest, are_digits);
  std::int64_t pid = 0;
  if (!named || !read_number(named->numbers, 10, pid)) return false;
  record.process = named->process;
  record.pid = pid;
  if (const std::size_t end = rest.find(">:"); rest.starts_with(" <") && end < 16) {
    read_type(rest.substr(2, end - 2), record);
    rest.remove_prefix(end + 1);
  }
  if (!rest.starts_with(": ") && rest != ":") return false;
  read_message(rest.substr(std::min<std::size_t>(rest.size(), 2)), record);
  return true;
}

bool TextReader::read_compact(std::string_view rest, Record& record) {
  take_word(rest);
  const std::string_view mark = take_word(rest);
  if (mark.empty() || mark.size() > 2 || !std::ranges::all_of(mark, is_letter)) return false;
  read_mark(mark, record);
  std::int64_t pid = 0;
  std::uint64_t thread = 0;
  const std::optional<Named> named = take_process(rest, [&](std::string_view numbers) {
    const std::size_t colon = numbers.find(':');
    return colon != numbers.npos && read_number(numbers.substr(0, colon), 10, pid) &&
           read_number(numbers.substr(colon + 1), 16, thread);
  });
  if (!named) return false;
  record.process = named->process;
  record.pid = pid;
  record.thread = thread;
  if (rest.starts_with(' ')) rest.remove_prefix(1);
  read_message(rest, record);
  return true;
}

}  // namespace knox::ulog
