#include "support/fixtures.h"

namespace knox::test {

TrailBuilder damaged() {
  using T = RecordBuilder;
  TrailBuilder trail;
  Clock clock({.seconds = 1709294400, .fraction = 500});  // 2024-03-01 12:00:00 UTC
  int number = 0;
  const auto sound = [&] {
    return T(clock.next(kStat))
        .path("/sound/" + std::to_string(++number))
        .subject32(alice(800))
        .return32(0, 0);
  };
  const auto broken = [&](std::string_view what) {
    return T(clock.next(kStat)).path("/broken/" + std::string(what)).subject32(alice(801)).return32(0, 0);
  };
  const auto around = [&](const T& token) {
    return T(clock.next(kStat))
        .path("/broken/token")
        .raw(token.tokens())
        .subject32(alice(801))
        .return32(0, 0);
  };

  // A sound record; there is one between all that follows.
  trail.add(sound());
  // Two stray bytes, one of which looks like the start of a record
  trail.raw("\x99\x14").add(sound());
  // A block of zeros, as a crash leaves it behind
  trail.raw(std::string(64, '\0')).add(sound());
  // A line of text
  trail.raw("Mar  1 12:00:01 mac kernel: panic\n").add(sound());
  // A size that is too small: it ends within the path.
  trail.add(broken("size/small").header_size(30)).add(sound());
  // A size that is smaller than any header
  trail.add(broken("size/tiny").header_size(4)).add(sound());
  // A size that reaches into the record after it
  trail.add(broken("size/large").header_size(120)).add(sound());
  // A size of 2 GiB
  trail.add(broken("size/huge").header_size(0x7fffffff)).add(sound());
  // A size of 0
  trail.add(broken("size/zero").header_size(0)).add(sound());
  // A trailer with the wrong magic number
  trail.add(broken("trailer/magic").trailer_magic(0xb106)).add(sound());
  // A trailer with the wrong size
  trail.add(broken("trailer/size").trailer_size(77)).add(sound());
  // A token that nobody knows, in the middle of a record
  trail.add(around(T().u8(0xc5).u32(0x01020304))).add(sound());
  // A path whose length runs over the end of the record
  trail.add(around(T().u8(0x23).u16(0xffff).raw("/broken/length"))).add(sound());
  // Four thousand million arguments
  trail.add(around(T().u8(0x3c).u32(kMinusOne).strings({"broken", "count"}))).add(sound());
  // An address of a kind that does not exist
  trail.add(around(T().u8(0x7e).u32(7).raw("\1\2\3\4\5\6\7"))).add(sound());
  // A file token whose name has been cut
  trail.raw(T().u8(0x11).u32(1709294400).u32(0).u16(4000).raw("/broken/file").tokens()).add(sound());
  // The last record, cut in its subject
  const std::string last = broken("last").finish();
  trail.raw(last.substr(0, last.size() / 2));
  return trail;
}

}  // namespace knox::test
