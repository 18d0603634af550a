#include "support/fixtures.h"

namespace knox::test {

namespace {

using T = RecordBuilder;

// Carol works on "sol", from a machine with an IPv4 address.
Subject carol(std::uint32_t pid) {
  return {.auid = 101,
          .euid = 101,
          .egid = 10,
          .ruid = 101,
          .rgid = 10,
          .pid = pid,
          .sid = 2147483001,
          .port = 0x1f9000016,
          .address = "192.0.2.44"};
}

Subject carol_as_root(std::uint32_t pid) {
  Subject subject = carol(pid);
  subject.euid = 0;
  return subject;
}

// What programs in user space write: a 32-bit header that names no host.
Header plain(Header header) {
  header.wide = false;
  header.host.clear();
  return header;
}

const Attr kProgram{
    .mode = 0100555, .uid = 0, .gid = 2, .fsid = 65538, .node = 21873, .device = 0x1ffffffffff};
const Attr kFile{
    .mode = 0100644, .uid = 101, .gid = 10, .fsid = 65538, .node = 40012, .device = 0x1ffffffffff};

}  // namespace

TrailBuilder solaris() {
  TrailBuilder trail;
  // 2024-03-01 12:00:00 UTC, on a host that puts its address into the header
  Clock clock(
      {.seconds = 1709294400, .fraction = 123456789, .version = 2, .wide = true, .host = "192.0.2.1"});

  // The file token in front names the trail before this one; microseconds.
  trail.raw(T().file32(1709294400, 123456, "20240229120000.20240301120000.sol").tokens());

  // A login over ssh
  trail.add(T(clock.next(kSolarisSsh)).subject64_ex(carol(1200)).text("successful login").return64(0, 0));
  // execve: path and attributes come before the arguments.
  trail.add(T(clock.next(kExecve))
                .path("/usr/bin/bash")
                .attr64(kProgram)
                .exec_args({"-bash"})
                .exec_env({"HOME=/export/home/carol", "TERM=xterm"})
                .subject64_ex(carol(1201))
                .return64(0, 0));
  // The same by a program that was not found: the path is all there is.
  trail.add(T(clock.next(kExecve))
                .path("/usr/bin/emacs")
                .exec_args({"emacs"})
                .subject64_ex(carol(1202))
                .return64(kEnoent, 0xffffffff00000000));
  // A return of two 32-bit values, 7 and 8: fork gives a pid and a flag.
  trail.add(T(clock.next(kFork)).subject64_ex(carol(1201)).return64(0, 0x0000000700000008));
  // connect: Solaris' socket token has 8 bytes.
  trail.add(T(clock.next(kConnect))
                .arg32(1, 4, "so")
                .socket_solaris(2, {"192.0.2.80", 80})
                .subject64_ex(carol(1203))
                .return64(0, 0));
  // The long form, of two ends
  trail.add(T(clock.next(kAccept))
                .socket_ex(2, 2, {"192.0.2.1", 22}, {"192.0.2.44", 51022})
                .subject64_ex(carol(1204))
                .return64(0, 0));
  // An extended attribute of a file, by openat
  trail.add(T(clock.next(kOpenatRead))
                .path("/export/home/carol/letter")
                .xatpath({"SUNWattr_ro"})
                .attr64(kFile)
                .subject64_ex(carol(1205))
                .return64(0, 5));
  // setppriv: the set before and after
  trail.add(T(clock.next(kSetppriv))
                .priv("Effective", "basic,sys_time")
                .priv("Effective", "basic")
                .subject64_ex(carol(1206))
                .return64(0, 0));
  // A privilege that was used
  trail.add(T(clock.next(kChown))
                .arg32(2, 102, "new file uid")
                .arg32(3, 10, "new file gid")
                .path("/export/home/carol/letter")
                .attr64(kFile)
                .subject64_ex(carol_as_root(1207))
                .upriv(true, "file_chown")
                .return64(0, 0));
  // A privilege that was missing
  trail.add(T(clock.next(kChown))
                .arg32(2, 0, "new file uid")
                .path("/etc/shadow")
                .subject64_ex(carol(1208))
                .upriv(false, "file_chown")
                .return64(kEperm, 0xffffffff00000000));
  // pfexec: a command with its environment, and the authorization it used
  trail.add(T(plain(clock.next(kProfileCommand)))
                .subject32_ex({.auid = 101, .pid = 1209, .port = 51022, .address = "192.0.2.44"})
                .path("/export/home/carol")
                .path("/usr/sbin/zonecfg")
                .cmd({"zonecfg", "-z", "web", "add net"}, {"HOME=/root", "EMPTY="})
                .uauth("solaris.zone.manage")
                .return32(0, 0));
  // setgroups: the old token of exactly 16 groups
  trail.add(T(plain(clock.next(kSetgroups)))
                .groups({10, 14, 102, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, kMinusOne})
                .subject32(carol(1210))
                .return32(0, 0));
  // Access control lists: the old entries,
  trail.add(T(clock.next(kAclset))
                .arg32(2, 9, "cmd")
                .acl(1, 101, 7)
                .acl(4, 10, 5)
                .path("/export/home/carol/letter")
                .attr64(kFile)
                .subject64_ex(carol(1211))
                .return64(0, 0));
  // and ZFS': who, what, flags, allow or deny
  trail.add(T(clock.next(kAclset))
                .ace(101, 0x1601bf, 0x1000, 0)
                .ace(kMinusOne, 0x20000, 0x4000, 1)
                .path("/export/home/carol/letter")
                .subject64_ex(carol(1211))
                .return64(0, 0));
  // inetd: where the connection came from
  trail.add(T(plain(clock.next(kInetd)))
                .subject32({.auid = kMinusOne, .pid = 310})
                .text("telnet")
                .tid(40123, 23, "192.0.2.99")
                .in_addr("192.0.2.99")
                .host("192.0.2.1")
                .iport(23)
                .return32(0, 0));
  // A service is created: its name, and the terminal over IPv6
  trail.add(T(plain(clock.next(kSmf)))
                .subject32_ex({.auid = 101, .pid = 1212, .port = 51023, .address = "2001:db8::44"})
                .uauth("solaris.smf.manage.ssh")
                .fmri("svc:/network/ssh:default")
                .return32(0, 0));
  // In a zone, with a sequence number, and the label of a trusted system
  trail.add(T(clock.next(kUnlinkat))
                .path("/export/home/carol/secret")
                .label(1, 5, {0x00000001, 0x80000000})
                .subject64_ex(carol(1213))
                .return64(0, 0)
                .zonename("web")
                .seq(4711));
  // exit: its status is an argument.
  trail.add(T(clock.next(kExit)).arg32(1, 0, "exit status").subject64_ex(carol(1201)).return64(0, 0));
  // Out
  trail.add(T(plain(clock.next(kLogout))).subject32(carol(1200)).text("logout carol").return32(0, 0));

  // The file token at the end names the trail after this one, and is 64 bits wide.
  trail.raw(T().file64(1709337600, 654321, "20240302000000.20240302120000.sol").tokens());
  return trail;
}

}  // namespace knox::test
