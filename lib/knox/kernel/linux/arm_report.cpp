#include <algorithm>
#include <cstring>

#include "knox/kernel/linux/arm_guard.h"

namespace knox::kernel {
namespace {

// In front of the texts, each of which ends with a NUL: the mistake, then the obstacles.
struct Head {
  std::uint32_t kind, enabled, backlog_limit, lost, daemon;
  std::int32_t process;
  std::uint64_t start;
};

}  // namespace

std::string report_bytes(const GuardReport& report) {
  const Head head = {.kind = report.kind,
                     .enabled = report.key.enabled,
                     .backlog_limit = report.key.backlog_limit,
                     .lost = report.sight.lost,
                     .daemon = report.sight.daemon,
                     .process = report.key.process,
                     .start = report.key.start};
  std::string bytes(reinterpret_cast<const char*>(&head), sizeof head);
  const auto put = [&](std::string_view text) {
    const std::size_t room = kMaxReport - std::min(kMaxReport, bytes.size() + 1);
    if (room == 0) return;
    bytes += text.substr(0, room);
    bytes += '\0';
  };
  put(report.mistake);
  for (const std::string& obstacle : report.sight.obstacles) put(obstacle);
  return bytes;
}

std::optional<GuardReport> parse_report(std::string_view bytes) {
  Head head;
  if (bytes.size() < sizeof head) return std::nullopt;
  std::memcpy(&head, bytes.data(), sizeof head);
  if (head.kind > GuardReport::kDone) return std::nullopt;
  bytes.remove_prefix(sizeof head);
  GuardReport report = {.kind = static_cast<GuardReport::Kind>(head.kind),
                        .key = {.process = head.process,
                                .start = head.start,
                                .enabled = head.enabled,
                                .backlog_limit = head.backlog_limit},
                        .sight = {.lost = head.lost, .daemon = head.daemon, .obstacles = {}}};
  for (bool is_first = true; !bytes.empty(); is_first = false) {
    const std::string_view text = bytes.substr(0, bytes.find('\0'));
    bytes.remove_prefix(std::min(bytes.size(), text.size() + 1));
    if (is_first) {
      report.mistake = text;
    } else {
      report.sight.obstacles.emplace_back(text);
    }
  }
  return report;
}

}  // namespace knox::kernel
