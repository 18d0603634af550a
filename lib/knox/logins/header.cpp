#include "knox/logins/header.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <string>
#include <utility>

namespace knox::logins {

namespace {

// The month of its three letters, from 0; 12: it is none.
unsigned month_of(std::string_view name) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  unsigned month = 0;
  while (month < 12 && kMonths.substr(month * 3, 3) != name) ++month;
  return month;
}

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

// 0: there is no such day in that year.
std::uint64_t local_time(unsigned year, unsigned month, unsigned day, unsigned hour) {
  std::tm broken{};
  broken.tm_year = static_cast<int>(year) - 1900;
  broken.tm_mon = static_cast<int>(month);
  broken.tm_mday = static_cast<int>(day);
  broken.tm_hour = static_cast<int>(hour);
  broken.tm_isdst = -1;
  const std::time_t seconds = std::mktime(&broken);
  const bool is_it = broken.tm_mday == static_cast<int>(day) && broken.tm_mon == static_cast<int>(month);
  return seconds < 0 || !is_it ? 0 : static_cast<std::uint64_t>(seconds);
}

unsigned year_of(Time time) {
  const auto seconds = static_cast<std::time_t>(time.seconds);
  std::tm broken{};
  return ::localtime_r(&seconds, &broken) == nullptr ? 1970 : static_cast<unsigned>(broken.tm_year) + 1900;
}

// "412937", up to nine digits
bool take_fraction(std::string_view digits, Header& header) {
  constexpr std::size_t kNano = 9;
  const std::optional<std::uint32_t> value = digits.size() <= kNano ? number(digits) : std::nullopt;
  if (!value) return false;
  header.time.nanoseconds = *value;
  for (std::size_t i = digits.size(); i < kNano; ++i) header.time.nanoseconds *= 10;
  header.time_digits = digits.size() <= 3 ? 3 : digits.size() <= 6 ? 6 : 9;
  return true;
}

// busybox' syslogd writes what sort of message it is: "auth.info sshd[7]: TEXT"
void skip_sort(std::string_view& rest) {
  constexpr std::array<std::string_view, 8> kLevels = {".emerg", ".alert",  ".crit", ".err",
                                                       ".warn",  ".notice", ".info", ".debug"};
  const std::string_view word = rest.substr(0, rest.find(' '));
  if (word.find(':') != word.npos) return;
  const auto ends = [&](std::string_view level) { return word.ends_with(level); };
  if (std::ranges::any_of(kLevels, ends)) take_word(rest);
}

void skip_priority(std::string_view& rest) {
  if (!rest.starts_with('<')) return;
  const std::size_t end = rest.find('>');
  if (end != rest.npos && end < 5) rest.remove_prefix(end + 1);
}

// "sshd[3402]: TEXT", "sudo: TEXT", "sshd(pam_unix)[7]: TEXT"
bool read_tag(std::string_view& rest, Header& header) {
  constexpr std::size_t kLongest = 128;
  const std::string_view front = rest.substr(0, kLongest + 1);
  std::size_t end = 0;
  while (end < front.size() && front[end] != ':' && front[end] != ' ') ++end;
  if (end == front.size() || end == 0 || front[end] != ':') return false;
  std::string_view tag = front.substr(0, end);
  rest.remove_prefix(end + 1);
  if (tag.ends_with(']')) {
    const std::size_t open = tag.rfind('[');
    if (open == tag.npos) return false;
    header.pid = number(tag.substr(open + 1, tag.size() - open - 2));
    tag = tag.substr(0, open);
  }
  // "(systemd)" is a child of systemd that has still to become another program.
  if (tag.starts_with('(') && tag.ends_with(')')) tag = tag.substr(1, tag.size() - 2);
  header.program = tag.substr(0, tag.find('('));
  header.program.remove_prefix(header.program.rfind('/') + 1);
  return !header.program.empty();
}

}  // namespace

std::uint64_t HeaderReader::begin_of(unsigned month, unsigned day, unsigned hour) {
  if (year_ != 0) return local_time(year_, month, day, hour);
  constexpr std::uint64_t kDay = 86400;  // the clocks and zones of two hosts differ
  if (this_year_ == 0) this_year_ = year_of(now_);
  constexpr unsigned kYears = 9;  // 1900 and 2100 have no February 29
  for (unsigned back = 0; back < kYears; ++back) {
    const std::uint64_t begin = local_time(this_year_ - back, month, day, hour);
    if (begin != 0 && begin <= now_.seconds + kDay) return begin;
  }
  return 0;
}

std::uint64_t HeaderReader::hour_of(unsigned month, unsigned day, unsigned hour) {
  if (year_ != 0) {
    if (month + 6 < last_month_) ++year_;
    last_month_ = month;
  }
  const std::uint64_t key = ((year_ * std::uint64_t{12} + month) * 32 + day) * 24 + hour;
  Hour& kept = hours_[key % hours_.size()];
  if (kept.key != key) kept = {key, begin_of(month, day, hour)};
  return kept.begin;
}

