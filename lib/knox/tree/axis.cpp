#include "knox/tree/axis.h"

#include <algorithm>

#include "knox/tree/words.h"

namespace knox::tree {

namespace {

// How much of the axis a step may take: an eighth, and more where there are few.
double most_idle(std::size_t steps) {
  return std::max(1.0 / 8, 2.0 / static_cast<double>(steps));
}
constexpr int kRounds = 64;  // each takes most of the error away

double between(Time from, Time to) {
  return static_cast<double>(nanoseconds_between(from, to));
}

}  // namespace

Axis::Axis(const Forest& forest) {
  for (const Row& row : forest.rows()) {
    const Process& process = *row.process;
    if (!process.is_heard_of()) continue;
    times_.insert(times_.end(), {process.begin_shown(), process.first, process.last, process.end_shown()});
    for (const Execution& execution : process.executions) times_.push_back(execution.time);
    for (const Deeds& deeds : process.deeds) times_.insert(times_.end(), {deeds.first, deeds.last});
  }
  std::ranges::sort(times_);
  const auto twice = std::ranges::unique(times_);
  times_.erase(twice.begin(), twice.end());
  if (times_.size() < 2) return;

  std::vector<double> steps;
  for (std::size_t i = 1; i < times_.size(); ++i) steps.push_back(between(times_[i - 1], times_[i]));
  double whole = between(begin(), end());
  const double idle = most_idle(steps.size());
  for (int round = 0; round < kRounds; ++round) {
    double sum = 0;
    for (const double step : steps) sum += std::min(step, whole * idle);
    if (sum >= whole * 0.999) break;
    whole = sum;
  }
  const double most = whole * idle;
  is_folded_ = steps.size() > 3 && std::ranges::any_of(steps, [&](double step) { return step > 2 * most; });
  if (!is_folded_) return;
  places_.push_back(0);
  for (const double step : steps) places_.push_back(places_.back() + std::min(step, most));
  for (double& place : places_) place /= std::max(places_.back(), 1.0);
}

double Axis::place(Time time) const noexcept {
  if (time <= begin()) return 0;
  if (time >= end()) return 1;
  if (!is_folded_) return between(begin(), time) / between(begin(), end());
  const auto next = static_cast<std::size_t>(std::ranges::upper_bound(times_, time) - times_.begin());
  const double part = between(times_[next - 1], time) / between(times_[next - 1], times_[next]);
  return places_[next - 1] + part * (places_[next] - places_[next - 1]);
}

}  // namespace knox::tree
