#include "support/fixtures.h"

namespace knox::test {

namespace {

using T = RecordBuilder;

// Bob came in from afar: every subject of his carries an IPv6 address.
Subject bob(std::uint32_t pid) {
  return {.auid = 1001,
          .euid = 1001,
          .egid = 1001,
          .ruid = 1001,
          .rgid = 1001,
          .pid = pid,
          .sid = 3164,
          .port = 38148,
          .address = "2001:db8:0:1::2a"};
}

Attr ufs(std::uint32_t mode, std::uint64_t node) {
  return {.mode = mode, .uid = 0, .gid = 0, .fsid = 0x5e3a1c07, .node = node, .device = 0xffffffff};
}

}  // namespace

TrailBuilder freebsd() {
  TrailBuilder trail;
  Clock clock({.seconds = 1720563300, .fraction = 12});  // 2024-07-09 22:15:00 UTC

  // auditd starts.
  trail.add(T(clock.next(kAuditStartup)).text("auditd::Audit startup").return32(0, 0));
  // Somebody tries to be root over IPv4.
  trail.add(T(clock.next(kOpenssh, 900))
                .subject32_ex({.auid = kMinusOne,
                               .euid = kMinusOne,
                               .pid = 3160,
                               .sid = 3160,
                               .port = 40022,
                               .address = "203.0.113.9"})
                .text("invalid user name \"admin\"")
                .return32(3, kMinusOne));
  // Bob's login over IPv6: the kernel's part,
  trail.add(T(clock.next(kAuditon, 5'000)).arg32(1, 0x1d, "cmd").subject32_ex(bob(3164)).return32(0, 0));
  // and sshd's.
  trail.add(T(clock.next(kOpenssh)).subject32_ex(bob(3164)).text("successful login bob").return32(0, 0));
  // His shell
  trail.add(T(clock.next(kExecve))
                .exec_args({"-sh"})
                .exec_env({"HOME=/home/bob", "SHELL=/bin/sh", "SSH_CLIENT=2001:db8:0:1::2a 38148 22"})
                .path("/bin/sh")
                .attr32(ufs(0100555, 801203))
                .subject32_ex(bob(3165))
                .return32(0, 0));
  // sudo asks for its own audit state,
  Subject sudo = bob(3174);
  sudo.euid = 0;
  trail.add(T(clock.next(kGetauditAddr)).subject32_ex(sudo).return32(0, 0));
  // and for the system's,
  trail.add(T(clock.next(kAuditonGetcond)).subject32_ex(sudo).return32(0, 0));
  // and says what it runs.
  trail.add(
      T(clock.next(kSudo)).subject32_ex(sudo).exec_args({"jexec", "www", "nginx", "-t"}).return32(0, 0));
  // jexec enters the jail.
  trail.add(T(clock.next(kJailAttach)).arg32(1, 3, "jid").subject32_ex(sudo).return32(0, 0));
  // From here on records carry the jail's name: nginx,
  trail.add(T(clock.next(kExecve))
                .exec_args({"nginx", "-t"})
                .path("/usr/local/sbin/nginx")
                .attr32(ufs(0100755, 902114))
                .zonename("www")
                .subject32_ex(sudo)
                .return32(0, 0));
  // its configuration, by openat,
  trail.add(T(clock.next(kOpenatRead))
                .arg32(3, 0, "flags")
                .arg32(1, 0xffffff9c, "fd")
                .path("/usr/local/etc/nginx/nginx.conf")
                .attr32(ufs(0100644, 902230))
                .zonename("www")
                .subject32_ex(sudo)
                .return32(0, 4));
  // a file that is not there, with the subject of a process that was not logged in,
  trail.add(T(clock.next(kOpenatRead))
                .arg32(3, 0, "flags")
                .path("/usr/local/etc/nginx/modules.conf")
                .zonename("www")
                .subject32({.auid = kMinusOne, .pid = 3180})
                .return32(kEnoent, kMinusOne));
  // and a worker that gives up its rights.
  trail.add(
      T(clock.next(kCapEnter)).zonename("www").subject32({.auid = kMinusOne, .pid = 3181}).return32(0, 0));
  // cap_rights_limit: event 43202, which is getattrlistat on Darwin. read, write, seek; fstat
  trail.add(T(clock.next(kEvent43202))
                .arg32(1, 4, "fd")
                .rights(0x020000000008000f, 0x0400000000000000)
                .zonename("www")
                .subject32({.auid = kMinusOne, .pid = 3181})
                .return32(0, 0));
  // What it may no longer do: open anything (ECAPMODE),
  trail.add(T(clock.next(kOpenRead))
                .arg32(2, 0, "flags")
                .path("/etc/passwd")
                .zonename("www")
                .subject32({.auid = kMinusOne, .pid = 3181})
                .return32(kCapMode, kMinusOne));
  // or change its descriptor (ENOTCAPABLE).
  trail.add(T(clock.next(kFcntl))
                .arg32(2, 4, "cmd")
                .arg32(1, 4, "fd")
                .zonename("www")
                .subject32({.auid = kMinusOne, .pid = 3181})
                .return32(kNotCapable, kMinusOne));
  // connectat: event 43208, which is openbyid_rw on Darwin
  trail.add(T(clock.next(kEvent43208))
                .arg32(1, 7, "fd")
                .sockunix(1, "/var/run/log")
                .subject32_ex(bob(3190))
                .return32(0, 0));
  // fexecve: a program that has a descriptor, and a path found from it
  trail.add(T(clock.next(kFexecve))
                .exec_args({"ls", "-la", "/home/bob/My Files"})
                .arg32(1, 5, "fd")
                .path("/bin/ls")
                .attr32(ufs(0100555, 801190))
                .subject32_ex(bob(3191))
                .return32(0, 0));
  // execveat
  trail.add(T(clock.next(kExecveat))
                .exec_args({"date", "-u"})
                .path("/bin/date")
                .attr32(ufs(0100555, 801177))
                .subject32_ex(bob(3192))
                .return32(0, 0));
  // execve of nothing
  trail.add(T(clock.next(kExecve))
                .exec_args({"sl"})
                .path("/usr/bin/sl")
                .subject32_ex(bob(3193))
                .return32(kEnoent, kMinusOne));
  // pdfork: the child is an argument.
  trail.add(T(clock.next(kPdfork)).arg32(0, 3195, "child PID").subject32_ex(bob(3165)).return32(0, 3195));
  // connect over IPv6: 28 is FreeBSD's own number of the family, 26 is BSM's.
  trail.add(T(clock.next(kConnect))
                .arg32(1, 5, "fd")
                .kernel_sockinet128(26, {"2001:db8::80", 80})
                .subject32_ex(bob(3196))
                .return32(0, 0));
  // setgroups: three groups
  trail.add(T(clock.next(kSetgroups)).newgroups({1001, 0, 5}).subject32_ex(sudo).return32(0, 0));
  // kill of a process whose owner came over IPv6 too
  trail.add(T(clock.next(kKill))
                .arg32(2, 9, "signal")
                .process32_ex(bob(3196))
                .subject32_ex(bob(3165))
                .return32(0, 0));
  // Bob leaves.
  trail.add(T(clock.next(kLogout)).subject32_ex(bob(3164)).text("sshd logout bob").return32(0, 0));
  return trail;
}

}  // namespace knox::test
