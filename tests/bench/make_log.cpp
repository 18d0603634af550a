// make_log BYTES FILE [AT_ONCE]: writes a Linux Audit log of about BYTES bytes for the benchmark. It ends
// with a whole event and is the same every time. The mix of events is the table kMix: a server on which
// people and services run programs. A quarter of the records are PATH, a sixth each SYSCALL and PROCTITLE,
// then CWD, EXECVE, USER_*, SOCKADDR, AVC; a record has about 200 bytes, an event three and a half records.
// AT_ONCE (1) is how many events are mixed with each other, record by record, as several processors do it.
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/random.h"

namespace {

using knox::bench::Random;

// What the records are filled with
// clang-format off
constexpr std::string_view kPrograms[] = {
    "/usr/bin/ls", "/usr/bin/bash", "/usr/bin/git", "/usr/bin/grep", "/usr/bin/curl", "/usr/bin/sed",
    "/usr/bin/python3.11", "/usr/bin/systemctl", "/usr/bin/find", "/usr/bin/cat", "/usr/bin/date",
    "/usr/lib/systemd/systemd-executor", "/usr/bin/dash", "/usr/sbin/logrotate"};

constexpr std::string_view kArguments[] = {
    "-l", "-c", "--color=auto", "-v", "status", "--porcelain=v2", "-m", "Fix the build", "-fsSL", "--", "-type",
    "f", "*.conf", "https://api.example.com/v1/items?limit=50", "s/foo/bar/g", "is-active", "nginx.service",
    "+%Y-%m-%d %H:%M:%S", "exec 3<>/dev/tcp/192.0.2.7/80"};

constexpr std::string_view kDirectories[] = {
    "/root", "/home/alice", "/home/alice/src/hello", "/var/lib/nginx", "/etc", "/var/log", "/tmp",
    "/srv/www/example.com/releases/20240620", "/var/spool/cron"};

constexpr std::string_view kFiles[] = {
    "index.html", "nginx.conf", "passwd", "shadow", "resolv.conf", "README.md", "Final report.txt", "app.log",
    "id_ed25519.pub", "state.db-journal", "ld.so.cache"};

constexpr std::string_view kKeys[] = {"(null)", "\"exec\"", "\"exec\"", "\"etc\"", "\"net\"", "6578656301726F6F74"};

constexpr std::string_view kUserTypes[] = {
    "USER_ACCT", "CRED_ACQ", "USER_START", "USER_END", "CRED_DISP", "CRED_REFR", "USER_LOGIN", "USER_CMD"};
// clang-format on

constexpr char kCapitals[] = "0123456789ABCDEF";

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    text += {kCapitals[byte >> 4], kCapitals[byte & 15]};
  }
  return text;
}

// As the kernel writes strings that it does not trust.
std::string string(std::string_view bytes) {
  for (const char c : bytes) {
    if (c == '"' || c < 0x21 || c > 0x7e) return hex(bytes);
  }
  return '"' + std::string(bytes) + '"';
}

std::string number(std::uint64_t value, int base = 10) {
  char text[32];
  std::snprintf(text, sizeof text, base == 16 ? "%llx" : "%llu", static_cast<unsigned long long>(value));
  return text;
}

using Event = std::vector<std::string>;  // its lines

// A server at work. Every method below makes one event.
class Server {
 public:
  Event execve() {
    begin();
    const std::string_view program = random_.pick(kPrograms);
    std::vector<std::string> args = {std::string(program)};
    for (std::uint32_t more = random_.below(5); more > 0; --more) args.emplace_back(random_.pick(kArguments));
    std::string list = "argc=" + number(args.size());
    std::string title;
    for (std::size_t i = 0; i < args.size(); ++i) {
      list += " a" + number(i) + '=' + string(args[i]);
      title += (i == 0 ? std::string() : std::string(1, '\0')) + args[i];
    }
    add_call(59, program, 2);
    add("EXECVE", list);
    add_files({std::string(program), "/lib64/ld-linux-x86-64.so.2"});
    return end(title);
  }

