#include "knox/tree/timeline.h"

#include <array>
#include <string_view>

#include "knox/event/process.h"

namespace knox::tree {

void Timeline::add(Time time) {
  const std::uint64_t now = event::milliseconds(time);
  if (steps_.empty()) {
    begin_ = end_ = time;
    first_ = now >> shift_;
    steps_.push_back(0);
  }
  begin_ = std::min(begin_, time);
  end_ = std::max(end_, time);
  while (true) {
    const std::uint64_t step = now >> shift_, last = first_ + steps_.size() - 1;
    if (std::max(step, last) - std::min(step, first_) < kSteps) break;
    widen();
  }
  const std::uint64_t step = now >> shift_;
  if (step < first_) {
    steps_.insert(steps_.begin(), first_ - step, 0);
    first_ = step;
  } else if (step - first_ >= steps_.size()) {
    steps_.resize(step - first_ + 1);
  }
  ++steps_[step - first_];
}

void Timeline::widen() {
  std::vector<std::uint64_t> wider(((first_ + steps_.size() - 1) >> 1) - (first_ >> 1) + 1);
  for (std::size_t i = 0; i < steps_.size(); ++i) wider[((first_ + i) >> 1) - (first_ >> 1)] += steps_[i];
  first_ >>= 1;
  ++shift_;
  steps_ = std::move(wider);
}

std::vector<std::uint64_t> Timeline::columns(std::size_t count) const {
  std::vector<std::uint64_t> columns(count);
  const std::uint64_t begin = event::milliseconds(begin_);
  const double whole = static_cast<double>(event::milliseconds(end_) - begin) + 1;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const std::uint64_t at = std::max((first_ + i) << shift_, begin) - begin;
    const double part = std::min(static_cast<double>(at) / whole, 1.0);
    columns[std::min(static_cast<std::size_t>(part * static_cast<double>(count)), count - 1)] += steps_[i];
  }
  return columns;
}

std::string sparkline(const std::vector<std::uint64_t>& counts, bool ascii) {
  constexpr std::array<std::string_view, 8> kBlocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  constexpr std::array<std::string_view, 8> kAscii = {".", ":", "-", "=", "+", "*", "%", "#"};
  const std::uint64_t most = counts.empty() ? 0 : *std::ranges::max_element(counts);
  std::string text;
  for (const std::uint64_t count : counts) {
    const double part = most == 0 ? 0 : static_cast<double>(count) / static_cast<double>(most);
    const auto height = std::min<std::size_t>(static_cast<std::size_t>(part * 8), 7);
    const std::string_view column = (ascii ? kAscii : kBlocks)[height];
    text += count == 0 ? " " : column;
  }
  return text;
}

}  // namespace knox::tree
