// SharedCache: the strings of all images in a shared cache or a kernel collection, a file of uuidtext/dsc:
//
//   "hcsd", major version u16 (1; 2 from macOS 12 on), minor u16, number of ranges u32, number of images u32
//   ranges, version 1   image u32, start u32 (in the cache), data u32 (in the file), size u32
//           version 2   start u64, data u32, size u32, image u64
//   images, version 1   text start u32 (in the cache), text size u32, UUID[16], path u32 (in the file)
//           version 2   text start u64, text size u32, UUID[16], path u32
//   strings, each with a NUL
//
// All of it is little-endian. Source: what macOS 10.13 to 13 write.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "knox/io/random_access.h"
#include "knox/tracev3/bytes/uuid.h"

namespace knox::tracev3 {

class SharedCache {
 public:
  // Reads both tables; strings are read when they are wanted. Errors: those of read(); kBadMagic;
  // kUnsupported, another version; kBadSize, a table that leaves the file; kBadValue, a range or path that
  // does, no NUL at its end.
  static Result<SharedCache> open(std::unique_ptr<io::RandomAccess> file);

  // The string at `offset` of the cache. nullopt: no range has it. Errors: those of read().
  Result<std::optional<std::string>> find(std::uint64_t offset) const;

  struct Image {
    std::uint64_t start;  // of its text, in the cache
    std::uint32_t size;
    std::uint32_t path;  // in the file
    Uuid uuid;
  };
  // The image whose text an address of the cache is in; nullptr: in none.
  const Image* image(std::uint64_t address) const noexcept;
  Result<std::string> path(const Image& image) const;  // errors: those of read()
  std::size_t memory() const noexcept;                 // about how many bytes it takes

 private:
  struct Range {
    std::uint64_t start;  // in the cache
    std::uint32_t data;   // in the file
    std::uint32_t size;
  };
  struct Head {
    bool is_wide;  // version 2
    std::uint32_t ranges, images;
  };
  static Result<Head> read_head(const io::RandomAccess& file);
  Result<void> read_ranges(const Head& head);
  Result<void> read_images(const Head& head);

  std::unique_ptr<io::RandomAccess> file_;
  std::vector<Range> ranges_;  // both sorted by start
  std::vector<Image> images_;
};

}  // namespace knox::tracev3
