#include "knox/convert/linux_select.h"

#include <limits>

#include "knox/linux_audit/names/constants.h"
#include "knox/linux_audit/names/uring.h"

namespace knox::convert {

namespace {

constexpr std::size_t kEventNumbers = std::size_t{std::numeric_limits<std::uint16_t>::max()} + 1;

// How an event can have ended, as bits.
enum Outcome : std::uint8_t { kSucceeded = 1, kFailed = 2, kNotSaid = 4 };

std::uint8_t outcomes_of(const bsm::ClassSelection& classes, const bsm::Event* event) {
  const std::uint32_t mask = event == nullptr ? 0 : event->class_mask;
  const bool success = classes.keeps(mask, true);
  const bool failure = classes.keeps(mask, false);
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

std::vector<WantedOperation> operations_of(const bsm::ClassSelection& classes,
                                           const bsm::EventTable& events) {
  std::vector<WantedOperation> wanted;
  for (std::uint32_t operation = 0; !linux_audit::uring_op_name(operation).empty(); ++operation) {
    const linux_audit::Syscall call = linux_audit::uring_call(operation);
    const std::uint16_t own = event_of(linux_audit::RecordType::URINGOP);
    const auto numbers = call == linux_audit::Syscall::kUnknown ? std::vector{own} : events_of(call);
    std::uint8_t outcomes = 0;
    for (const std::uint16_t number : numbers) outcomes |= outcomes_of(classes, events.find(number));
    if (outcomes != 0) wanted.push_back({operation, (outcomes & kSucceeded) != 0, (outcomes & kFailed) != 0});
  }
  return wanted;
}

}  // namespace knox::convert
