#include "knox/tracev3/file/firehose.h"

#include <algorithm>

#include "knox/tracev3/bytes/little.h"

namespace knox::tracev3 {

namespace {

constexpr std::size_t kChunkHead = 16, kPageHead = 16;
constexpr std::uint16_t kPageSize = 0x1000;

}  // namespace

std::optional<Page> read_page(Bytes data) {
  LittleCursor cursor(data);
  Page page;
  page.process.unique_pid = cursor.get<std::uint64_t>();
  page.process.pid_version = cursor.get<std::uint32_t>();
  page.ttl = cursor.get<std::uint8_t>();
  const bool is_collapsed = cursor.get<std::uint8_t>() != 0;
  cursor.skip(2);
  const std::uint16_t next_entry = cursor.get<std::uint16_t>();
  page.private_start = cursor.get<std::uint16_t>();
  cursor.skip(2);  // reference count, quality of service
  page.stream = cursor.get<std::uint8_t>();
  cursor.skip(1);
  page.base = cursor.get<std::uint64_t>();
  if (!cursor.ok() || next_entry < kPageHead) return std::nullopt;
  const Bytes ring = data.subspan(kChunkHead);
  if (next_entry > ring.size()) return std::nullopt;
  page.tracepoints = ring.subspan(kPageHead, next_entry - kPageHead);
  if (page.private_start >= kPageSize) return page;
  // Where the end of the page was cut off, what is private was moved behind the tracepoints.
  const bool is_moved = is_collapsed || page.private_start > ring.size();
  const Bytes area = ring.subspan(is_moved ? next_entry : page.private_start);
  page.private_area = area.first(std::min<std::size_t>(area.size(), kPageSize - page.private_start));
  return page;
}

std::size_t read_tracepoint(Bytes bytes, Tracepoint& tracepoint) noexcept {
  if (bytes.size() < kTracepointHead) return 0;
  const std::uint8_t* const at = bytes.data();
  const std::size_t size = load_little<std::uint16_t>(at + 22);
  if (size == 0 || size > bytes.size() - kTracepointHead) return 0;
  tracepoint.space = static_cast<Namespace>(at[0]);
  tracepoint.type = at[1];
  tracepoint.flags = load_little<std::uint16_t>(at + 2);
  tracepoint.code = load_little<std::uint32_t>(at + 4);
  tracepoint.thread = load_little<std::uint64_t>(at + 8);
  constexpr std::uint64_t kDelta = (std::uint64_t{1} << 48) - 1;
  tracepoint.delta = load_little<std::uint64_t>(at + 16) & kDelta;
  tracepoint.data = bytes.subspan(kTracepointHead, size);
  return std::min((kTracepointHead + size + 7) / 8 * 8, bytes.size());
}

bool TracepointWalk::next(Tracepoint& tracepoint) noexcept {
  for (;;) {
    const Bytes rest = bytes_.subspan(at_);
    if (rest.size() < kTracepointHead) return false;
    const std::size_t size = read_tracepoint(rest, tracepoint);
    if (size == 0) {
      const bool is_unused = std::ranges::all_of(rest, [](std::uint8_t byte) { return byte == 0; });
      if (!is_unused) lost_ = rest.size();
      at_ = bytes_.size();
      return false;
    }
    offset_ = at_;
    at_ += size;
    if (static_cast<std::uint8_t>(tracepoint.space) != 0) return true;  // otherwise it was never used
  }
}

}  // namespace knox::tracev3
