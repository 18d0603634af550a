// Numbers for generated inputs: Steele and others' SplitMix64, random enough, and the same on every machine.
#pragma once

#include <cstdint>
#include <iterator>

namespace knox::bench {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(next() % limit); }
  bool percent(std::uint32_t share) { return below(100) < share; }
  template <class List>
  const auto& pick(const List& list) {
    return list[below(static_cast<std::uint32_t>(std::size(list)))];
  }

 private:
  std::uint64_t state_;
};

}  // namespace knox::bench
