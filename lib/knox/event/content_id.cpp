#include "knox/event/content_id.h"

#include "knox/base/out.h"

namespace knox::event {

std::string_view ContentId::of(Time time) noexcept {
  const std::uint64_t moment = time.seconds * 1'000'000'000 + time.nanoseconds;
  for (std::size_t i = 0; i < 16; ++i) {
    digits_[i] = kHexDigits[moment >> (60 - 4 * i) & 15];
    digits_[16 + i] = kHexDigits[hash_ >> (60 - 4 * i) & 15];
  }
  return {digits_.data(), digits_.size()};
}

}  // namespace knox::event
