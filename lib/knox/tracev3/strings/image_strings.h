// ImageStrings: the strings of one image, a file of uuidtext:
//
//   99 88 77 66, major version u32 (2), flags u32 (1: strings), number of entries u32
//   entries      start u32 (in the image's text), size u32, each
//   strings      those of the first entry, the second ..., each with a NUL
//   path         of the image, with a NUL
//
// All of it is little-endian. Source: what macOS 10.13 to 15 and iOS 15 write.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "knox/io/random_access.h"

namespace knox::tracev3 {

class ImageStrings {
 public:
  // Reads the entries and the path; strings are read when they are wanted. Errors: those of read();
  // kBadMagic; kUnsupported, another version or kind; kBadSize, more entries or strings than the file has.
  static Result<ImageStrings> open(std::unique_ptr<io::RandomAccess> file);

  const std::string& path() const noexcept { return path_; }
  // The string at `offset` of the image, from the first entry that has it. nullopt: none has. Errors: those
  // of read().
  Result<std::optional<std::string>> find(std::uint64_t offset) const;
  std::size_t memory() const noexcept;  // about how many bytes it takes

 private:
  struct Entry {
    std::uint32_t start, size;
    std::uint64_t position;  // in the file
  };

  std::unique_ptr<io::RandomAccess> file_;
  std::vector<Entry> entries_;
  bool is_sorted_ = true;  // and none overlaps another
  std::string path_;
};

}  // namespace knox::tracev3
