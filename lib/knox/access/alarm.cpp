#include "knox/access/alarm.h"

#include <algorithm>
#include <charconv>

#include "knox/base/time_span.h"

namespace knox::access {

namespace {

constexpr std::string_view kForm = "such as 'failed>5 by address in 10m'";

std::string wrong(std::string_view what, std::string_view text) {
  return std::string(what).append(" '").append(text).append("'; a condition is ").append(kForm);
}

void skip_blanks(std::string_view& text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
}

// The next word; empty: there is none.
std::string_view take_word(std::string_view& text) {
  skip_blanks(text);
  const std::string_view word = text.substr(0, text.find_first_of(" <>="));
  text.remove_prefix(word.size());
  return word;
}

std::optional<std::uint64_t> take_number(std::string_view& text) {
  skip_blanks(text);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

// "10m" in seconds.
std::optional<std::uint64_t> take_duration(std::string_view& text) {
  skip_blanks(text);
  const std::optional<std::uint64_t> span = take_span(text);
  return span == 0 ? std::nullopt : span;
}

}  // namespace

std::optional<Alarm::By> Alarm::find_key(std::string_view name) {
  if (name == "address") return By::kAddress;
  if (name == "user") return By::kUser;
  if (name == "host") return By::kHost;
  if (name == "service") return By::kService;
  return std::nullopt;
}

// False: there is no such word, or another one of its kind.
bool Alarm::add_word(std::string_view word) {
  if (word == "records") return true;
  if (word == "failed" || word == "succeeded") {
    const bool is_first = !success_;
    success_ = word == "succeeded";
    return is_first;
  }
  // "login" is an event and a type: of sshd's logins, too.
  if (const std::optional<Type> type = find_type(word); type && !type_) {
    type_ = type;
    return true;
  }
  if (const std::optional<Event> event = find_event(word); event && !event_) {
    event_ = event;
    return true;
  }
  return false;
}

std::expected<Alarm, std::string> Alarm::make(std::string_view condition) {
  Alarm alarm;
  alarm.text_ = condition;
  std::string_view rest = condition;
  bool has_words = false;
  for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) {
    if (!alarm.add_word(word)) {
      return std::unexpected(
          "what is counted is failed, succeeded, an event, a type or records, each once, not '" +
          std::string(word) + "'");
    }
    has_words = true;
  }
  if (!has_words) return std::unexpected(wrong("nothing to count in", condition));
  if (!rest.starts_with('>')) return std::unexpected(wrong("neither > nor >= in", condition));
  rest.remove_prefix(1);
  const bool or_equal = rest.starts_with('=');
  if (or_equal) rest.remove_prefix(1);
  const std::optional<std::uint64_t> number = take_number(rest);
  if (!number || (or_equal && *number == 0))
    return std::unexpected(wrong("no number to compare with in", condition));
  alarm.more_than_ = or_equal ? *number - 1 : *number;

  for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) {
    if (word == "by" && alarm.by_ == By::kNothing) {
      const std::string_view name = take_word(rest);
      const std::optional<By> by = find_key(name);
      if (!by)
        return std::unexpected("by is followed by address, user, host or service, not '" + std::string(name) +
                               "'");
      alarm.by_ = *by;
    } else if (word == "in" && !alarm.seconds_) {
      alarm.seconds_ = take_duration(rest);
      if (!alarm.seconds_)
        return std::unexpected(wrong("in is followed by a time such as 30s, 10m, 2h or 1d:", condition));
    } else {
      return std::unexpected(wrong("by or in, each once, not", word));
    }
  }
  if (!rest.empty()) return std::unexpected(wrong("what follows is not understood:", rest));
  if (alarm.seconds_ && alarm.more_than_ >= kMostTimes)
    return std::unexpected(wrong("in a time, 1000 are the most:", condition));
  return alarm;
}

bool Alarm::matches(const Record& record) const {
  if (success_ && record.success != success_) return false;
  if (success_ && !event_ && !type_) return is_attempt(record);
  return (!event_ || record.event == *event_) && (!type_ || record.type == *type_);
}

std::string_view Alarm::key_of(const Record& record) const {
  switch (by_) {
    case By::kAddress: return record.address.empty() ? record.hostname : record.address;
    case By::kUser: return record.user.name;
    case By::kHost: return record.host;
    case By::kService: return record.service;
    case By::kNothing: break;
  }
  return {};
}

Alarm::Count& Alarm::count_of(std::string_view key) {
  std::string name(key);
  if (const auto found = by_key_.find(name); found != by_key_.end()) {
    counts_.splice(counts_.begin(), counts_, found->second);
    return counts_.front();
  }
  if (counts_.size() >= kKeys) {
    by_key_.erase(counts_.back().key);
    counts_.pop_back();
  }
  counts_.push_front({.key = name});
  by_key_.emplace(std::move(name), counts_.begin());
  return counts_.front();
}

bool Alarm::take(const Record& record) {
  if (!matches(record)) return false;
  const std::string_view key = key_of(record);
  if (by_ != By::kNothing && key.empty()) return false;
  Count& count = count_of(key);
  ++count.number;
  bool is_too_often = count.number > more_than_;
  if (seconds_) {
    count.times.push_back(record.time.seconds);
    if (count.times.size() > more_than_ + 1) count.times.pop_front();
    const auto [first, last] = std::ranges::minmax(count.times);
    is_too_often = count.times.size() > more_than_ && last - first <= *seconds_;
  }
  if (!is_too_often || count.was_told) return false;
  count.was_told = met_ = true;
  key_ = key;
  return true;
}

}  // namespace knox::access
