// make_ulog STYLE BYTES FILE: writes about BYTES bytes of entries for the benchmark, as `log show` prints
// them in the style ndjson, about 930 bytes each, or default. It is the same every time. One entry in a
// hundred is of TCC's subsystem and asks for the microphone.
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "bench/random.h"

namespace {

using knox::bench::Random;

struct Program {
  std::string_view path, sender, subsystem, category, format, message;
};
constexpr Program kPrograms[] = {
    {"/usr/libexec/trustd", "/usr/libexec/trustd", "com.apple.securityd", "ocsp",
     "ocsp responder: %@ did not include status of requested cert",
     "ocsp responder: (null) did not include status of requested cert"},
    {"/System/Library/CoreServices/powerd.bundle/powerd", "/System/Library/CoreServices/powerd.bundle/powerd",
     "com.apple.powerd", "battery", "Battery capacity change posted(0x%x). Capacity:%d Source:%{public}@",
     "Battery capacity change posted(0x80063). Capacity:99 Source:Batt"},
    {"/usr/sbin/mDNSResponder", "/usr/sbin/mDNSResponder", "com.apple.mDNSResponder", "mDNS",
     "[A(%{public}s, %{public}s)] Sent a previous IPv4 mDNS response to %{mask.hash}s over unicast via %s/%d",
     "[A(ac7f42f5, 725acd95)] Sent a previous IPv4 mDNS response to <mask.hash: 'A7s6Olz9bdV8kg7Oboy5fg=='> "
     "over "
     "unicast via en0/15"},
    {"/usr/libexec/opendirectoryd", "/usr/libexec/opendirectoryd", "com.apple.opendirectoryd", "session",
     "UID: %u, EUID: %u, GID: %u, EGID: %u, PID: %d, PROC: %{public}s ODNodeRelease request, NodeID: "
     "%{public}s",
     "UID: 501, EUID: 501, GID: 20, EGID: 20, PID: 1621, PROC: dscl ODNodeRelease request, NodeID: "
     "DFD1BF07-4D91-4198-9ACF-B0F3707E22F2"},
    {"/System/Library/Frameworks/MediaPlayer.framework/Versions/A/XPCServices/RemotePlayerService.xpc/"
     "Contents/MacOS/"
     "RemotePlayerService",
     "/System/Library/Components/AudioCodecs.component/Contents/MacOS/AudioCodecs", "com.apple.coreaudio",
     "ac", "%25s:%-5d (%p) Input format: %s",
     "  ACMP4AACBaseDecoder.cpp:310   (0xabc180e00) Input format:  2 ch,  44100 Hz, aac  (0x00000000) 0 "
     "bits/channel, 0 bytes/packet, 1024 frames/packet, 0 bytes/frame"},
    {"/kernel", "/System/Library/Extensions/HFS.kext/Contents/MacOS/HFS", "", "",
     "hfs: mounted %s on device %s\n", "hfs: mounted Backup on device disk4s3"},
};
constexpr Program kTcc = {
    "/System/Library/PrivateFrameworks/TCC.framework/Support/tccd",
    "/System/Library/PrivateFrameworks/TCC.framework/Support/tccd",
    "com.apple.TCC",
    "access",
    "AUTHREQ_CTX: msgID=%{public}@, function=%{public}s, service=%{public}@",
    "AUTHREQ_CTX: msgID=80871.81, function=TCCAccessRequest, service=kTCCServiceMicrophone"};
constexpr std::string_view kLevels[] = {"Default", "Default", "Default", "Info", "Debug", "Error"};

std::string quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '\n') {
      quoted += "\\n";
    } else {
      if (c == '/' || c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

struct Entry {
  const Program& program;
  std::string_view level;
  std::string time;
  std::uint64_t number;
  std::uint32_t pid, thread;
};

std::string ndjson(const Entry& entry) {
  const Program& p = entry.program;
  const std::string uuid = "\"0F483193-D206-362B-9874-0100BCCB9CBD\"";
  return "{\"timezoneName\":\"\",\"messageType\":" + quoted(entry.level) +
         ",\"eventType\":\"logEvent\",\"source\":null,\"formatString\":" + quoted(p.format) +
         ",\"userID\":501,\"activityIdentifier\":0,\"subsystem\":" + quoted(p.subsystem) +
         ",\"category\":" + quoted(p.category) + ",\"threadID\":" + std::to_string(entry.thread) +
         ",\"senderImageUUID\":" + uuid +
         ",\"backtrace\":{\"frames\":[{\"imageOffset\":103060,\"imageUUID\":" + uuid +
         "}]},\"bootUUID\":\"3590A0B1-4C7D-4C4A-9F0B-69FAC3D0BD58\",\"processImagePath\":" + quoted(p.path) +
         ",\"senderImagePath\":" + quoted(p.sender) + ",\"timestamp\":\"" + entry.time +
         "\",\"machTimestamp\":" + std::to_string(20147685420088 + entry.number * 977) +
         ",\"eventMessage\":" + quoted(p.message) + ",\"processImageUUID\":" + uuid +
         ",\"traceID\":41979461356879876,\"processID\":" + std::to_string(entry.pid) +
         ",\"senderProgramCounter\":103060,\"parentActivityIdentifier\":0}\n";
}

std::string text(const Entry& entry) {
  const Program& p = entry.program;
  char head[128];
  std::snprintf(head, sizeof head, "%s 0x%-8x %-11s 0x%-18x %-6u %-4d ", entry.time.c_str(), entry.thread,
                std::string(entry.level).c_str(), 0U, entry.pid, 0);
  std::string line = head;
  line.append(base_name(p.path)).append(": ");
  if (p.sender != p.path) line.append("(").append(base_name(p.sender)).append(") ");
  if (!p.subsystem.empty()) line.append("[").append(p.subsystem).append(":").append(p.category).append("] ");
  return line.append(p.message).append("\n");
}

std::string time_of(std::uint64_t number) {
  char time[64];
  const auto seconds = static_cast<unsigned>(number / 400);
  std::snprintf(time, sizeof time, "2026-07-26 %02u:%02u:%02u.%06u+1200", seconds / 3600 % 24,
                seconds / 60 % 60, seconds % 60, static_cast<unsigned>(number % 400 * 2500));
  return time;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view style = argc == 4 ? argv[1] : "";
  const std::uint64_t wanted = argc == 4 ? std::strtoull(argv[2], nullptr, 10) : 0;
  if (wanted == 0 || (style != "ndjson" && style != "default")) {
    std::fputs("usage: make_ulog ndjson|default BYTES FILE\n", stderr);
    return 2;
  }
  std::FILE* const file = std::fopen(argv[3], "wb");
  Random random(2600);
  std::uint64_t bytes = 0, entries = 0;
  bool written = file != nullptr;
  while (written && bytes < wanted) {
    const Program& program = random.percent(1) ? kTcc : kPrograms[random.below(std::size(kPrograms))];
    const Entry entry = {program,
                         kLevels[random.below(std::size(kLevels))],
                         time_of(entries),
                         entries,
                         random.below(90'000),
                         random.below(20'000'000)};
    const std::string line = style == "ndjson" ? ndjson(entry) : text(entry);
    written = std::fwrite(line.data(), 1, line.size(), file) == line.size();
    bytes += line.size();
    ++entries;
  }
  if (file != nullptr && std::fclose(file) != 0) written = false;
  if (!written) {
    std::fprintf(stderr, "make_ulog: %s: %s\n", argv[3], std::strerror(errno));
    return 2;
  }
  std::printf("%s: %llu bytes, %llu entries\n", argv[3], static_cast<unsigned long long>(bytes),
              static_cast<unsigned long long>(entries));
}
