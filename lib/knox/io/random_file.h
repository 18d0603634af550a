// RandomFile: a regular file of which parts are read, in any order. It may grow meanwhile.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "knox/base/error.h"
#include "knox/io/descriptor.h"

namespace knox::io {

class RandomFile {
 public:
  // Errors: kSystem; kUnsupported of what is no regular file.
  static Result<RandomFile> open(const std::string& path);

  // In bytes, when it was opened.
  std::uint64_t size() const noexcept { return size_; }

  // As many bytes from `offset` on as there are, up to into.size(). Errors: kSystem.
  Result<std::size_t> read(std::uint64_t offset, std::span<std::uint8_t> into) const;

 private:
  RandomFile(Descriptor descriptor, std::uint64_t size) noexcept
      : descriptor_(std::move(descriptor)), size_(size) {}

  Descriptor descriptor_;
  std::uint64_t size_ = 0;
};

}  // namespace knox::io
