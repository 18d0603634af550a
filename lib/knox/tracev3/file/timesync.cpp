#include "knox/tracev3/file/timesync.h"

#include <algorithm>
#include <numeric>

#include "knox/tracev3/bytes/little.h"

namespace knox::tracev3 {

namespace {

constexpr std::uint16_t kBoot = 0xbbb0, kSync = 0x7354, kRemark = 0x6d52, kDeleted = 0xdead;
constexpr std::size_t kBootSize = 48, kSyncSize = 32;
constexpr std::int64_t kMicrosecond = 1000;

std::int64_t saturated_sum(std::int64_t a, std::int64_t b) noexcept {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b < 0 ? INT64_MIN : INT64_MAX;
}

}  // namespace

Clock::Moment Clock::at(std::uint64_t ticks) const noexcept {
  const auto is_base = [&](std::size_t i) {
    return syncs[i].ticks <= ticks && (i + 1 == syncs.size() || syncs[i + 1].ticks > ticks);
  };
  if (!is_base(last_)) {
    const auto after = std::ranges::upper_bound(syncs, ticks, {}, &Sync::ticks);
    last_ = after == syncs.begin() ? 0 : static_cast<std::size_t>(after - syncs.begin()) - 1;
  }
  const Sync& base = syncs[last_];
  if (ticks >= base.ticks) {
    const std::int64_t passed = timebase.nanoseconds(ticks - base.ticks);
    // The header's time has no nanoseconds, and Apple adds whole microseconds to it.
    const std::int64_t added = is_estimate ? passed / kMicrosecond * kMicrosecond : passed;
    return {saturated_sum(base.wall, added), base.minutes_west};
  }
  const std::int64_t passed = timebase.nanoseconds(base.ticks - ticks);
  const std::int64_t taken = is_estimate ? passed / kMicrosecond * kMicrosecond : passed;
  return {saturated_sum(base.wall, -taken), base.minutes_west};
}

Time time_of(std::int64_t wall) noexcept {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t since_1970 = std::max<std::int64_t>(wall, 0);
  const auto rest = static_cast<std::uint32_t>(since_1970 % kSecond / kMicrosecond * kMicrosecond);
  return {static_cast<std::uint64_t>(since_1970 / kSecond), rest};
}

Clock clock_of(const Header& header) {
  constexpr std::int64_t kSecond = 1'000'000'000, kMostSeconds = INT64_MAX / kSecond - 1;
  const std::int64_t seconds = std::clamp(header.wall_seconds, -kMostSeconds, kMostSeconds);
  Clock clock;
  clock.timebase = header.timebase;
  clock.is_estimate = true;
  const std::int64_t wall =
      seconds * kSecond + std::int64_t{header.wall_microseconds} % 1'000'000 * kMicrosecond;
  clock.syncs.push_back({.ticks = header.continuous, .wall = wall, .minutes_west = header.minutes_west});
  return clock;
}

std::size_t TimeTable::add(Bytes file) {
  Clock* clock = nullptr;
  std::size_t at = 0;
  while (file.size() - at >= 4) {
    const Bytes rest = file.subspan(at);
    const std::uint16_t tag = load_little<std::uint16_t>(rest.data());
    const std::size_t size = load_little<std::uint16_t>(rest.data() + 2);
    if (size < 4 || size > rest.size()) break;
    LittleCursor cursor(rest.first(size));
    cursor.skip(8);
    if (tag == kBoot && size >= kBootSize) {
      const Uuid boot = uuid_of(cursor.take(16));
      Timebase timebase{cursor.get<std::uint32_t>(), cursor.get<std::uint32_t>()};
      if (timebase.numerator == 0 || timebase.denominator == 0) break;
      clock = &clocks_[boot];
      const auto wall = static_cast<std::int64_t>(cursor.get<std::uint64_t>());  // two's complement
      const auto west = static_cast<std::int32_t>(cursor.get<std::uint32_t>());
      if (clock->syncs.empty()) {  // otherwise the boot goes on from the file before
        clock->timebase = timebase;
        clock->syncs.push_back({.ticks = 0, .wall = wall, .minutes_west = west});
      }
    } else if (tag == kSync && size >= kSyncSize && clock != nullptr) {
      const std::uint64_t ticks = cursor.get<std::uint64_t>();
      const auto wall = static_cast<std::int64_t>(cursor.get<std::uint64_t>());
      const auto west = static_cast<std::int32_t>(cursor.get<std::uint32_t>());
      clock->syncs.push_back({.ticks = ticks, .wall = wall, .minutes_west = west});
    } else if (tag != kRemark && tag != kDeleted) {
      break;
    }
    at += size;
  }
  return at;
}

const Clock* TimeTable::find(const Uuid& boot) const noexcept {
  const auto found = clocks_.find(boot);
  return found == clocks_.end() ? nullptr : &found->second;
}

// Records of the same tick: the last one counts.
void TimeTable::finish() {
  for (auto& [boot, clock] : clocks_) {
    const auto by_ticks = [](const Sync& a, const Sync& b) { return a.ticks < b.ticks; };
    if (std::ranges::is_sorted(clock.syncs, by_ticks)) continue;
    std::vector<std::size_t> order(clock.syncs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
      return clock.syncs[a].ticks != clock.syncs[b].ticks ? clock.syncs[a].ticks < clock.syncs[b].ticks
                                                          : a < b;
    });
    std::vector<Sync> sorted;
    for (const std::size_t i : order) sorted.push_back(clock.syncs[i]);
    clock.syncs = std::move(sorted);
  }
}

}  // namespace knox::tracev3
