// Files of timesync, on any bytes: what is read of one is no more than the file, and its clocks answer for
// every tick, also when the file comes in two parts.
#include <cstdlib>

#include "knox/tracev3/bytes/little.h"
#include "knox/tracev3/file/timesync.h"

namespace {

using namespace knox;
using namespace knox::tracev3;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes(data, size);
  TimeTable table;
  const std::size_t used = table.add(bytes);
  require(used <= size && table.boots() <= size / 48 + 1);
  table.add(bytes.subspan(used));
  table.finish();
  for (std::size_t at = 0; at + 24 <= size; at += 4) {
    const Clock* const clock = table.find(uuid_of(bytes.subspan(at + 8)));
    if (clock == nullptr) continue;
    const auto tick = load_little<std::uint64_t>(data + at);
    for (const std::uint64_t ticks : {std::uint64_t{0}, tick, tick + 1, UINT64_MAX}) {
      const Clock::Moment moment = clock->at(ticks);
      require(clock->at(ticks).wall == moment.wall);
    }
  }
  return 0;
}