// "Feb 21 21:54:44 ", and of journalctl "Feb 21 21:54:44.412937 "
bool HeaderReader::read_old_time(std::string_view& rest, Header& header) {
  constexpr std::size_t kSize = std::tuple_size_v<decltype(last_time_)>;
  if (rest.size() < kSize || rest[3] != ' ' || rest[6] != ' ' || rest[9] != ':' || rest[12] != ':')
    return false;
  if (rest[kSize - 1] == '.') {
    const std::size_t blank = rest.find(' ', kSize);
    if (blank == rest.npos) return false;
    std::string whole(rest.substr(0, kSize - 1));
    std::string_view text = whole += ' ';
    const std::string_view fraction = rest.substr(kSize, blank - kSize);
    if (!read_old_time(text, header) || !take_fraction(fraction, header)) return false;
    rest.remove_prefix(blank + 1);
    return true;
  }
  // Most lines are of the same second as the one before.
  if (rest.substr(0, kSize) == std::string_view(last_time_.data(), last_time_.size())) {
    header.time.seconds = last_seconds_;
    rest.remove_prefix(kSize);
    return true;
  }
  const unsigned month = month_of(rest.substr(0, 3));
  const unsigned day = two_digits(rest.substr(4)), hour = two_digits(rest.substr(7));
  const unsigned minute = two_digits(rest.substr(10)), second = two_digits(rest.substr(13));
  if (month == 12 || day == 0 || day > 31 || hour > 23 || minute > 59 || second > 60) return false;
  if (rest[15] != ' ') return false;
  const std::uint64_t begin = hour_of(month, day, hour);
  if (begin == 0) return false;
  rest.copy(last_time_.data(), kSize);
  rest.remove_prefix(kSize);
  last_seconds_ = begin + minute * 60 + second;
  header.time.seconds = last_seconds_;
  return true;
}

// "Feb 21 2024 21:54:44 "
bool HeaderReader::read_time_of_year(std::string_view& rest, Header& header) {
  constexpr std::size_t kSize = 21, kYear = 7, kYearSize = 5;
  if (rest.size() < kSize || rest[3] != ' ' || rest[6] != ' ' || rest[11] != ' ') return false;
  const std::optional<std::uint32_t> year = number(rest.substr(kYear, kYearSize - 1));
  if (!year || *year < 1970) return false;
  std::string without(rest.substr(0, kSize));
  without.erase(kYear, kYearSize);
  std::string_view text = without;
  last_month_ = 0;
  last_time_ = {};
  const unsigned first_year = std::exchange(year_, *year);
  const bool is_time = read_old_time(text, header);
  year_ = first_year;
  last_time_ = {};  // of that year
  if (is_time) rest.remove_prefix(kSize);
  return is_time;
}

// "Wed 2024-02-21 21:54:44 UTC ", or with the name of a time zone, which is taken for that of here
bool HeaderReader::read_full_time(std::string_view& rest, Header& header) {
  constexpr std::size_t kSize = 24, kDate = 4, kClock = 15, kHour = 15;
  if (rest.size() < kSize || rest[3] != ' ' || rest[14] != ' ' || rest[23] != ' ' || rest[8] != '-')
    return false;
  std::string text(rest.substr(kDate, kSize - 1 - kDate));
  text[kClock - 1 - kDate] = 'T';
  const Result<Time> time = parse_time(text + "Z");
  if (!time) return false;
  const unsigned hour = two_digits(rest.substr(kHour));
  rest.remove_prefix(kSize);
  const std::string_view zone = take_word(rest);
  header.time = *time;
  if (zone == "UTC") return true;
  const auto part = [&](std::size_t at) { return number(std::string_view(text).substr(at, 2)).value_or(0); };
  const std::uint64_t begin =
      local_time(number(std::string_view(text).substr(0, 4)).value_or(0), part(5) - 1, part(8), hour);
  header.time.seconds = begin + header.time.seconds % 3600;
  return begin != 0;
}

// "1708552484.412937 "
bool HeaderReader::read_unix_time(std::string_view& rest, Header& header) {
  const std::string_view word = rest.substr(0, rest.find(' '));
  const std::size_t point = word.find('.');
  const std::optional<std::uint32_t> seconds =
      point == word.npos ? std::nullopt : number(word.substr(0, point));
  if (!seconds || point < 9 || !take_fraction(word.substr(point + 1), header)) return false;
  header.time.seconds = *seconds;
  take_word(rest);
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
  if (!(is_new
            ? read_new_time(rest, header)
            : read_old_time(rest, header) || read_new_time(rest, header) || read_time_of_year(rest, header) ||
                  read_full_time(rest, header) || read_unix_time(rest, header))) {
    return false;
  }
  header.host = take_word(rest);
  if (header.host.empty()) return false;
  if (!is_new) skip_sort(rest);
  if (is_new) {
    if (header.host == "-") header.host = {};
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
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";  // in front of what is UTF-8 (RFC 5424 6.4)
  if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
  header.text = rest;
  return true;
}

}  // namespace knox::logins
