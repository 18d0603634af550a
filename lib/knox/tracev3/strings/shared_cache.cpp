#include "knox/tracev3/strings/shared_cache.h"

#include <algorithm>

#include "knox/tracev3/bytes/little.h"
#include "knox/tracev3/strings/string_file.h"

namespace knox::tracev3 {

namespace {

constexpr std::size_t kHead = 16;
constexpr std::uint32_t kMagic = 0x64736368;  // "hcsd"
constexpr std::uint32_t kMost = 256 * 1024;   // ranges and images; a large cache has some thousands
constexpr std::uint64_t kMostPath = 4096;

constexpr std::size_t range_size(bool is_wide) {
  return is_wide ? 24 : 16;
}
constexpr std::size_t image_size(bool is_wide) {
  return is_wide ? 32 : 28;
}

Error error(Code code, std::uint64_t offset, std::uint64_t need = 0, std::uint64_t have = 0) {
  return {.code = code, .offset = offset, .need = need, .have = have, .what = "shared cache strings"};
}

// The rows of a table are read some at a time.
template <class Take>
Result<void> read_table(const io::RandomAccess& file, std::uint64_t position, std::uint32_t count,
                        std::size_t row_size, Take take) {
  constexpr std::uint32_t kRows = 512;
  std::vector<std::uint8_t> rows;
  for (std::uint32_t i = 0; i < count; i += kRows) {
    rows.resize(std::min(kRows, count - i) * row_size);
    if (const Result<void> read = file.read(position, rows); !read) return read;
    position += rows.size();
    for (LittleCursor cursor(rows); cursor.left() > 0;) {
      if (!take(cursor)) return std::unexpected(error(Code::kBadValue, position - cursor.left() - row_size));
    }
  }
  return {};
}

std::uint64_t get_start(LittleCursor& cursor, bool is_wide) {
  return is_wide ? cursor.get<std::uint64_t>() : cursor.get<std::uint32_t>();
}

template <class Row>
void sort_by_start(std::vector<Row>& rows) {
  if (!std::ranges::is_sorted(rows, {}, &Row::start)) std::ranges::sort(rows, {}, &Row::start);
}

// The last one that starts at or before it.
template <class Row>
const Row* find_by_start(const std::vector<Row>& rows, std::uint64_t address) {
  const auto after = std::ranges::upper_bound(rows, address, {}, &Row::start);
  if (after == rows.begin()) return nullptr;
  const Row& row = *std::prev(after);
  return address - row.start < row.size ? &row : nullptr;
}

}  // namespace

Result<SharedCache::Head> SharedCache::read_head(const io::RandomAccess& file) {
  std::uint8_t bytes[kHead];
  if (const Result<void> read = file.read(0, bytes); !read) return std::unexpected(read.error());
  LittleCursor cursor(bytes);
  if (cursor.get<std::uint32_t>() != kMagic) return std::unexpected(error(Code::kBadMagic, 0));
  const auto major = cursor.get<std::uint16_t>();
  cursor.skip(2);
  if (major != 1 && major != 2) return std::unexpected(error(Code::kUnsupported, 4));
  const Head head{major == 2, cursor.get<std::uint32_t>(), cursor.get<std::uint32_t>()};
  if (head.ranges > kMost) return std::unexpected(error(Code::kBadSize, 8, head.ranges, kMost));
  if (head.images > kMost) return std::unexpected(error(Code::kBadSize, 12, head.images, kMost));
  const std::uint64_t tables =
      kHead + head.ranges * range_size(head.is_wide) + head.images * image_size(head.is_wide);
  if (tables > file.size()) return std::unexpected(error(Code::kBadSize, 8, tables, file.size()));
  std::uint8_t last = 1;
  if (const Result<void> read = file.read(file.size() - 1, {&last, 1}); !read)
    return std::unexpected(read.error());
  if (last != 0) return std::unexpected(error(Code::kBadValue, file.size() - 1));
  return head;
}

Result<SharedCache> SharedCache::open(std::unique_ptr<io::RandomAccess> file) {
  const Result<Head> head = read_head(*file);
  if (!head) return std::unexpected(head.error());
  SharedCache cache;
  cache.file_ = std::move(file);
  if (const Result<void> read = cache.read_ranges(*head); !read) return std::unexpected(read.error());
  if (const Result<void> read = cache.read_images(*head); !read) return std::unexpected(read.error());
  return cache;
}

Result<void> SharedCache::read_ranges(const Head& head) {
  const std::uint64_t size = file_->size();
  const auto take = [&](LittleCursor& cursor) {
    std::uint64_t image = 0;
    if (!head.is_wide) image = cursor.get<std::uint32_t>();
    Range range{};
    range.start = get_start(cursor, head.is_wide);
    range.data = cursor.get<std::uint32_t>();
    range.size = cursor.get<std::uint32_t>();
    if (head.is_wide) image = cursor.get<std::uint64_t>();
    ranges_.push_back(range);
    return image < head.images && std::uint64_t{range.data} + range.size <= size;
  };
  const Result<void> read = read_table(*file_, kHead, head.ranges, range_size(head.is_wide), take);
  if (read) sort_by_start(ranges_);
  return read;
}

Result<void> SharedCache::read_images(const Head& head) {
  const std::uint64_t size = file_->size();
  const auto take = [&](LittleCursor& cursor) {
    Image image{};
    image.start = get_start(cursor, head.is_wide);
    image.size = cursor.get<std::uint32_t>();
    image.uuid = uuid_of(cursor.take(16));
    image.path = cursor.get<std::uint32_t>();
    images_.push_back(image);
    return image.path < size;
  };
  const std::uint64_t position = kHead + head.ranges * range_size(head.is_wide);
  const Result<void> read = read_table(*file_, position, head.images, image_size(head.is_wide), take);
  if (read) sort_by_start(images_);
  return read;
}

Result<std::optional<std::string>> SharedCache::find(std::uint64_t offset) const {
  const Range* const range = find_by_start(ranges_, offset);
  if (range == nullptr) return std::nullopt;
  const std::uint64_t inside = offset - range->start;
  Result<std::string> text = read_string(*file_, range->data + inside, range->size - inside);
  if (!text) return std::unexpected(text.error());
  return std::optional(std::move(*text));
}

const SharedCache::Image* SharedCache::image(std::uint64_t address) const noexcept {
  if (const Image* const found = find_by_start(images_, address)) return found;
  return !images_.empty() && images_.front().size == 0 ? &images_.front() : nullptr;
}

Result<std::string> SharedCache::path(const Image& image) const {
  return read_string(*file_, image.path, kMostPath);
}

std::size_t SharedCache::memory() const noexcept {
  return sizeof *this + ranges_.capacity() * sizeof(Range) + images_.capacity() * sizeof(Image);
}

}  // namespace knox::tracev3
