// String files of Apple's log store, as macOS writes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "knox/tracev3/bytes/uuid.h"
#include "support/tracev3_items.h"

namespace knox::test {

// All of its bytes are the same.
inline tracev3::Uuid uuid_like(std::uint8_t byte) {
  tracev3::Uuid uuid;
  uuid.bytes.fill(byte);
  return uuid;
}

struct StringRange {
  std::uint64_t start = 0;   // in the image or cache
  std::string strings = {};  // each with a NUL
};

// A file of uuidtext.
inline std::string image_strings(const std::vector<StringRange>& entries, std::string_view path) {
  std::string file = "\x99\x88\x77\x66";
  file += little_bytes(std::uint32_t{2}) + little_bytes(std::uint32_t{1});
  file += little_bytes(static_cast<std::uint32_t>(entries.size()));
  for (const StringRange& entry : entries) {
    file += little_bytes(static_cast<std::uint32_t>(entry.start));
    file += little_bytes(static_cast<std::uint32_t>(entry.strings.size()));
  }
  for (const StringRange& entry : entries) file += entry.strings;
  return file + std::string(path) + '\0';
}

struct CacheImage {
  std::uint64_t start = 0;  // of its text, in the cache
  std::uint32_t size = 0;
  tracev3::Uuid uuid = {};
  std::string path = {};
};

// A file of uuidtext/dsc, version 1 or 2.
inline std::string shared_cache(unsigned version, const std::vector<StringRange>& ranges,
                                const std::vector<CacheImage>& images) {
  const bool is_wide = version == 2;
  const auto start = [&](std::uint64_t value) {
    return is_wide ? little_bytes(value) : little_bytes(static_cast<std::uint32_t>(value));
  };
  const std::size_t tables = 16 + ranges.size() * (is_wide ? 24 : 16) + images.size() * (is_wide ? 32 : 28);
  std::string head = "hcsd", strings;
  head += little_bytes(static_cast<std::uint16_t>(version)) + little_bytes(std::uint16_t{0});
  head += little_bytes(static_cast<std::uint32_t>(ranges.size()));
  head += little_bytes(static_cast<std::uint32_t>(images.size()));
  for (const StringRange& range : ranges) {
    if (!is_wide) head += little_bytes(std::uint32_t{0});
    head += start(range.start) + little_bytes(static_cast<std::uint32_t>(tables + strings.size()));
    head += little_bytes(static_cast<std::uint32_t>(range.strings.size()));
    if (is_wide) head += little_bytes(std::uint64_t{0});
    strings += range.strings;
  }
  for (const CacheImage& image : images) {
    head += start(image.start) + little_bytes(image.size);
    head.append(image.uuid.bytes.begin(), image.uuid.bytes.end());
    head += little_bytes(static_cast<std::uint32_t>(tables + strings.size()));
    strings += image.path + '\0';
  }
  return head + strings;
}

}  // namespace knox::test
