#include "knox/event/content_id.h"

#include "knox/base/out.h"

namespace knox::event {

std::string_view ContentId::of(Time time) noexcept {
  const std::uint64_t moment = time.seconds * 1'000'000'000 + time.nanoseconds;
  char* at = id_.data();
  for (const std::uint64_t part : {moment, hash_}) {
    for (int shift = 60; shift >= 0; shift -= 4) *at++ = kHexDigits[part >> shift & 15];
  }
  Seen& seen = seen_[hash_ % seen_.size()];
  if (seen.hash != hash_ || seen.moment != moment) seen = {hash_, moment, 0};
  if (++seen.count > 1) {
    *at++ = '-';
    at = put_decimal(at, seen.count);
  }
  return {id_.data(), static_cast<std::size_t>(at - id_.data())};
}

}  // namespace knox::event
