#include "knox/tracev3/strings/image_strings.h"

#include <algorithm>

#include "knox/tracev3/bytes/little.h"
#include "knox/tracev3/strings/string_file.h"

namespace knox::tracev3 {

namespace {

constexpr std::size_t kHead = 16, kEntry = 8;
constexpr std::uint32_t kMagic = 0x66778899, kMajor = 2, kStrings = 1;
constexpr std::uint32_t kMostEntries = 4096;  // images have a few
constexpr std::uint64_t kMostPath = 4096;

Error error(Code code, std::uint64_t offset, std::uint64_t need = 0, std::uint64_t have = 0) {
  return {.code = code, .offset = offset, .need = need, .have = have, .what = "uuidtext"};
}

}  // namespace

Result<ImageStrings> ImageStrings::open(std::unique_ptr<io::RandomAccess> file) {
  std::uint8_t head[kHead];
  if (const Result<void> read = file->read(0, head); !read) return std::unexpected(read.error());
  LittleCursor cursor(head);
  if (cursor.get<std::uint32_t>() != kMagic) return std::unexpected(error(Code::kBadMagic, 0));
  if (cursor.get<std::uint32_t>() != kMajor) return std::unexpected(error(Code::kUnsupported, 4));
  if ((cursor.get<std::uint32_t>() & kStrings) == 0) return std::unexpected(error(Code::kUnsupported, 8));
  const auto count = cursor.get<std::uint32_t>();
  const std::uint64_t most = std::min<std::uint64_t>(kMostEntries, (file->size() - kHead) / kEntry);
  if (count > most) return std::unexpected(error(Code::kBadSize, 12, count, most));

  std::vector<std::uint8_t> table(count * kEntry);
  if (const Result<void> read = file->read(kHead, table); !read) return std::unexpected(read.error());
  ImageStrings text;
  LittleCursor entries(table);
  std::uint64_t position = kHead + table.size(), end = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    Entry entry{
        .start = entries.get<std::uint32_t>(), .size = entries.get<std::uint32_t>(), .position = position};
    text.is_sorted_ = text.is_sorted_ && entry.start >= end;
    end = std::uint64_t{entry.start} + entry.size;
    position += entry.size;
    text.entries_.push_back(entry);
  }
  if (position > file->size()) {
    return std::unexpected(error(Code::kBadSize, kHead, position, file->size()));
  }
  Result<std::string> path = read_string(*file, position, kMostPath);
  if (!path) return std::unexpected(path.error());
  text.path_ = std::move(*path);
  text.file_ = std::move(file);
  return text;
}

Result<std::optional<std::string>> ImageStrings::find(std::uint64_t offset) const {
  const auto has = [&](const Entry& entry) {
    return offset >= entry.start && offset - entry.start < entry.size;
  };
  auto entry = entries_.begin();
  if (is_sorted_) {
    entry = std::ranges::upper_bound(entries_, offset, {}, &Entry::start);
    entry = entry == entries_.begin() || !has(*std::prev(entry)) ? entries_.end() : std::prev(entry);
  } else {
    entry = std::ranges::find_if(entries_, has);
  }
  if (entry == entries_.end()) return std::nullopt;
  const std::uint64_t inside = offset - entry->start;
  Result<std::string> text = read_string(*file_, entry->position + inside, entry->size - inside);
  if (!text) return std::unexpected(text.error());
  return std::optional(std::move(*text));
}

std::size_t ImageStrings::memory() const noexcept {
  return sizeof *this + entries_.capacity() * sizeof(Entry) + path_.capacity();
}

}  // namespace knox::tracev3
