// Records that mean less, or something else, than they seem to: one of each kind, as the kernels of macOS and
// FreeBSD, OpenSSH, su and launchd write them.
#include "support/fixtures.h"

namespace knox::test {

namespace {

using T = RecordBuilder;

const Identity kHello = developer("com.example.hello", "A1B2C3D4E5");

// What launchd makes: file actions of posix_spawn come before the program, and leave their path behind.
void spawn(TrailBuilder& trail, Clock& clock) {
  const auto launch = [&](std::uint32_t child, const Strings& args) {
    return T(clock.next(kPosixSpawn)).arg32(0, child, "child PID").exec_args(args);
  };
  const auto launchd = [&](T record) {
    trail.add(record.subject32(root(1)).return32(0, 0).identity(apple("com.apple.xpc.launchd")));
  };
  launchd(launch(901, {"xpcproxy", "com.example.agent"}).path("/dev/console"));
  launchd(launch(902, {"xpcproxy", "com.example.other"}).path("/dev/null").path("/dev/null"));
  launchd(launch(903, {"/usr/libexec/xpcproxy", "com.example.third"}).raw(found("/dev/null", 020666, 0, 0)));
  launchd(launch(904, {"/usr/libexec/daemon"}).raw(found_program("/usr/libexec/daemon")));
  // xpcproxy becomes the program (POSIX_SPAWN_SETEXEC), and names no child.
  trail.add(T(clock.next(kPosixSpawn))
                .exec_args({"/tmp/evil"})
                .raw(found_program("/tmp/evil"))
                .subject32(alice(905))
                .return32(0, 0)
                .identity(apple("com.apple.xpcproxy")));
  // A shell executes what nobody signed, and what is setuid.
  trail.add(execve(clock.next(kExecve), {"evil"}, "/tmp/evil", alice(906)));
  trail.add(T(clock.next(kExecve))
                .exec_args({"su"})
                .raw(found("/usr/bin/su", 0104755, 0, 0))
                .subject32(alice(907))
                .return32(0, 0)
                .identity(apple("com.apple.zsh")));
}

void change_files(TrailBuilder& trail, Clock& clock) {
  const auto hello = [&](T record, std::uint8_t error = 0) {
    trail.add(record.subject32(alice(910)).return32(error, error == 0 ? 0 : kMinusOne).identity(kHello));
  };
  // Two paths of the source, and none of the target
  hello(T(clock.next(kRenameat)).path("a.txt").path("/Users/alice/a.txt").attr32(file("/Users/alice/a.txt")));
  hello(T(clock.next(kLinkat)).raw(found("/Users/alice/b.txt")));
  // All four
  hello(T(clock.next(kRename))
            .path("a.txt")
            .path("/Users/alice/a.txt")
            .attr32(file("/Users/alice/a.txt"))
            .path("/Users/alice/c.txt")
            .path("/Users/alice/c.txt"));
  // The attributes are from before the call.
  hello(T(clock.next(kChmod)).arg32(2, 04755, "new file mode").raw(found("/Users/alice/c.txt")));
  hello(T(clock.next(kChmod)).arg32(2, 0777, "new file mode").raw(found_program("/bin/sh")), kEperm);
  hello(T(clock.next(kChown))
            .arg32(2, 0, "new file uid")
            .arg32(3, kMinusOne, "new file gid")
            .raw(found("/Users/alice/c.txt")));
}

// Ports of IPv6 have their bytes swapped by a kernel, not by a program.
void connect(TrailBuilder& trail, Clock& clock) {
  const auto hello = [&](T record, std::uint8_t error) {
    trail.add(record.subject32(alice(910)).return32(error, error == 0 ? 0 : kMinusOne).identity(kHello));
  };
  hello(T(clock.next(kConnect)).arg32(1, 3, "fd").sockinet128(26, {"2001:db8::80", 0xbb01}), 0);
  hello(T(clock.next(kBind)).arg32(1, 4, "fd").sockinet128(26, {"::", 0x1600}), 0);
  hello(T(clock.next(kSendto)).arg32(1, 5, "fd").sockinet128(26, {"2001:db8::53", 0x3500}), 0);
  hello(T(clock.next(kConnect)).arg32(1, 3, "fd").sockinet32(2, {"192.0.2.80", 443}), kEinprogress);
  hello(T(clock.next(kConnect)).arg32(1, 3, "fd").sockinet32(2, {"192.0.2.80", 443}), kEconnrefused);
  trail.add(T(clock.next(kLogin)).subject32(root(920)).sockinet128(26, {"2001:db8::80", 443}).return32(0, 0));
}

// What people typed stands in texts.
void log_in(TrailBuilder& trail, Clock& clock) {
  Subject nobody = {.auid = kMinusOne,
                    .euid = kMinusOne,
                    .egid = kMinusOne,
                    .ruid = kMinusOne,
                    .rgid = kMinusOne,
                    .pid = 930,
                    .sid = 930,
                    .port = 40022,
                    .address = "203.0.113.9"};
  Subject known = alice(931);
  known.port = 40023;
  known.address = "203.0.113.9";
  const auto ssh = [&](const Subject& who, std::string_view text, std::uint8_t status) {
    trail.add(
        T(clock.next(kOpenssh)).subject32_ex(who).text(text).return32(status, status == 0 ? 0 : kMinusOne));
  };
  ssh(nobody, "invalid user name \"admin root\"", 3);
  ssh(nobody, "invalid user name \"x\" y \"root\"", 3);
  ssh(nobody, "too many tries for user admin root", 1);
  ssh(known, "invalid password for user alice", 4);
  ssh(known, "invalid interactive password entry for user alice", 4);
  ssh(known, "not_console", 2);
  ssh(known, "logins disabled by /etc/nologin", 1);
  ssh(known, "successful login alice", 0);
  const auto su = [&](std::string_view text, std::uint8_t status) {
    trail.add(
        T(clock.next(kSu)).subject32_ex(alice(940)).text(text).return32(status, status == 0 ? 0 : kMinusOne));
  };
  su("bad su alice to root on /dev/ttys001", kEperm);
  su("bad su alice to x to root on /dev/ttys001", kEperm);
  su("successful authentication", 0);
  const auto directory = [&](std::string_view text, std::uint8_t status) {
    trail.add(
        T(clock.next(kAuthUser)).subject32(root(145)).text(text).return32(status, status == 0 ? 0 : 5000));
  };
  directory("Verify password for record type Users 'alice' node '/Local/Default'", 0);
  directory("Verify password for record type Users 'x' node 'y' node '/Local/Default'", kFailed);
  directory("Verify password for record type Users \"alice\" node \"/Local/Default\"", kFailed);
  directory("Verify password for record type Computers 'mac' node '/Local/Default'", kFailed);
  directory("Touch ID authentication", 0);
  trail.add(T(clock.next(kAuthInternal)).subject32(root(145)).text("alice").return32(0, 0));
  trail.add(T(clock.next(kAuthInternal)).subject32(root(145)).text("system.preferences").return32(0, 0));
  // sudo that is refused starts nothing.
  trail.add(T(clock.next(kSudo))
                .subject32_ex(alice(941))
                .exec_args({"rm", "-rf", "/Library"})
                .text("3 incorrect password attempts")
                .return32(kEperm, kMinusOne));
}

}  // namespace

TrailBuilder meaning() {
  TrailBuilder trail;
  Clock clock({.seconds = 1719900000, .fraction = 300});  // 2024-07-02 06:00:00 UTC
  spawn(trail, clock);
  change_files(trail, clock);
  connect(trail, clock);
  log_in(trail, clock);
  return trail;
}

}  // namespace knox::test
