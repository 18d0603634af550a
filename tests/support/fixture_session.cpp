#include "support/fixtures.h"

namespace knox::test {

TrailBuilder session() {
  TrailBuilder trail;
  Clock clock({.seconds = 1715677923, .fraction = 41});  // 2024-05-14 09:12:03 UTC

  // The login window checks alice's password.
  trail.add(RecordBuilder(clock.next(kAuthUser))
                .subject32(root(145))
                .text("Verify password for record type Users 'alice' node '/Local/Default'")
                .return32(0, 0));

  // She is logged in.
  trail.add(
      RecordBuilder(clock.next(kLoginwindowLogin, 212)).subject32_ex(alice_as_root(162)).return32(0, 0));

  // She opens a terminal: -zsh
  trail.add(execve(clock.next(kExecve, 42'350), {"-zsh"}, "/bin/zsh", alice(618), "com.apple.login"));

  // curl -fsSL https://get.example.com/hello.sh | sh: the left half,
  trail.add(execve(clock.next(kExecve, 19'004), {"curl", "-fsSL", "https://get.example.com/hello.sh"},
                   "/usr/bin/curl", alice(633)));

  // and the right one.
  trail.add(execve(clock.next(kExecve, 2), {"sh"}, "/bin/sh", alice(634)));

  // The installer looks for the machine it is on,
  trail.add(execve(clock.next(kExecve, 671), {"uname", "-sm"}, "/usr/bin/uname", alice(635), "com.apple.sh"));

  // for an older hello, and finds none: the one failure,
  trail.add(failed_execve(clock.next(kExecve, 9), {"/opt/hello/bin/hello", "--version"},
                          "/opt/hello/bin/hello", alice(636), kEnoent, "com.apple.sh"));

  // makes a directory,
  trail.add(execve(clock.next(kExecve, 6), {"mktemp", "-d", "-t", "hello"}, "/usr/bin/mktemp", alice(637),
                   "com.apple.sh"));

  // downloads,
  trail.add(execve(clock.next(kExecve, 11),
                   {"curl", "-fsSLo", "/tmp/hello.tgz", "https://get.example.com/hello-2.1-Darwin-arm64.tgz"},
                   "/usr/bin/curl", alice(638), "com.apple.sh"));

  // unpacks,
  trail.add(execve(clock.next(kExecve, 1'204),
                   {"tar", "-xzf", "/tmp/hello.tgz", "-C", "/Users/alice/Library/Application Support/Hello"},
                   "/usr/bin/tar", alice(639), "com.apple.sh"));

  // and asks for root: before the call she is not root yet.
  const Strings install = {"install", "-m", "755", "hello", "/usr/local/bin/hello"};
  Strings sudo_install = install;
  sudo_install.insert(sudo_install.begin(), "sudo");
  trail.add(execve(clock.next(kExecve, 88), sudo_install, "/usr/bin/sudo", alice(640), "com.apple.sh"));

  // sudo says who became root, and for what.
  trail.add(RecordBuilder(clock.next(kSudo, 4'420))
                .subject32_ex(alice_as_root(640))
                .exec_args(install)
                .return32(0, 0));

  // install, as root
  trail.add(
      execve(clock.next(kExecve, 15), install, "/usr/bin/install", alice_as_root(641), "com.apple.sudo"));

  // The shell starts the new program with posix_spawn,
  trail.add(RecordBuilder(clock.next(kPosixSpawn, 3'310))
                .arg32(0, 642, "child PID")
                .exec_args({"hello", "--greet", "it's me"})
                .raw(found_program("/usr/local/bin/hello"))
                .subject32(alice(618))
                .return32(0, 0)
                .identity(apple("com.apple.zsh")));

  // which looks whether there is a newer one. Somebody else than Apple signed it.
  trail.add(RecordBuilder(clock.next(kConnect, 402))
                .arg32(1, 3, "fd")
                .sockinet32(2, {"192.0.2.80", 443})
                .subject32(alice(642))
                .return32(0, 0)
                .identity(developer("com.example.hello", "A1B2C3D4E5")));

  // She logs out.
  trail.add(RecordBuilder(clock.next(kLogout, 95'118)).subject32(alice_as_root(162)).return32(0, 0));
  return trail;
}

}  // namespace knox::test