  Event file() {
    static constexpr int kCalls[] = {257, 257, 257, 2, 87, 90, 263, 268};
    begin();
    const std::string_view program = random_.pick(kPrograms);
    const std::string directory(random_.pick(kDirectories));
    const std::string name = directory + '/' + std::string(random_.pick(kFiles));
    const bool parent = random_.percent(60);
    add_call(random_.pick(kCalls), program, parent ? 2 : 1);
    add_files(parent ? std::vector<std::string>{directory + '/', name} : std::vector<std::string>{name});
    return end(std::string(program));
  }

  Event connect() {
    begin();
    const std::string_view program = random_.pick(kPrograms);
    add_call(42, program, 0);
    add("SOCKADDR", random_.percent(60)
                        ? "saddr=020001BBC00002" +
                              hex(std::string{1, static_cast<char>(random_.below(256))}) + "0000000000000000"
                        : "saddr=" + hex(std::string("\1\0/run/systemd/journal/stdout\0", 31)));
    return end(std::string(program));
  }

  Event user() {
    begin();
    const std::string_view type = random_.pick(kUserTypes);
    std::string message =
        "op=PAM:session_open grantors=pam_loginuid,pam_keyinit,pam_unix,pam_lastlog acct=\"alice\" "
        "exe=\"/usr/sbin/sshd\" hostname=192.0.2.7 addr=192.0.2.7 terminal=ssh";
    if (type == "USER_CMD") {
      message = "cwd=\"/home/alice\" cmd=" + hex("systemctl restart nginx") +
                " exe=\"/usr/bin/sudo\" terminal=pts/0";
    }
    add(type,
        "pid=" + number(pid_) + " uid=0 auid=1000 ses=7 subj=unconfined msg='" + message + " res=success'");
    return take();
  }

  Event service() {
    begin();
    add(random_.percent(50) ? "SERVICE_START" : "SERVICE_STOP",
        "pid=1 uid=0 auid=4294967295 ses=4294967295 subj=unconfined msg='unit=logrotate comm=\"systemd\" "
        "exe=\"/usr/lib/systemd/systemd\" hostname=? addr=? terminal=? res=success'");
    return take();
  }

  Event avc() {
    begin();
    add("AVC", "apparmor=\"DENIED\" operation=\"open\" class=\"file\" profile=\"/usr/sbin/cupsd\" name=" +
                   string("/etc/" + std::string(random_.pick(kFiles))) + " pid=" + number(pid_) +
                   " comm=\"cupsd\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0");
    return take();
  }

