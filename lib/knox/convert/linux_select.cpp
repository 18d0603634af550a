#include "knox/convert/linux_select.h"

#include <limits>

namespace knox::convert {

namespace {

constexpr std::size_t kEventNumbers = std::size_t{std::numeric_limits<std::uint16_t>::max()} + 1;

// How an event can have ended, as bits.
enum Outcome : std::uint8_t { kSucceeded = 1, kFailed = 2, kNotSaid = 4 };

constexpr std::uint32_t kAll = 0xffffffff;

std::uint8_t outcomes_of(const bsm::ClassSelection& classes, const bsm::Event* event) {
  const auto has = [&](std::uint32_t mask) {
    return mask == kAll || (event != nullptr && (event->class_mask & mask) != 0);
  };
  const bool success = has(classes.success);
  const bool failure = has(classes.failure);
  return static_cast<std::uint8_t>((success ? kSucceeded : 0) | (failure ? kFailed : 0) |
                                   (success && failure ? kNotSaid : 0));
}

}  // namespace

LinuxSelection::LinuxSelection(const bsm::ClassSelection& classes, const bsm::EventTable& events)
    : outcomes_(kEventNumbers) {
  for (std::size_t number = 0; number < kEventNumbers; ++number) {
    outcomes_[number] = outcomes_of(classes, events.find(static_cast<std::uint16_t>(number)));
  }
}

bool LinuxSelection::wants(const LinuxFacts& facts) const noexcept {
  const Outcome outcome = !facts.success ? kNotSaid : *facts.success ? kSucceeded : kFailed;
  return (outcomes_[facts.event] & outcome) != 0;
}

std::vector<WantedCall> syscalls_of(const bsm::ClassSelection& classes, const bsm::EventTable& events) {
  std::vector<WantedCall> wanted;
  for (std::uint16_t place = 1; place < kSyscalls; ++place) {
    const auto syscall = static_cast<linux_audit::Syscall>(place);
    std::uint8_t outcomes = 0;
    for (const std::uint16_t number : events_of(syscall))
      outcomes |= outcomes_of(classes, events.find(number));
    if (outcomes != 0) wanted.push_back({syscall, (outcomes & kSucceeded) != 0, (outcomes & kFailed) != 0});
  }
  return wanted;
}

}  // namespace knox::convert
