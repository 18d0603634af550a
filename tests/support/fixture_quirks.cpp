#include "support/fixtures.h"

namespace knox::test {

namespace {

using T = RecordBuilder;

Strings numbered(const std::string& prefix, int count) {
  Strings list;
  for (int i = 1; i <= count; ++i) list.push_back(prefix + std::to_string(i));
  return list;
}

// Records that end too early, and are sound nevertheless.
void ends(TrailBuilder& trail, Clock& clock, const std::string& ipv4, const std::string& ipv6) {
  const auto at = [](Header header, const std::string& host) {
    header.host = host;
    return header;
  };
  // No trailer
  trail.add(T(clock.next(kStat)).path("/no/trailer").subject32(alice(700)).return32(0, 0).no_trailer());
  // Nothing but a header
  trail.add(T(clock.next(kStat)).no_trailer());
  // A header and a trailer
  trail.add(T(clock.next(kStat)));
  // xnu, host over IPv4: 8 bytes short, the trailer and the last byte of the return are gone.
  trail.add(T(at(clock.next(kStat), ipv4))
                .path("/short/by/8")
                .subject32(alice(701))
                .return32(kEnoent, kMinusOne)
                .xnu_short());
  // xnu, host over IPv6: 20 bytes short, the return and the subject's last 7 bytes are gone too.
  trail.add(T(at(clock.next(kStat), ipv6))
                .path("/short/by/20")
                .subject32(alice(702))
                .return32(kEnoent, kMinusOne)
                .xnu_short());
  // 8 bytes short, with an identity: it is the token that is cut.
  trail.add(T(at(clock.next(kStat), ipv4))
                .path("/short/by/8")
                .subject32(alice(703))
                .return32(0, 0)
                .identity(apple("com.apple.ls"))
                .xnu_short());
  // 20 bytes short, with an identity
  trail.add(T(at(clock.next(kStat), ipv6))
                .path("/short/by/20")
                .subject32(alice(704))
                .return32(0, 0)
                .identity(apple("com.apple.ls"))
                .xnu_short());
  // A header_ex that is as long as it says, for comparison
  trail.add(T(at(clock.next(kStat), ipv4)).path("/whole").subject32(alice(705)).return32(0, 0));
}

// Counts that are large, zero, or wrong.
void counts(TrailBuilder& trail, Clock& clock) {
  // 200 arguments and 150 variables, more than OpenBSM shows
  trail.add(T(clock.next(kExecve))
                .exec_args(numbered("arg", 200))
                .exec_env(numbered("VAR=", 150))
                .path("/bin/echo")
                .path("/bin/echo")
                .subject32(alice(710))
                .return32(0, 0));
  // Five arguments promised, three present, other tokens after them
  trail.add(T(clock.next(kExecve))
                .u8(0x3c)
                .u32(5)
                .strings({"tar", "-cf", "cut.tar"})
                .raw(found_program("/usr/bin/tar"))
                .subject32(alice(711))
                .return32(0, 0));
  // Five arguments promised, three present, and nothing but the trailer after them
  trail.add(T(clock.next(kExecve))
                .path("/usr/bin/tar")
                .subject32(alice(712))
                .return32(0, 0)
                .u8(0x3c)
                .u32(5)
                .strings({"tar", "-cf", "cut.tar"}));
  // No arguments at all, an empty environment
  trail.add(T(clock.next(kExecve))
                .exec_args({})
                .exec_env({})
                .path("/bin/true")
                .subject32(alice(713))
                .return32(0, 0));
  // 20 groups, more than OpenBSM reads
  trail.add(T(clock.next(kSetgroups))
                .newgroups({20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 33, 61, 79, 80, 81, 98, 701})
                .subject32(alice(714))
                .return32(0, 0));
  // Zero groups
  trail.add(T(clock.next(kSetgroups)).newgroups({}).subject32(alice(715)).return32(0, 0));
}

// Strings that are empty, lack their NUL, or have too many.
void strings(TrailBuilder& trail, Clock& clock) {
  // Empty: a NUL alone
  trail.add(T(clock.next(kExecve))
                .exec_args({"", "a", ""})
                .path("")
                .text("")
                .arg32(1, 0, "")
                .subject32(alice(720))
                .return32(0, 0));
  // Emptier: not even a NUL
  trail.add(T(clock.next(kStat))
                .u8(0x23)
                .counted("")
                .u8(0x28)
                .counted("")
                .subject32(alice(721))
                .return32(0, 0)
                .identity({}));
  // Without the NUL at the end
  trail.add(T(clock.next(kStat))
                .u8(0x23)
                .counted("/no/nul")
                .u8(0x28)
                .counted("no nul")
                .u8(0x2d)
                .u8(1)
                .u32(7)
                .counted("value")
                .subject32(alice(722))
                .return32(0, 0));
  // With NULs inside, and two at the end
  trail.add(T(clock.next(kStat))
                .path(std::string_view("/a\0b", 4))
                .text(std::string_view("twice\0", 6))
                .subject32(alice(723))
                .return32(0, 0));
  // A local socket with the longest name, and one without a name
  trail.add(T(clock.next(kConnect))
                .sockunix(1, "/tmp/" + std::string(98, 's'))
                .sockunix(1, "")
                .subject32(alice(724))
                .return32(0, 0));
}

// Every unit of data in every way to print it. The values show a byte order that is wrong.
void data(TrailBuilder& trail, Clock& clock) {
  const auto in_all_ways = [&](Unit unit, const std::vector<std::uint64_t>& values) {
    T record(clock.next(kIoctl));
    for (const Print how : {Print::kBinary, Print::kOctal, Print::kDecimal, Print::kHex, Print::kString}) {
      record.data(how, unit, values);
    }
    trail.add(record.subject32(alice(730)).return32(0, 0));
  };
  // Bytes, with a NUL and one that is not ASCII
  in_all_ways(Unit::kByte, {'K', 'n', 0, 'x', 0xff});
  // Shorts
  in_all_ways(Unit::kShort, {1, 0x0102, 0xfffe});
  // Ints
  in_all_ways(Unit::kInt, {1, 0x01020304, 0xfffffffe});
  // Longs
  in_all_ways(Unit::kLong, {5, 0x0102030405060708, 0xfffffffffffffffe});
  // None of them, and a way to print that does not exist
  trail.add(T(clock.next(kIoctl))
                .data(Print::kHex, Unit::kInt, {})
                .data(static_cast<Print>(9), Unit::kByte, {1, 2})
                .opaque("")
                .subject32(alice(731))
                .return32(0, 0));
}

// Values at the edge of what their fields hold.
void values(TrailBuilder& trail, Clock& clock) {
  // An event and a modifier that nobody defined
  Header unknown = clock.next(65535);
  unknown.modifier = 0xffff;
  trail.add(T(unknown).subject32(alice(740)).return32(0, 0));
  // The last second of 32 bits, and 1234 milliseconds
  trail.add(
      T({.event = kStat, .seconds = 0xffffffff, .fraction = 1234}).subject32(alice(741)).return32(0, 0));
  // The last second of 64 bits
  trail.add(T({.event = kStat, .seconds = 0xffffffffffffffff, .fraction = 999, .wide = true})
                .subject32(alice(742))
                .return32(0, 0));
  // The first second
  trail.add(T({.event = kStat}).subject32(alice(743)).return32(0, 0));
  // Ids that are negative, an errno that nobody defined, a negative value
  trail.add(T(clock.next(kOpen))
                .attr32({.mode = kMinusOne,
                         .uid = kMinusOne,
                         .gid = 0xfffffffe,
                         .fsid = kMinusOne,
                         .node = 0xffffffffffffffff,
                         .device = kMinusOne})
                .subject32({kMinusOne, 0xfffffffe, 0xfffffffe, kMinusOne, kMinusOne, 99999, kMinusOne})
                .return32(99, 0x80000000));
  // The same in 64 bits
  trail.add(T(clock.next(kOpen))
                .arg64(1, 0xffffffffffffffff, "value")
                .subject64({.auid = kMinusOne, .pid = 1, .port = 0xffffffffffffffff})
                .return64(kFailed, 0xffffffffffffffff));
  // Two subjects and two returns
  trail.add(T(clock.next(kOpen))
                .subject32(alice(744))
                .subject32_ex(alice_as_root(745))
                .return32(0, 1)
                .return64(kEperm, 2));
  // Nobody at all: a return, and nothing else
  trail.add(T(clock.next(kAuditStartup)).return32(0, 0));
}

}  // namespace

TrailBuilder quirks() {
  TrailBuilder trail;
  Clock clock({.seconds = 1709294400, .fraction = 500});  // 2024-03-01 12:00:00 UTC
  ends(trail, clock, "192.0.2.1", "2001:db8::1");
  counts(trail, clock);
  strings(trail, clock);
  data(trail, clock);
  values(trail, clock);
  return trail;
}

}  // namespace knox::test
