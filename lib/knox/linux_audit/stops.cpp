#include "knox/linux_audit/stops.h"

namespace knox::linux_audit {

std::uint64_t Stops::load(const char* front, const char* block, const char* end) noexcept {
  const auto left = static_cast<std::size_t>(end - block);
  if (left >= kStopBlock) return stop_mask(block);
  if (left == 0) return 0;
  // A block that ends where the text does is read faster than one that has to be filled up.
  if (static_cast<std::size_t>(end - front) >= kStopBlock) {
    return stop_mask(end - kStopBlock) >> (kStopBlock - left);
  }
  char bytes[kStopBlock] = {};
  std::memcpy(bytes, block, left);
  return stop_mask(bytes) & ((std::uint64_t{1} << left) - 1);
}

}  // namespace knox::linux_audit
