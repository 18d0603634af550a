#include "knox/ulog/counters.h"

#include <algorithm>

#include "knox/emit/line.h"

namespace knox::ulog {

namespace {

constexpr std::size_t kMostIntervals = 4096, kLongestValue = 1024;
constexpr std::uint64_t kWidestBar = 50;

void put_line(Out& out, std::uint64_t count, std::string_view value) {
  constexpr std::size_t kWidth = 8;
  const std::string digits = std::to_string(count);
  out.text(std::string_view("        ").substr(0, kWidth - std::min(kWidth, digits.size())));
  out.text(digits);
  out.text(" ");
  emit::line_text(out, value);
  out.text("\n");
  out.end_record();
}

}  // namespace

void Count::print(Out& out) const {
  out.text(std::to_string(count_));
  out.text("\n");
  out.end_record();
}

void CountBy::add(const Record& record) {
  const std::string_view value = text_.of(*field_, record).substr(0, kLongestValue);
  if (value.empty()) {
    ++none_;
    return;
  }
  counts_.add_events(value, 1);
}

void CountBy::print(Out& out) const {
  for (const Tally::Row& row : counts_.top(0)) put_line(out, row.events, row.name);
  if (counts_.others() > 0) put_line(out, counts_.others(), "(others)");
  if (none_ > 0) put_line(out, none_, "(none)");
}

void Histogram::add(const Record& record) {
  if (!record.time) return;
  ++counts_[record.time->seconds / seconds_];
  if (counts_.size() > kMostIntervals) widen();
}

void Histogram::widen() {
  std::map<std::uint64_t, std::uint64_t> wider;
  for (const auto& [interval, count] : counts_) wider[interval / 2] += count;
  counts_ = std::move(wider);
  seconds_ *= 2;
}

// Intervals without entries are shown, too, unless there are many of them.
void Histogram::print(Out& out) const {
  constexpr std::uint64_t kMostEmpty = 10;
  std::uint64_t most = 1;
  for (const auto& [interval, count] : counts_) most = std::max(most, count);
  TimeFormat times;
  const auto put = [&](std::uint64_t interval, std::uint64_t count) {
    {
      Pen pen(out);
      pen.room(128);
      times.put(pen, {interval * seconds_, 0}, 0);
      pen.put(' ');
      const std::uint64_t width = count == 0 ? 0 : std::max<std::uint64_t>(1, count * kWidestBar / most);
      for (std::uint64_t i = 0; i < width; ++i) pen.put('#');
      pen.put(std::string_view(width > 0 ? " " : "")).dec(count).put('\n');
    }
    out.end_record();
  };
  std::optional<std::uint64_t> next;
  for (const auto& [interval, count] : counts_) {
    if (next && interval - *next > kMostEmpty) {
      out.text("...\n");
      next = interval;
    }
    for (; next && *next < interval; ++*next) put(*next, 0);
    put(interval, count);
    next = interval + 1;
  }
}

}  // namespace knox::ulog