 private:
  void begin() {
    milliseconds_ += random_.below(5);
    ++serial_;
    pid_ = 1000 + random_.below(60'000);
    event_.clear();
  }

  void add(std::string_view type, const std::string& body) {
    char stamp[64];
    std::snprintf(stamp, sizeof stamp,
                  " msg=audit(%llu.%03u:%u): ", static_cast<unsigned long long>(milliseconds_ / 1000),
                  static_cast<unsigned>(milliseconds_ % 1000), serial_);
    event_.push_back("type=" + std::string(type) + stamp + body + '\n');
  }

  void add_call(int call, std::string_view program, int items) {
    const bool failed = random_.percent(8);
    const std::string id = number(random_.percent(40) ? 0 : 1000);
    std::string body = "arch=c000003e syscall=" + number(static_cast<std::uint64_t>(call));
    body += failed ? " success=no exit=-2" : " success=yes exit=0";
    for (int i = 0; i < 4; ++i) {
      body += " a" + number(static_cast<std::uint64_t>(i)) + '=' +
              number(i < 2 ? 0x7f0000000000 + random_.below(1u << 30) : random_.below(100), 16);
    }
    body += " items=" + number(static_cast<std::uint64_t>(items)) + " ppid=" + number(pid_ - 7) +
            " pid=" + number(pid_);
    body += " auid=1000";
    for (const char* name : {"uid", "gid", "euid", "suid", "fsuid", "egid", "sgid", "fsgid"}) {
      body += ' ' + std::string(name) + '=' + id;
    }
    body += " tty=pts0 ses=7 comm=" + string(program.substr(program.rfind('/') + 1).substr(0, 15));
    body += " exe=" + string(program) + " subj=unconfined key=" + std::string(random_.pick(kKeys));
    add("SYSCALL", body);
  }

  void add_files(const std::vector<std::string>& names) {
    add("CWD", "cwd=" + string(random_.pick(kDirectories)));
    for (std::size_t i = 0; i < names.size(); ++i) {
      const bool parent = names[i].ends_with('/');
      add("PATH",
          "item=" + number(i) + " name=" + string(names[i]) + " inode=" + number(random_.below(10'000'000)) +
              " dev=fd:01 mode=" + (parent ? "040755" : "0100644") + " ouid=0 ogid=0 rdev=00:00 nametype=" +
              (parent ? "PARENT" : "NORMAL") + " cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0");
    }
  }

  Event end(std::string_view title) {
    add("PROCTITLE", "proctitle=" + string(title.substr(0, 128)));
    if (random_.percent(26)) add("EOE", "");
    return take();
  }

  Event take() { return std::move(event_); }

  Random random_{1300};
  Event event_;
  std::uint64_t milliseconds_ = 1'718'866'800'000;  // 2024-06-20 07:00:00 UTC
  std::uint32_t serial_ = 1'000;
  std::uint32_t pid_ = 0;
};

struct Share {
  std::uint32_t percent;
  Event (Server::*make)();
};

// clang-format off
constexpr Share kMix[] = {
    {30, &Server::execve},
    {16, &Server::file},
    {11, &Server::connect},
    {37, &Server::user},
    {3, &Server::service},
    {3, &Server::avc},
};
// clang-format on

Event make_event(Server& server, std::uint32_t percentile) {
  for (const Share& share : kMix) {
    if (percentile < share.percent) return (server.*share.make)();
    percentile -= share.percent;
  }
  return {};
}

// The lines of several events in turn.
std::string mix(const std::vector<Event>& events) {
  std::string text;
  bool more = true;
  for (std::size_t line = 0; more; ++line) {
    more = false;
    for (const Event& event : events) {
      if (line >= event.size()) continue;
      text += event[line];
      more = true;
    }
  }
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t wanted = argc >= 3 ? std::strtoull(argv[1], nullptr, 10) : 0;
  const std::uint64_t at_once = argc == 4 ? std::strtoull(argv[3], nullptr, 10) : 1;
  if (wanted == 0 || at_once == 0) {
    std::fputs("usage: make_log BYTES FILE [AT_ONCE]\n", stderr);
    return 2;
  }
  std::FILE* file = std::fopen(argv[2], "wb");
  Server server;
  Random random(1300);
  std::uint64_t bytes = 0;
  std::uint64_t records = 0;
  std::uint64_t events = 0;
  bool written = file != nullptr;
  while (written && bytes < wanted) {
    std::vector<Event> group(at_once);
    for (Event& event : group) {
      event = make_event(server, random.below(100));
      records += event.size();
    }
    const std::string text = mix(group);
    written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    bytes += text.size();
    events += at_once;
  }
  if (file != nullptr && std::fclose(file) != 0) written = false;
  if (!written) {
    std::fprintf(stderr, "make_log: %s: %s\n", argv[2], std::strerror(errno));
    return 2;
  }
  std::printf("%s: %llu bytes, %llu records, %llu events\n", argv[2], static_cast<unsigned long long>(bytes),
              static_cast<unsigned long long>(records), static_cast<unsigned long long>(events));
}
