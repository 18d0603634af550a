// A build on a Mac and one on FreeBSD, for what follows processes: forks, executions and exits between the
// records of others, with what makes that hard: children that run before their fork is told, and pids that
// are used again.
#include "support/fixtures.h"

namespace knox::test {

namespace {

using T = RecordBuilder;

T open_record(const Header& header, std::string_view path, const Subject& who) {
  const bool writes = header.event != kOpenRead;
  return T(header).arg32(2, writes ? 0x601 : 0, "flags").raw(found(path)).subject32(who).return32(0, 3);
}

T fork_record(const Header& header, std::uint32_t child, const Subject& who) {
  return T(header).arg32(0, child, "child PID").subject32(who).return32(0, child);
}

T exit_record(const Header& header, std::uint32_t status, const Subject& who) {
  return T(header).exit(status, 0).subject32(who).return32(0, 0);
}

T spawn_record(const Header& header, std::uint32_t child, const Strings& args, std::string_view path,
               const Subject& who, std::string_view caller) {
  return T(header)
      .arg32(0, child, "child PID")
      .exec_args(args)
      .raw(found_program(path))
      .subject32(who)
      .return32(0, 0)
      .identity(apple(caller));
}

T execve_record(const Header& header, const Strings& args, std::string_view path, const Subject& who) {
  return T(header).exec_args(args).path(path).subject32(who).return32(0, 0);
}

Subject bob(std::uint32_t pid) {
  return {.auid = 1001, .euid = 1001, .egid = 1001, .ruid = 1001, .rgid = 1001, .pid = pid, .sid = 3164};
}

}  // namespace

TrailBuilder darwin_build() {
  TrailBuilder trail;
  Clock clock({.seconds = 1718870400, .fraction = 250});  // 2024-06-20 08:00:00 UTC
  const auto add = [&](const T& record) { trail.add(record); };
  const std::string dir = "/Users/alice/hello/";

  // Alice's shell, 700, has been there for long. It makes a child, which runs make.
  add(fork_record(clock.next(kFork), 701, alice(700)));
  add(execve(clock.next(kExecve, 3), {"make", "run"}, "/usr/bin/make", alice(701)));
  add(open_record(clock.next(kOpenRead, 4), dir + "Makefile", alice(701)));
  // Somebody else is at work as well.
  add(open_record(clock.next(kOpenRead, 1), "/Users/alice/Library/Mail/inbox", alice(650)));
  // make spawns the compiler, and that its second half.
  add(spawn_record(clock.next(kPosixSpawn, 20), 702, {"cc", "-o", "hello", "hello.c"}, "/usr/bin/cc",
                   alice(701), "com.apple.make"));
  add(spawn_record(clock.next(kPosixSpawn, 9), 703, {"clang", "-cc1", "hello.c"}, "/usr/bin/clang",
                   alice(702), "com.apple.cc"));
  add(open_record(clock.next(kOpenRead, 12), dir + "hello.c", alice(703)));
  // An editor that the shell runs meanwhile.
  add(fork_record(clock.next(kFork, 2), 704, alice(700)));
  add(execve(clock.next(kExecve, 2), {"vi", "notes"}, "/usr/bin/vim", alice(704)));
  add(open_record(clock.next(kOpenWriteCreateTruncate, 150), dir + "hello.o", alice(703)));
  add(exit_record(clock.next(kExit, 3), 0, alice(703)));
  add(exit_record(clock.next(kExit, 5), 0, alice(702)));
  // After a vfork the child has executed something, and gone on, before the parent's record is written.
  add(execve(clock.next(kExecve, 11), {"sh", "-c", "./hello"}, "/bin/sh", alice(705), "com.apple.make"));
  add(fork_record(clock.next(kVfork, 1), 705, alice(701)));
  add(fork_record(clock.next(kFork, 14), 706, alice(705)));
  add(execve(clock.next(kExecve, 2), {"./hello"}, dir + "hello", alice(706), "com.apple.sh"));
  add(T(clock.next(kConnect, 31))
          .arg32(1, 3, "fd")
          .sockinet32(2, {"192.0.2.80", 443})
          .subject32(alice(706))
          .return32(0, 0));
  add(exit_record(clock.next(kExit, 60), 3, alice(706)));
  add(exit_record(clock.next(kExit, 2), 3, alice(705)));
  add(open_record(clock.next(kOpenRead, 4), "/Users/alice/notes", alice(704)));
  add(exit_record(clock.next(kExit, 6), 2, alice(701)));
  // The compiler's pid comes round again, for something else.
  add(fork_record(clock.next(kFork, 90'000), 702, alice(700)));
  add(execve(clock.next(kExecve, 2), {"ls"}, "/bin/ls", alice(702)));
  add(exit_record(clock.next(kExit, 9), 0, alice(702)));
  return trail;
}

TrailBuilder freebsd_build() {
  TrailBuilder trail;
  Clock clock({.seconds = 1720600000, .fraction = 400});  // 2024-07-10 08:26:40 UTC
  const auto add = [&](const T& record) { trail.add(record); };

  // Bob's shell runs make after a vfork, which is told late.
  add(execve_record(clock.next(kExecve), {"make"}, "/usr/bin/make", bob(4001)));
  add(fork_record(clock.next(kVfork, 1), 4001, bob(4000)));
  // What a child did before its fork was told belongs to it: here it even ended.
  add(execve_record(clock.next(kExecve, 30), {"true"}, "/usr/bin/true", bob(4002)));
  add(exit_record(clock.next(kExit, 2), 0, bob(4002)));
  add(fork_record(clock.next(kVfork, 1), 4002, bob(4001)));
  add(fork_record(clock.next(kRfork, 8), 4003, bob(4001)));
  add(execve_record(clock.next(kExecve, 2), {"cc", "-c", "x.c"}, "/usr/bin/cc", bob(4003)));
  // Another shell's child
  add(fork_record(clock.next(kFork, 3), 4004, bob(3900)));
  add(execve_record(clock.next(kExecve, 2), {"cat", "x.c"}, "/bin/cat", bob(4004)));
  // 4003 is killed, which leaves no record, and much later its pid is that shell's child.
  add(fork_record(clock.next(kPdfork, 45'000), 4003, bob(3900)));
  add(execve_record(clock.next(kExecve, 2), {"ls", "-l"}, "/bin/ls", bob(4003)));
  add(exit_record(clock.next(kExit, 5), 0, bob(4003)));
  add(exit_record(clock.next(kExit, 40), 1, bob(4001)));
  return trail;
}

}  // namespace knox::test
