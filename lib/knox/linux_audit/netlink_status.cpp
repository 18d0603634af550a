#include <algorithm>
#include <array>
#include <cstring>

#include "knox/linux_audit/netlink.h"

namespace knox::linux_audit {

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

}  // namespace knox::linux_audit
