#include "knox/bsm/record_id.h"

#include <algorithm>
#include <bit>

#include "knox/base/inline.h"
#include "knox/base/out.h"

namespace knox::bsm {

namespace {

constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c15u;

KNOX_INLINE std::uint64_t step(std::uint64_t lane, const std::uint8_t* word) noexcept {
  return std::rotl(lane ^ load_big<std::uint64_t>(word), 29) * kFactor;
}

std::uint64_t mix(std::uint64_t word) noexcept {
  word *= kFactor;
  return word ^ word >> 32;
}

bool is_harmless(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == ':' ||
         c == '_' || c == '-';
}

}  // namespace

// In four lanes, since a multiplication waits for the one before it. They begin with digits of pi. The last
// step takes the last bytes, some of them for the second time, so that there is no rest.
std::uint64_t hash_of(Bytes bytes) noexcept {
  constexpr std::size_t kStep = 4 * sizeof(std::uint64_t);
  std::array<std::uint8_t, kStep> padded{};
  const std::size_t size = bytes.size();
  if (size < kStep) {
    std::ranges::copy(bytes, padded.begin());
    bytes = padded;
  }
  std::uint64_t a = 0x243f6a8885a308d3u, b = 0x13198a2e03707344u;
  std::uint64_t c = 0xa4093822299f31d0u, d = 0x082efa98ec4e6c89u;
  const auto take = [&](const std::uint8_t* at) KNOX_INLINE_LAMBDA {
    a = step(a, at);
    b = step(b, at + 8);
    c = step(c, at + 16);
    d = step(d, at + 24);
  };
  const std::uint8_t* const last = bytes.data() + bytes.size() - kStep;
  for (const std::uint8_t* at = bytes.data(); at < last; at += kStep) take(at);
  take(last);
  return mix(mix(mix(mix(size ^ a) ^ b) ^ c) ^ d);
}

void RecordIds::begin_second(std::string_view host, std::uint64_t seconds) {
  host_ = host;
  char* at = id_.data();
  for (const char c : host.substr(0, kMaxHost)) *at++ = is_harmless(c) ? c : '_';
  if (!host.empty()) *at++ = '-';
  at = put_hex(at, seconds);
  *at++ = '.';
  second_size_ = static_cast<std::size_t>(at - id_.data());
}

void RecordIds::begin_prefix(Time time, int digits, std::string_view host) {
  if (moment_ == 0 || time.seconds != time_.seconds || host != host_) begin_second(host, time.seconds);
  if (moment_ == 0 || time != time_ || !first_) ++moment_;
  if (!first_) first_ = time;
  time_ = time;
  digits_ = digits;
  std::uint32_t fraction = time.nanoseconds;
  for (int dropped = 9; dropped > digits; dropped -= 3) fraction /= 1000;
  char* const at = id_.data() + second_size_ + digits;
  for (int i = 1; i <= digits; ++i, fraction /= 10) at[-i] = static_cast<char>('0' + fraction % 10);
  *at = '-';
  prefix_size_ = second_size_ + static_cast<std::size_t>(digits) + 1;
}

// How often it was seen at this time; of more than a few hundred records of one time the oldest are
// forgotten.
unsigned RecordIds::count(std::uint64_t hash) {
  Seen& seen = seen_[hash % seen_.size()];
  if (seen.moment != moment_ || seen.hash != hash) seen = {hash, moment_, 0};
  return ++seen.count;
}

void RecordIds::begin_part() noexcept {
  first_.reset();
}

bool RecordIds::follow(const RecordIds& before) {
  if (!first_) {
    *this = before;
    return true;
  }
  return before.moment_ == 0 || before.time_ != *first_;
}

std::string_view RecordIds::of(Bytes record, Time time, int digits, std::string_view host) {
  if (!first_ || time != time_ || digits != digits_ || host != host_) begin_prefix(time, digits, host);
  const std::uint64_t hash = hash_of(record);
  char* at = put_all_hex(id_.data() + prefix_size_, hash);
  if (const unsigned nth = count(hash); nth > 1) [[unlikely]] {
    *at++ = '-';
    at = put_decimal(at, nth);
  }
  return {id_.data(), static_cast<std::size_t>(at - id_.data())};
}

}  // namespace knox::bsm
