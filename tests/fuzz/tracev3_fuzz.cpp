// A tracev3 file, on any bytes: every event of it becomes an entry, in order where time is, no byte is lost
// without being accounted for, and reading it again gives the same.
#include <algorithm>
#include <cstdlib>
#include <string>

#include "knox/tracev3/event_stream.h"
#include "knox/tracev3/record_builder.h"

namespace {

using namespace knox;
using namespace knox::tracev3;

void require(bool holds) {
  if (!holds) std::abort();
}

struct Sum {
  std::uint64_t events = 0, text = 0, damages = 0;
  friend bool operator==(const Sum&, const Sum&) = default;
};

Sum read(Bytes bytes) {
  Sum sum;
  const auto on_damage = [&](const TraceDamage& damage) {
    ++sum.damages;
    require(damage.offset <= bytes.size() && damage.size <= bytes.size() - damage.offset);
  };
  auto file = TraceFile::open("fuzz", std::make_unique<io::MemoryAccess>(bytes));
  if (!file) return sum;
  (*file)->index({}, on_damage);
  std::vector<std::unique_ptr<TraceFile>> files;
  files.push_back(std::move(*file));
  TimeTable times;
  times.finish();
  EventStream stream(std::move(files), times, true, on_damage);
  StringStore strings({});
  RecordBuilder builder(strings, false);
  for (Event event; stream.next(event);) {
    ++sum.events;
    if (builder.begin(event) != nullptr)
      sum.text += builder.complete(event, stream).message.value_or("").size();
  }
  const TraceAccount account = stream.account();
  require(account.bytes == bytes.size() && account.skipped + account.passed <= account.bytes);
  require((account.damages == 0) == (sum.damages == 0));
  return sum;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes(data, size);
  require(read(bytes) == read(bytes));
  return 0;
}
