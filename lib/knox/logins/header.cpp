#include "knox/logins/header.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace knox::logins {

namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Two digits, the first of which may be a blank; more than 99: they are none.
unsigned two_digits(std::string_view text) {
  const bool is_number = (is_digit(text[0]) || text[0] == ' ') && is_digit(text[1]);
  if (!is_number) return 100;
  return (text[0] == ' ' ? 0U : static_cast<unsigned>(text[0] - '0') * 10) +
         static_cast<unsigned>(text[1] - '0');
}

// The first word of `rest`, which is taken off it with the blank behind it.
std::string_view take_word(std::string_view& rest) {
  const std::string_view word = rest.substr(0, rest.find(' '));
  rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  return word;
}

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::uint64_t local_time(unsigned year, unsigned month, unsigned day, unsigned hour) {
  std::tm broken{};
  broken.tm_year = static_cast<int>(year) - 1900;
  broken.tm_mon = static_cast<int>(month);
  broken.tm_mday = static_cast<int>(day);
  broken.tm_hour = static_cast<int>(hour);
  broken.tm_isdst = -1;
  const std::time_t seconds = std::mktime(&broken);
  return seconds < 0 ? 0 : static_cast<std::uint64_t>(seconds);
}

unsigned year_of(Time time) {
  const auto seconds = static_cast<std::time_t>(time.seconds);
  std::tm broken{};
  return ::localtime_r(&seconds, &broken) == nullptr ? 1970 : static_cast<unsigned>(broken.tm_year) + 1900;
}

void skip_priority(std::string_view& rest) {
  if (!rest.starts_with('<')) return;
  const std::size_t end = rest.find('>');
  if (end != rest.npos && end < 5) rest.remove_prefix(end + 1);
}

// "sshd[3402]: TEXT", "sudo: TEXT", "sshd(pam_unix)[7]: TEXT"
bool read_tag(std::string_view& rest, Header& header) {
  const std::size_t colon = rest.find(':');
  if (colon == rest.npos || colon > 128) return false;
  std::string_view tag = rest.substr(0, colon);
  rest.remove_prefix(colon + 1);
  if (tag.empty() || tag.find(' ') != tag.npos) return false;
  if (tag.ends_with(']')) {
    const std::size_t open = tag.rfind('[');
    if (open == tag.npos) return false;
    header.pid = number(tag.substr(open + 1, tag.size() - open - 2));
    tag = tag.substr(0, open);
  }
  header.program = tag.substr(0, tag.find('('));
  header.program.remove_prefix(header.program.rfind('/') + 1);
  return !header.program.empty();
}

}  // namespace

std::uint64_t HeaderReader::hour_of(unsigned month, unsigned day, unsigned hour) {
  const unsigned key = (month * 32 + day) * 32 + hour;
  if (key == hour_key_) return hour_begin_;
  hour_key_ = key;
  if (year_ != 0) {
    if (month + 6 < last_month_) ++year_;
    last_month_ = month;
    return hour_begin_ = local_time(year_, month, day, hour);
  }
  constexpr std::uint64_t kDay = 86400;  // the clocks and zones of two hosts differ
  const unsigned year = year_of(now_);
  hour_begin_ = local_time(year, month, day, hour);
  if (hour_begin_ > now_.seconds + kDay) hour_begin_ = local_time(year - 1, month, day, hour);
  return hour_begin_;
}

// "Feb 21 21:54:44 "
bool HeaderReader::read_old_time(std::string_view& rest, Header& header) {
  constexpr std::size_t kSize = 16;
  if (rest.size() < kSize || rest[3] != ' ' || rest[6] != ' ' || rest[9] != ':' || rest[12] != ':')
    return false;
  const auto* const month = std::ranges::find(kMonths, rest.substr(0, 3));
  const unsigned day = two_digits(rest.substr(4)), hour = two_digits(rest.substr(7));
  const unsigned minute = two_digits(rest.substr(10)), second = two_digits(rest.substr(13));
  if (month == kMonths.end() || day == 0 || day > 31 || hour > 23 || minute > 59 || second > 60) return false;
  if (rest[15] != ' ') return false;
  rest.remove_prefix(kSize);
  header.time.seconds =
      hour_of(static_cast<unsigned>(month - kMonths.begin()), day, hour) + minute * 60 + second;
  return true;
}

bool HeaderReader::read_new_time(std::string_view& rest, Header& header) {
  if (rest.size() < 20 || !is_digit(rest[0]) || rest[4] != '-' || rest[10] != 'T') return false;
  const std::string_view word = take_word(rest);
  const Result<Time> time = parse_time(word);
  if (!time) return false;
  header.time = *time;
  if (const std::size_t point = word.find('.'); point != word.npos) {
    const std::size_t end = std::min(word.find_first_not_of("0123456789", point + 1), word.size());
    const std::size_t digits = end - point - 1;
    header.time_digits = digits <= 3 ? 3 : digits <= 6 ? 6 : 9;
  }
  return true;
}

bool HeaderReader::read(std::string_view line, Header& header) {
  header = {};
  std::string_view rest = line;
  while (!rest.empty() && static_cast<unsigned char>(rest.back()) <= ' ') rest.remove_suffix(1);
  skip_priority(rest);
  const bool is_new = rest.starts_with("1 ");
  if (is_new) rest.remove_prefix(2);
  if (!(is_new ? read_new_time(rest, header) : read_old_time(rest, header) || read_new_time(rest, header))) {
    return false;
  }
  header.host = take_word(rest);
  if (header.host.empty()) return false;
  if (is_new) {
    header.program = take_word(rest);
    header.pid = number(take_word(rest));
    take_word(rest);  // the message's name
    if (rest.starts_with('[')) {
      const std::size_t end = rest.find("] ");
      rest.remove_prefix(end == rest.npos ? rest.size() : end + 2);
    } else {
      take_word(rest);
    }
    if (header.program == "-") return false;
  } else if (!read_tag(rest, header)) {
    return false;
  }
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  if (rest.starts_with("[ID ")) {
    const std::size_t end = rest.find("] ");
    if (end < 40) rest.remove_prefix(end + 2);
  }
  header.text = rest;
  return true;
}

}  // namespace knox::logins
