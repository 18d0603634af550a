#include "support/fixtures.h"

namespace knox::test {

namespace {

using T = RecordBuilder;

constexpr std::string_view kUuid = "\x12\x34\x56\x78\x9a\xbc\x4d\xef\x80\x01\x02\x03\x04\x05\x06\x07";
constexpr std::uint64_t kStart = 1715677923;  // 2024-05-14 09:12:03 UTC

// A record around the one token it is there for.
class Records {
 public:
  // As OpenBSM's systems write it
  void bsd(std::uint16_t event, const T& token) {
    trail_.add(T(clock_.next(event)).raw(token.tokens()).subject32(alice(612)).return32(0, 0));
  }
  // A token that comes after the return; or one of unknown length, which is last for everybody's sake.
  void after_return(std::uint16_t event, const T& token) {
    trail_.add(T(clock_.next(event)).subject32(alice(612)).return32(0, 0).raw(token.tokens()));
  }
  // A token that takes the place of the subject
  void subject(std::uint16_t event, const T& token) {
    trail_.add(T(clock_.next(event)).raw(token.tokens()).return32(0, 0));
  }
  // A token that takes the place of the return
  void result(std::uint16_t event, const T& token) {
    trail_.add(T(clock_.next(event)).subject32(alice(612)).raw(token.tokens()));
  }
  // As Solaris writes it
  void solaris(std::uint16_t event, const T& token) {
    trail_.add(T(solaris_header(event)).raw(token.tokens()).subject32(alice(612)).return32(0, 0));
  }
  void solaris_after_return(std::uint16_t event, const T& token) {
    trail_.add(T(solaris_header(event)).subject32(alice(612)).return32(0, 0).raw(token.tokens()));
  }
  // A header of its own
  void header(const Header& header) { trail_.add(T(header).subject32(alice(612)).return32(0, 0)); }
  // A token without a record
  void alone(const T& token) { trail_.raw(token.tokens()); }

  const TrailBuilder& trail() const { return trail_; }

 private:
  Header solaris_header(std::uint16_t event) {
    Header header = clock_.next(event);
    header.version = 2;
    header.fraction = header.fraction * 1'000'000 + 654'321;
    return header;
  }

