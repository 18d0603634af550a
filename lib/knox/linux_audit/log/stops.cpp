#include "knox/linux_audit/log/stops.h"

namespace knox::linux_audit {

std::uint64_t Stops::load(const char* front, const char* block, const char* end) noexcept {
  return mask_before(front, block, end,
                     [](const char* bytes) KNOX_INLINE_LAMBDA { return stop_mask(bytes); });
}

}  // namespace knox::linux_audit
