// Two .logarchives of a Mac with Apple silicon: sudo, the login window and the kernel, in two files whose
// events belong between each other, without the kernel's strings; and who got in, beside a program that has
// nothing to say of it. They are stored, not packed: another release of LZ4 packs otherwise.
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

std::string file(const std::vector<tracev3::Process>& processes, const std::vector<TraceChunkset>& sets) {
  TraceBytes bytes = header_chunk({.numerator = 125, .denominator = 3, .boot = uuid_with(0xb0)});
  bytes.bytes(catalog_and_chunksets(processes, sets).all());
  return std::string(bytes.view());
}

std::string times() {
  TraceBytes bytes = timesync_boot(uuid_with(0xb0), 125, 3, kBooted, -120);
  bytes.bytes(timesync_sync(50 * kSecond, kBooted + 50 * kNanoseconds, -120).all());
  return std::string(bytes.view());
}

// A message that is no format of its program.
TraceRecord message(double seconds, std::string_view text) {
  TraceRecord its = record(seconds, 0, TraceArguments().text(text));
  its.is_dynamic = true;
  return its;
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

  const TraceBytes of_sudo = uuidtext_file({{0x500,
                                             "%{public}s : %d incorrect password attempts ; TTY=%{public}s ; "
                                             "PWD=%{public}s ; USER=%{public}s ; COMMAND=%{public}s"},
                                            {0x580, "%{public}s : COMMAND=%{public}s"}},
                                           "/usr/bin/sudo");
  const TraceBytes of_window = uuidtext_file(
      {{0x10, "Login of %{private}s with uid %{public}d"}, {0x40, "Screen lock: error %{darwin.errno}d"}},
      "/System/Library/CoreServices/loginwindow.app/Contents/MacOS/loginwindow");
  return {{"Persist/0000000000000001.tracev3", file(processes(), {chunkset(sudo, 3), chunkset(kernel, 0)})},
          {"Special/0000000000000001.tracev3",
           file(processes(), {chunkset(window, 7, {"com.apple.loginwindow.logging", "Standard"})})},
          {"timesync/0000000000000001.timesync", times()},
          {"5A/5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A", std::string(of_sudo.view())},
          {"1B/1B1B1B1B1B1B1B1B1B1B1B1B1B1B1B", std::string(of_window.view())}};
}

std::vector<std::pair<std::string, std::string>> access_store() {
  std::vector<tracev3::Process> programs;
  std::vector<TraceChunkset> sets;
  std::vector<std::pair<std::string, std::string>> files;
  // With a chunkset of its own. Both digits of the image's number are the same.
  const auto add = [&](std::uint32_t pid, std::uint8_t image, std::string_view path,
                       std::vector<TraceRecord> records) {
    const auto index = static_cast<std::uint16_t>(programs.size());
    programs.push_back(process(index, pid, 0, image));
    sets.push_back(
        chunkset({.process = {pid, 1}, .base = 60 * kSecond, .records = std::move(records)}, index));
    const char digit = static_cast<char>('0' + image % 16);
    const std::string name = std::string(2, digit) + '/' + std::string(30, digit);
    if (!path.empty()) files.emplace_back(name, uuidtext_file({}, path).view());
  };
  const std::string_view window = "/System/Library/CoreServices/loginwindow.app/Contents/MacOS/loginwindow";
  const std::string notifies = "sendSystemBSDNotification: com.apple.";
  add(144, 0x11, window,
      {message(60, notifies + "system.loginwindow.desktopUp, with object:501"),
       message(61, "a message that means nothing"), message(90, notifies + "screenIsLocked, with object:501"),
       message(95, "INCORRECT password"),
       message(99, notifies + "sessionagent.screenIsUnlocked, with object:501")});
  add(4711, 0x22, "/usr/libexec/sshd-session",
      {message(70, "Accepted publickey for alice from 192.0.2.7 port 50022 ssh2: ED25519 SHA256:kN0x"),
       message(130, "Disconnected from user alice 192.0.2.7 port 50022")});
  add(4720, 0x33, "/usr/bin/sudo",
      {message(75,
               "   alice : TTY=ttys001 ; PWD=/Users/alice ; USER=root ; COMMAND=/usr/bin/dscl . -list /")});
  add(410, 0x44, "/System/Library/CoreServices/RemoteManagement/screensharingd",
      {message(100,
               "Authentication: FAILED :: User Name: mallory :: Viewer Address: 192.0.2.128 :: Type: DH")});
  add(99, 0x55, "/usr/libexec/chatd",
      {message(71, "Accepted password for root from 192.0.2.66 port 22 ssh2"), message(72, "hello")});
  add(98, 0x66, "", {message(73, "from a program without a name")});
  files.emplace_back("Persist/0000000000000001.tracev3", file(programs, sets));
  files.emplace_back("timesync/0000000000000001.timesync", times());
  return files;
}

}  // namespace knox::test
