// A .logarchive of a Mac with Apple silicon: sudo, the login window and the kernel, in two files whose events
// belong between each other. The kernel's strings are missing. It is stored, not packed: another release of
// LZ4 packs otherwise.
#include "support/fixtures.h"
#include "support/trace_builder.h"

namespace knox::test {

namespace {

constexpr std::uint64_t kSecond = 24'000'000;  // ticks
constexpr std::uint64_t kNanoseconds = 1'000'000'000;
constexpr std::uint64_t kBooted = 1'760'000'000 * kNanoseconds;  // 2025-10-09 08:53:20 UTC

tracev3::Process process(std::uint16_t index, std::uint32_t pid, std::uint32_t uid, std::uint8_t image) {
  tracev3::Process its;
  its.index = index;
  its.key = {pid, 1};
  its.pid = pid;
  its.euid = uid;
  its.persona = 0xffff'ffff;
  its.main = uuid_with(image);
  return its;
}

std::vector<tracev3::Process> processes() {
  std::vector<tracev3::Process> all = {process(3, 2002, 0, 0x5a), process(7, 144, 0, 0x1b),
                                       process(0, 0, 0, 0xfe)};
  all[1].subsystems = {{.id = 2, .name = "com.apple.loginwindow.logging", .category = "Standard"}};
  return all;
}

TraceRecord record(double seconds, std::uint64_t format, TraceArguments arguments, std::uint8_t type = 0) {
  TraceRecord its{.type = type, .ticks = static_cast<std::uint64_t>(seconds * kSecond), .thread = 0x1a2b};
  its.format = format;
  its.arguments = std::move(arguments);
  return its;
}

TraceChunkset chunkset(const TracePage& page, std::uint16_t index, std::vector<std::string> subsystems = {}) {
  TraceChunkset set{.first = page.records.front().ticks, .last = page.records.back().ticks};
  set.chunks = page_chunk(page);
  set.packing = TracePacking::kStored;
  set.processes = {index};
  set.subsystems = std::move(subsystems);
  return set;
}

std::string file(const std::vector<TraceChunkset>& sets) {
  TraceBytes bytes = header_chunk({.numerator = 125, .denominator = 3, .boot = uuid_with(0xb0)});
  bytes.bytes(catalog_and_chunksets(processes(), sets).all());
  return std::string(bytes.view());
}

}  // namespace

std::vector<std::pair<std::string, std::string>> ulog_store() {
  TracePage sudo{.process = {2002, 1}, .base = 60 * kSecond};
  sudo.records = {record(65.842651, 0x500,
                         TraceArguments(1)
                             .text("alice")
                             .scalar(2)
                             .text("ttys002")
                             .text("/Users/alice")
                             .text("root")
                             .text("/bin/ls"))};
  TraceRecord by_alice = record(69.52157, 0x580, TraceArguments(1).text("alice").text("/usr/bin/true"));
  by_alice.activity = 0x8000'0000'0000'5001;
  sudo.records.push_back(by_alice);
  TracePage kernel{.process = {0, 1}, .base = 0};
  kernel.records = {record(66.25, 0x700, TraceArguments().text("mDNSResponder", 0x20).scalar(5))};
  TracePage window{.process = {144, 1}, .base = 60 * kSecond};
  window.records = {record(63.5, 0x10, TraceArguments(1).private_text("alice").scalar(501, 2)),
                    record(70.125, 0x40, TraceArguments(1).scalar(1), 0x10)};
  for (TraceRecord& r : window.records) r.subsystem = 2;

  TraceBytes times = timesync_boot(uuid_with(0xb0), 125, 3, kBooted, -120);
  times.bytes(timesync_sync(50 * kSecond, kBooted + 50 * kNanoseconds, -120).all());
  const TraceBytes of_sudo = uuidtext_file({{0x500,
                                             "%{public}s : %d incorrect password attempts ; TTY=%{public}s ; "
                                             "PWD=%{public}s ; USER=%{public}s ; COMMAND=%{public}s"},
                                            {0x580, "%{public}s : COMMAND=%{public}s"}},
                                           "/usr/bin/sudo");
  const TraceBytes of_window = uuidtext_file(
      {{0x10, "Login of %{private}s with uid %{public}d"}, {0x40, "Screen lock: error %{darwin.errno}d"}},
      "/System/Library/CoreServices/loginwindow.app/Contents/MacOS/loginwindow");
  return {{"Persist/0000000000000001.tracev3", file({chunkset(sudo, 3), chunkset(kernel, 0)})},
          {"Special/0000000000000001.tracev3",
           file({chunkset(window, 7, {"com.apple.loginwindow.logging", "Standard"})})},
          {"timesync/0000000000000001.timesync", std::string(times.view())},
          {"5A/5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A", std::string(of_sudo.view())},
          {"1B/1B1B1B1B1B1B1B1B1B1B1B1B1B1B1B", std::string(of_window.view())}};
}

}  // namespace knox::test
