#include "knox/tracev3/message/backtrace.h"

#include <algorithm>

#include "knox/tracev3/bytes/little.h"

namespace knox::tracev3 {

namespace {

constexpr std::size_t kHead = 6, kUuid = 16, kOffset = 4;

struct Shape {
  std::size_t uuids = 0, frames = 0, size = 0;
};

Shape shape_of(Bytes bytes) noexcept {
  constexpr std::uint8_t kBegin[] = {1, 0, 0x12};
  if (bytes.size() < kHead || !std::ranges::equal(bytes.first(sizeof kBegin), kBegin)) return {};
  Shape shape{.uuids = bytes[3], .frames = load_little<std::uint16_t>(bytes.data() + 4)};
  const std::size_t indexes = (shape.frames + 3) / 4 * 4;
  shape.size = kHead + kUuid * shape.uuids + kOffset * shape.frames + indexes;
  if (shape.size > bytes.size()) return {};
  return shape;
}

}  // namespace

std::size_t size_of_context(Bytes bytes) noexcept {
  return shape_of(bytes).size;
}

void read_backtrace(Bytes context, std::vector<Frame>& frames) {
  frames.clear();
  const Shape shape = shape_of(context);
  if (shape.size == 0) return;
  const Bytes uuids = context.subspan(kHead, kUuid * shape.uuids);
  const Bytes offsets = context.subspan(kHead + uuids.size(), kOffset * shape.frames);
  const Bytes indexes = context.subspan(kHead + uuids.size() + offsets.size(), shape.frames);
  for (std::size_t i = 0; i < shape.frames; ++i) {
    Frame frame{.image = {}, .offset = load_little<std::uint32_t>(offsets.data() + kOffset * i)};
    if (indexes[i] < shape.uuids) frame.image = uuid_of(uuids.subspan(kUuid * indexes[i], kUuid));
    frames.push_back(frame);
  }
}

}  // namespace knox::tracev3
