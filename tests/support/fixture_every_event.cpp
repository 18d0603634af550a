#include "support/fixtures.h"

namespace knox::test {

namespace {

// Every number that some system gives to an event, and some that none does.
constexpr std::pair<unsigned, unsigned> kBands[] = {{0, 370},       {6100, 6700},   {7000, 7010},
                                                    {9000, 9100},   {32768, 32810}, {43000, 43280},
                                                    {44000, 44010}, {44890, 45040}};

}  // namespace

// Each record has what the meaning of an event can be asked for: two files, a text with a quoted and a last
// word, an address, and a process that is somebody else's.
TrailBuilder every_event() {
  TrailBuilder trail;
  Clock clock({.seconds = 1715677923});
  for (const auto& [first, last] : kBands) {
    for (unsigned number = first; number <= last; ++number) {
      trail.add(RecordBuilder(clock.next(static_cast<std::uint16_t>(number)))
                    .path("/first")
                    .path("/second")
                    .attr32(file("/second"))
                    .text("a 'quoted' last")
                    .sockinet32(2, {.address = "192.0.2.1", .port = 443})
                    .process32(root(7))
                    .subject32(alice_as_root(612))
                    .return32(0, 0));
    }
  }
  return trail;
}

}  // namespace knox::test
