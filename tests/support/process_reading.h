// Drives an input of processes over bytes in memory, as io::Reader does.
#pragma once

#include <string_view>

#include "knox/input/formats.h"

namespace knox::test {

inline void read_processes(input::Input& input, std::string_view bytes, const input::Input::Emit& emit) {
  using What = io::Step::What;
  io::Framer& framer = input.begin();
  while (!bytes.empty()) {
    const io::Step step = framer.next(as_bytes(bytes), true);
    if (step.what == What::kMore) break;
    if (step.what != What::kSkip) {
      input.take({.bytes = as_bytes(bytes.substr(0, step.size)), .cut = step.what == What::kCut}, emit);
    }
    bytes.remove_prefix(step.size);
  }
  input.finish(emit);
}

// Holds for every event, whatever it was made from.
inline bool is_sound(const input::Report& record) {
  using event::ProcessAct;
  const event::ProcessEvent& event = *record.event.act;
  const bool may_have_child = event.act == ProcessAct::kFork || event.act == ProcessAct::kExec;
  const bool has_end = event.exit_status || event.signal;
  return (event.act == ProcessAct::kExec) == (event.exec != nullptr) &&
         (event.act != ProcessAct::kFork || event.child) && (!event.child || may_have_child) &&
         (!has_end || event.act == ProcessAct::kExit) && event.exit_status.value_or(0) <= 255 &&
         !record.pieces.empty();
}

}  // namespace knox::test
