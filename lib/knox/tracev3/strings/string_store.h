// StringStore: the strings of an archive's images. A log record has only the offset of its format string in
// an image (a program, a library, the kernel); the system keeps the strings themselves in files of their own,
// which a .logarchive has, too:
//
//   XX/YYYY...   of the image with the UUID XXYYYY..., 2 and 30 digits (image_strings.h)
//   dsc/ZZZZ...  of all images in the shared cache or kernel collection with that UUID (shared_cache.h)
//
// Files are opened when they are wanted, and read in part. What was found is kept, up to a bound, and so is
// what was not. A file that is missing or damaged is counted, and takes nothing but its strings away.
//
// One thread at a time; each thread has a store of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "knox/tracev3/bytes/uuid.h"
#include "knox/tracev3/message/format.h"

namespace knox::tracev3 {

class StringStore {
 public:
  struct Limits {
    std::size_t files = 32;                // of each kind, open at once
    std::size_t strings = 64 * 1024;       // that are kept
    std::size_t bytes = 16 * 1024 * 1024;  // that they take
  };

  // Where the folders XX and dsc are: the root of a .logarchive, or /var/db/uuidtext. Several are tried in
  // turn; with none, every string is missing.
  explicit StringStore(std::vector<std::string> folders);
  StringStore(std::vector<std::string> folders, const Limits& limits);
  ~StringStore();
  StringStore(const StringStore&) = delete;
  StringStore& operator=(const StringStore&) = delete;

  // What these return stays valid for the next 16 calls of any of them.

  // The string at `offset` of the image, or Format::is_missing(). A kernel that has no file of its own has
  // its strings in its collection: the file of the shared cache that is named like it, with the last byte
  // inverted.
  const Format& image_format(const Uuid& image, std::uint64_t offset);
  // The string at `offset` of the shared cache, or Format::is_missing().
  const Format& shared_format(const Uuid& cache, std::uint64_t offset);
  // The path of the image's file, e.g. "/usr/libexec/lsd"; empty when its strings are missing.
  std::string_view image_path(const Uuid& image);

  // The image that an address of the shared cache is in.
  struct SharedImage {
    Uuid uuid = {};
    std::string_view path = {};
    std::uint64_t offset = 0;  // of the address in the image's text
  };
  std::optional<SharedImage> shared_image(const Uuid& cache, std::uint64_t address);

  struct Counts {
    std::uint64_t strings = 0;  // that were wanted and are nowhere
    std::uint64_t images = 0;   // without their strings
    std::uint64_t caches = 0;   // shared caches without their strings
    std::uint64_t damaged = 0;  // files that cannot be read
  };
  // Each is counted once, unless so many are missing that some are forgotten and wanted again.
  Counts missing() const noexcept;
  // The first file that cannot be read, "PATH: what is wrong"; empty: there is none.
  std::string_view damage() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace knox::tracev3
