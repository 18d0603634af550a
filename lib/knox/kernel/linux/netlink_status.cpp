#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "knox/kernel/linux/netlink.h"

namespace knox::kernel {

std::optional<KernelStatus> parse_status(std::string_view bytes) noexcept {
  constexpr std::size_t kOldest = 8, kNow = 11;
  std::array<std::uint32_t, kNow> words{};  // the first is the mask, which says nothing in an answer
  const std::size_t given = std::min(bytes.size() / 4, kNow);
  if (given < kOldest) return std::nullopt;
  std::memcpy(words.data(), bytes.data(), given * 4);
  const auto newer = [&](std::size_t i) { return i < given ? std::optional(words[i]) : std::nullopt; };
  return KernelStatus{.enabled = words[1],
                      .failure = words[2],
                      .pid = words[3],
                      .rate_limit = words[4],
                      .backlog_limit = words[5],
                      .lost = words[6],
                      .backlog = words[7],
                      .features = newer(8),
                      .backlog_wait_time = newer(9),
                      .backlog_wait_time_actual = newer(10)};
}

std::uint64_t LostCount::update(std::uint32_t counter, std::uint64_t arrived) noexcept {
  const std::uint32_t last = std::exchange(counter_, counter);
  const std::uint64_t before = counted_;
  constexpr std::uint32_t kMost = 0x7fffffff;  // between two looks; more is a counter that was set to 0
  const std::uint32_t more = counter - last;
  counted_ += more > kMost ? counter : more;
  const std::uint64_t lost = !holds_ ? counted_ : before > arrived ? before - arrived : 0;
  return lost_ = std::max(lost_, lost);
}

bool holds_for_daemon(std::string_view command_line) noexcept {
  constexpr std::string_view kAudit = "audit=", kSpace = " \n";
  bool holds = false;
  while (!command_line.empty()) {
    const std::size_t size = std::min(command_line.find_first_of(kSpace), command_line.size());
    const std::string_view word = command_line.substr(0, size);
    if (word.starts_with(kAudit)) {
      const std::string_view value = word.substr(kAudit.size());
      holds = value == "1" || value == "on";
    }
    command_line.remove_prefix(std::min(size + 1, command_line.size()));
  }
  return holds;
}

}  // namespace knox::kernel
