#include "knox/io/decompressor.h"

#include <algorithm>
#include <array>

#include "knox/io/gzip.h"
#include "knox/io/zstd.h"

namespace knox::io {

namespace {

template <class T>
std::unique_ptr<Decompressor> make() {
  return std::make_unique<T>();
}

struct Kind {
  std::array<std::uint8_t, 4> magic;
  std::size_t size;
  std::unique_ptr<Decompressor> (*make)();

  std::span<const std::uint8_t> bytes() const { return std::span(magic).first(size); }
};
// Source: RFC 1952, 2.3.1; RFC 8878, 3.1.1.
constexpr std::array kKinds = {
    Kind{{0x1f, 0x8b}, 2, &make<Inflater>},
    Kind{{0x28, 0xb5, 0x2f, 0xfd}, 4, &make<ZstdDecompressor>},
};

}  // namespace

std::unique_ptr<Decompressor> Decompressor::find(std::span<const std::uint8_t> front) {
  for (const Kind& kind : kKinds) {
    if (front.size() >= kind.size && std::ranges::equal(front.first(kind.size), kind.bytes()))
      return kind.make();
  }
  return nullptr;
}

bool Decompressor::may_begin(std::span<const std::uint8_t> front) {
  return std::ranges::any_of(kKinds, [&](const Kind& kind) {
    return front.size() < kind.size && std::ranges::equal(front, kind.bytes().first(front.size()));
  });
}

}  // namespace knox::io
