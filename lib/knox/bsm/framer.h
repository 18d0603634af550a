// Finds the records in a BSM trail, and finds them again after damage.
//
// A record is believed when its trailer stands where its header says. Without a trailer (some writers leave
// it out, the kernel of macOS cuts it off) it is believed when another record, or the end of the trail,
// follows at once and its tokens do not contradict. Otherwise the bytes up to the next record that is
// believed are damage: nothing is taken on trust, and no size from the trail is ever allocated.
#pragma once

#include "knox/io/framer.h"

namespace knox::bsm {

// Kernels write at most 32,767 bytes. A record made from Linux Audit data can carry the 6 MiB of arguments
// that an execve(2) may have there.
inline constexpr std::size_t kMaxRecord = 8 * 1024 * 1024;

class TrailFramer final : public io::Framer {
 public:
  io::Step next(Bytes unread, bool final) override;
  std::size_t max_frame() const override { return kMaxRecord; }

 private:
  bool lost_ = false;  // the last bytes were damage, and the next record has not been found yet
  Error why_;          // what was wrong where the damage began
};

// The smallest record and file token have at most as many bytes. Of fewer nobody can tell whether they are
// the beginning of one.
inline constexpr std::size_t kEnoughToTell = 20;

// Whether these bytes, the first of an input, can be a trail: they are a record or a file token, or
// kEnoughToTell bytes or more that begin one.
bool looks_like_trail(Bytes front);

// Whether a record that its trailer proves, with another one or the end right after it, is in these bytes.
bool holds_record(Bytes bytes);

}  // namespace knox::bsm
