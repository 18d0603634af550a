// ReadAhead: a thread that reads before it is asked to, so that a file is inflated while what came out of it
// is decoded. Its memory is bounded: when nobody takes what has been read, it waits.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "knox/base/error.h"

namespace knox::io {

class ReadAhead {
 public:
  // Up to so many bytes, 0 at the end. Called in the thread, and after the end or an error no more.
  using Read = std::function<Result<std::size_t>(std::span<std::uint8_t>)>;

  // Starts the thread. Throws std::system_error when there is none to be had.
  explicit ReadAhead(Read read);
  // Waits for the end of the read that is going on.
  ~ReadAhead();
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  // The same bytes and the same end as `read` has them, in the same order; an error comes behind all that was
  // read before it. Waits until there is something.
  Result<std::size_t> read(std::span<std::uint8_t> into);

 private:
  static constexpr std::size_t kBlock = 128 * 1024;
  static constexpr std::size_t kBlocks = 4;
  struct Block {
    std::vector<std::uint8_t> bytes = std::vector<std::uint8_t>(kBlock);
    Result<std::size_t> size = 0;
  };

  void run();
  Block& block(std::uint64_t number) { return blocks_[number % kBlocks]; }

  Read read_;
  std::array<Block, kBlocks> blocks_;
  std::size_t taken_ = 0;  // of the block that is read from

  std::mutex mutex_;  // of the following
  std::condition_variable changed_;
  std::uint64_t filled_ = 0, emptied_ = 0;  // blocks
  bool stop_ = false;

  std::thread thread_;
};

}  // namespace knox::io
