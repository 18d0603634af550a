// An Event as bytes of its own, for who keeps it or gives it to another thread. They are good for this
// program while it runs, and for nothing else.
#pragma once

#include <cstdint>
#include <vector>

#include "knox/base/cursor.h"
#include "knox/linux_audit/assembly/assembly.h"

namespace knox::linux_audit {

// Replaces what is in `packed`.
void pack(const Event& event, std::vector<std::uint8_t>& packed);

// What was packed. The event borrows `lines`, which is filled anew, and the bytes.
Event unpack(Bytes packed, std::vector<Line>& lines);

}  // namespace knox::linux_audit
