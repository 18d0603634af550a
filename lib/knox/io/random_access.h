// RandomAccess: a file of which parts are read, at any place.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "knox/base/cursor.h"
#include "knox/base/error.h"

namespace knox::io {

class RandomAccess {
 public:
  virtual ~RandomAccess() = default;
  virtual std::uint64_t size() const noexcept = 0;  // in bytes, when it was opened
  // Fills all of `into` with what begins at `offset`. Errors: kSystem; kTruncated, it ends before.
  virtual Result<void> read(std::uint64_t offset, std::span<std::uint8_t> into) const = 0;
};

// A plain file. Errors: kSystem; kUnsupported, it is something else.
Result<std::unique_ptr<RandomAccess>> open_random_access(const std::string& path);

// Bytes in memory, which outlive it.
class MemoryAccess final : public RandomAccess {
 public:
  explicit MemoryAccess(Bytes bytes) noexcept : bytes_(bytes) {}
  std::uint64_t size() const noexcept override { return bytes_.size(); }
  Result<void> read(std::uint64_t offset, std::span<std::uint8_t> into) const override;

 private:
  Bytes bytes_;
};

}  // namespace knox::io
