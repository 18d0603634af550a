// What follows processes, on any bytes as both kinds of input: every event is sound, no byte is handed out
// that was not read, and the tree stays as small as it has to be. The first byte chooses what is followed.
#include <cstdlib>

#include "knox/event/process_tree.h"
#include "knox/event/recent_records.h"
#include "support/process_reading.h"

namespace {

using namespace knox;

constexpr std::size_t kMost = 8;

void require(bool holds) {
  if (!holds) std::abort();
}

void follow(input::ProcessInput& input, std::string_view bytes, std::uint8_t choice) {
  event::ProcessTree tree((choice & 1) != 0, kMost);
  event::RecentRecords recent;
  std::size_t handed_out = 0;
  test::read_processes(input, bytes, [&](const input::ProcessRecord& record) {
    require(test::is_sound(record));
    for (const std::string_view piece : record.pieces) handed_out += piece.size();
    const bool is_root = record.event.process.pid % 8 == choice / 2 % 8;
    const auto taken = tree.take(
        record.event, is_root ? event::ProcessTree::Root::kCommand : event::ProcessTree::Root::kNone);
    require(tree.size() <= kMost);
    if (taken.new_child) recent.take(*record.event.child, record.event.time, [](std::string_view) {});
    if (!taken.followed) recent.add(record.event, record.pieces.front());
  });
  require(handed_out <= bytes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes = as_chars({data + 1, size - 1});
  for (const bool acts_only : {false, true}) {
    follow(*input::make_bsm_process_input({.acts_only = acts_only}), bytes, data[0]);
    follow(*input::make_linux_process_input({.acts_only = acts_only}), bytes, data[0]);
  }
  return 0;
}
