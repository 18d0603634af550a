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

void follow(input::Input& input, std::string_view bytes, std::uint8_t choice) {
  event::ProcessTree tree((choice & 1) != 0, kMost);
  event::RecentRecords recent;
  std::size_t handed_out = 0;
  test::read_processes(input, bytes, [&](const input::Report& record) {
    require(test::is_sound(record));
    const event::ProcessEvent& act = *record.event.act;
    for (const std::string_view piece : record.pieces) handed_out += piece.size();
    const bool is_root = act.process.pid % 8 == choice / 2 % 8;
    const auto taken =
        tree.take(act, is_root ? event::ProcessTree::Root::kCommand : event::ProcessTree::Root::kNone);
    require(tree.size() <= kMost);
    if (taken.new_child) recent.take(*act.child, act.time, [](std::string_view) {});
    if (!taken.followed) recent.add(act, record.pieces.front());
  });
  require(handed_out <= bytes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes = as_chars({data + 1, size - 1});
  for (const input::Wanted wanted : {input::Wanted::kProcesses, input::Wanted::kActs}) {
    follow(*input::make_bsm_input({.wanted = wanted}), bytes, data[0]);
    follow(*input::make_linux_input({.wanted = wanted}), bytes, data[0]);
  }
  return 0;
}