  TrailBuilder trail_;
  Clock clock_{{.seconds = kStart}};
};

void headers_and_files(Records& records) {
  // file32, alone
  records.alone(T().file32(kStart, 250, "/var/audit/20240513000000.20240514091203"));
  // header32 of OpenBSM: milliseconds
  records.header({.event = kStat, .seconds = kStart, .fraction = 789, .modifier = 0x4000});
  // header32 of an older OpenBSM
  records.header({.event = kStat, .seconds = kStart, .fraction = 789, .version = 10});
  // header32 of old Darwin
  records.header({.event = kStat, .seconds = kStart, .fraction = 789, .version = 1});
  // header32 of Solaris: nanoseconds
  records.header({.event = kStat, .seconds = kStart, .fraction = 123456789, .version = 2});
  // header32_ex, IPv4
  records.header({.event = kStat, .seconds = kStart, .fraction = 789, .host = "10.0.0.7"});
  // header32_ex, IPv6
  records.header({.event = kStat, .seconds = kStart, .fraction = 789, .host = "2001:db8::7"});
  // header64
  records.header({.event = kStat, .seconds = kStart, .fraction = 123456789, .version = 2, .wide = true});
  // header64_ex, IPv4
  records.header(
      {.event = kStat, .seconds = kStart, .fraction = 789, .version = 11, .wide = true, .host = "10.0.0.7"});
  // header64_ex, IPv6
  records.header(
      {.event = kStat, .seconds = kStart, .fraction = 1, .version = 2, .wide = true, .host = "2001:db8::7"});
  // file32, inside of a record
  records.bsd(kAuditRecovery, T().file32(kStart, 5, "/var/audit/current"));
  // seq
  records.after_return(kStat, T().seq(4000000001));
  // zonename
  records.bsd(kStat, T().zonename("www"));
  // host
  records.solaris(kInetd, T().host("10.0.0.7"));
}

void people(Records& records) {
  Subject far = alice(612);
  far.port = 51022;
  far.address = "10.1.2.3";
  Subject far6 = far;
  far6.address = "2001:db8::17";
  Subject wide = far;
  wide.port = 0x123456789abcdef0;
  Subject wide6 = far6;
  wide6.port = wide.port;

  // subject32
  records.subject(kSetuid, T().arg32(1, 0, "uid").subject32(far));
  // subject64
  records.subject(kSetuid, T().arg32(1, 0, "uid").subject64(wide));
  // subject32_ex, IPv4
  records.subject(kSetuid, T().arg32(1, 0, "uid").subject32_ex(far));
  // subject32_ex, IPv6
  records.subject(kSetuid, T().arg32(1, 0, "uid").subject32_ex(far6));
  // subject64_ex, IPv4
  records.subject(kSetuid, T().arg32(1, 0, "uid").subject64_ex(wide));
  // subject64_ex, IPv6
  records.subject(kSetuid, T().arg32(1, 0, "uid").subject64_ex(wide6));
  // process32
  records.bsd(kKill, T().process32(root(1)));
  // process64
  records.bsd(kKill, T().process64(wide));
  // process32_ex, IPv4
  records.bsd(kKill, T().process32_ex(far));
  // process32_ex, IPv6
  records.bsd(kKill, T().process32_ex(far6));
  // process64_ex, IPv4
  records.bsd(kKill, T().process64_ex(wide));
  // process64_ex, IPv6
  records.bsd(kKill, T().process64_ex(wide6));
  // groups, the old token: sixteen of them
  records.solaris(kSetgroups, T().groups({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}));
  // newgroups
  records.bsd(kSetgroups, T().newgroups({20, 12, 61, 80}));
  // label, of two words
  records.solaris(kOpen, T().label(1, 6, {0x80000000, 0x00000001}));
  // priv: a set of privileges
  records.solaris(kSetppriv, T().priv("Inheritable", "basic,proc_owner"));
  // upriv: a privilege that was used
  records.solaris(kSetuid, T().upriv(true, "proc_setid"));
  // uauth: an authorization that was used
  records.solaris(kModifyUser, T().uauth("solaris.user.manage"));
  // liaison
  records.solaris(kModifyUser, T().liaison(4242));
  // tid, IPv4
  records.solaris(kLogin, T().tid(51022, 22, "10.1.2.3"));
  // tid, IPv6
  records.solaris(kLogin, T().tid(51022, 22, "2001:db8::17"));
  // rights, of capsicum
  records.bsd(kEvent43202, T().rights(0x020000000000000f, 0x0400000000000000));
  // identity, of Apple's
  records.after_return(kStat, T().identity(apple("com.apple.ls")));
  // krb5_principal
  records.bsd(kAuthUser, T().krb5_principal({"alice@EXAMPLE.COM", "host/mac.example.com@EXAMPLE.COM"}));
  // cert_hash
  records.bsd(kAuthUser, T().cert_hash({"2FD4E1C67A2D28FCED849EE1BB76E7391B93EB12"}));
}

void requests(Records& records) {
  // arg32
  records.bsd(kChmod, T().arg32(2, 0100644, "new file mode"));
  // arg64
  records.bsd(kSessionStart, T().arg64(1, 0x8000000000000030, "sflags"));
  // arg_uuid
  records.bsd(kOpen, T().arg_uuid(1, kUuid, "object"));
  // exec_args
  records.bsd(kExecve, T().exec_args({"ls", "-l", "My Documents"}));
  // exec_env
  records.bsd(kExecve, T().exec_env({"HOME=/Users/alice", "TERM=xterm-256color"}));
  // cmd
  records.solaris(kProfileCommand, T().cmd({"useradd", "-m", "dave"}, {"HOME=/root"}));
  // text
  records.bsd(kSu, T().text("successful authentication"));
  // opaque
  records.bsd(kIoctl, T().opaque(std::string_view("\x00\x01\xfe\xff", 4)));
  // data: bytes in hexadecimal
  records.bsd(kIoctl, T().data(Print::kHex, Unit::kByte, {0xde, 0xad, 0xbe, 0xef}));
  // data: shorts in octal
  records.bsd(kIoctl, T().data(Print::kOctal, Unit::kShort, {0755, 0x0102}));
  // data: ints in decimal
  records.bsd(kIoctl, T().data(Print::kDecimal, Unit::kInt, {1, 0x01020304}));
  // data: longs in binary
  records.bsd(kIoctl, T().data(Print::kBinary, Unit::kLong, {5, 0x0102030405060708}));
  // data: bytes as a string
  records.bsd(kIoctl, T().data(Print::kString, Unit::kByte, {'h', 'e', 'l', 'l', 'o'}));
  // fmri
  records.solaris(kSmf, T().fmri("svc:/system/auditd:default"));
  // return32
  records.result(kOpenRead, T().return32(kEacces, kMinusOne));
  // return64
  records.result(kOpenRead, T().return64(0, 0x0000000300000004));
  // return_uuid
  records.result(kOpenRead, T().return_uuid(0, kUuid, "object"));
  // exit
  records.bsd(kExit, T().exit(256, 1));
}

void files_and_ipc(Records& records) {
  const Attr attr{.mode = 0104755,
                  .uid = 0,
                  .gid = 80,
                  .fsid = 16777229,
                  .node = 0x1122334455667788,
                  .device = 0x0000000500000006};
  const Attr old{.mode = 0100644, .uid = 1, .gid = 2, .fsid = 3, .node = 4, .device = 5};

  // path
  records.bsd(kOpenRead, T().path("/private/etc/hosts"));
  // xatpath
  records.solaris(kOpenatRead, T().xatpath({"SUNWattr_ro", "SUNWattr_rw"}));
  // attr, the old token
  records.solaris(kOpenRead, T().attr(old));
  // attr32
  records.bsd(kOpenRead, T().attr32(attr));
  // attr64
  records.bsd(kOpenRead, T().attr64(attr));
  // acl
  records.solaris(kAclset, T().acl(1, 101, 6));
  // ace
  records.solaris(kAclset, T().ace(101, 0x1601bf, 0x1000, 1));
  // ipc: a message queue
  records.bsd(kMsgget, T().ipc(1, 65536));
  // ipc: a semaphore
  records.bsd(kSemget, T().ipc(2, 65537));
  // ipc: shared memory
  records.bsd(kShmget, T().ipc(3, 65538));
  // ipc_perm
  records.bsd(kShmctlSet, T().ipc_perm({501, 20, 502, 21, 0600, 3, 0x6b6e6f78}));
}

void network(Records& records) {
  // in_addr
  records.bsd(kConnect, T().in_addr("192.0.2.80"));
  // in_addr_ex, IPv4
  records.bsd(kConnect, T().in_addr_ex("192.0.2.80"));
  // in_addr_ex, IPv6
  records.bsd(kConnect, T().in_addr_ex("2001:db8::80"));
  // ip: a header of IPv4
  records.bsd(kSendto, T().ip({.tos = 0x10,
                               .length = 84,
                               .id = 0x1c46,
                               .offset = 0x4000,
                               .ttl = 63,
                               .protocol = 17,
                               .checksum = 0xb1e6,
                               .source = "10.0.0.7",
                               .destination = "192.0.2.80"}));
  // iport
  records.bsd(kBind, T().iport(8080));
  // socket: 14 bytes, OpenBSM's
  records.bsd(kConnect, T().socket(2, {"10.0.0.7", 51022}, {"192.0.2.80", 443}));
  // socket: 8 bytes, Solaris'
  records.solaris(kConnect, T().socket_solaris(2, {"192.0.2.80", 443}));
  // socket_ex, IPv4
  records.bsd(kConnect, T().socket_ex(2, 2, {"10.0.0.7", 51022}, {"192.0.2.80", 443}));
  // socket_ex, IPv6
  records.bsd(kConnect, T().socket_ex(26, 2, {"2001:db8::7", 51022}, {"2001:db8::80", 443}));
  // sockinet32
  records.bsd(kConnect, T().sockinet32(2, {"192.0.2.80", 443}));
  // sockinet128
  records.bsd(kConnect, T().kernel_sockinet128(26, {"2001:db8::80", 443}));
  // sockunix
  records.bsd(kConnect, T().sockunix(1, "/var/run/syslog"));
}

void windows(Records& records) {
  // xatom
  records.solaris(kIoctl, T().xatom("_NET_WM_NAME"));
  // xselect
  records.solaris(kIoctl, T().xselect("PRIMARY", "STRING", "copied text"));
  // xcolormap
  records.solaris(kIoctl, T().xobject(XObject::kColormap, 0x1a00001, 501));
  // xcursor
  records.solaris(kIoctl, T().xobject(XObject::kCursor, 0x1a00002, 501));
  // xfont
  records.solaris(kIoctl, T().xobject(XObject::kFont, 0x1a00003, 501));
  // xgc
  records.solaris(kIoctl, T().xobject(XObject::kGc, 0x1a00004, 501));
  // xpixmap
  records.solaris(kIoctl, T().xobject(XObject::kPixmap, 0x1a00005, 501));
  // xproperty
  records.solaris(kIoctl, T().xproperty(0x1a00006, 501, "WM_CLASS"));
  // xwindow
  records.solaris(kIoctl, T().xobject(XObject::kWindow, 0x1a00007, 501));
  // xclient
  records.solaris(kIoctl, T().xclient(0x1a));
}

// Tokens that have an id and no layout that is known: eight bytes each.
void unknown(Records& records) {
  const std::string_view bytes = "\x01\x02\x03\x04\x05\x06\x07\x08";
  // oheader
  records.solaris_after_return(kStat, T().u8(0x12).raw(bytes));
  // slabel
  records.solaris_after_return(kStat, T().u8(0x36).raw(bytes));
  // clearance
  records.solaris_after_return(kStat, T().u8(0x37).raw(bytes));
  // xobj
  records.solaris_after_return(kStat, T().u8(0x41).raw(bytes));
  // xproto
  records.solaris_after_return(kStat, T().u8(0x42).raw(bytes));
  // server64
  records.solaris_after_return(kStat, T().u8(0x76).raw(bytes));
  // 0xc5: nobody's
  records.after_return(kStat, T().u8(0xc5).raw(bytes));
}

}  // namespace

TrailBuilder every_token() {
  Records records;
  headers_and_files(records);
  people(records);
  requests(records);
  files_and_ipc(records);
  network(records);
  windows(records);
  unknown(records);
  // file64, alone
  records.alone(T().file64(kStart + 60, 654321, "/var/audit/20240514091203.20240515000000"));
  return records.trail();
}

}  // namespace knox::test
