#include "knox/io/read_ahead.h"

#include <algorithm>
#include <utility>

#include "knox/io/helper_thread.h"

namespace knox::io {

ReadAhead::ReadAhead(Read read) : read_(std::move(read)), thread_(start_helper([this] { run(); })) {}

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void ReadAhead::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stop_ || filled_ - emptied_ < kBlocks; });
    if (stop_) return;
    Block& next = block(filled_);
    lock.unlock();
    next.size = read_(next.bytes);
    const bool is_last = !next.size || *next.size == 0;
    lock.lock();
    ++filled_;
    changed_.notify_all();
    if (is_last) return;
  }
}

Result<std::size_t> ReadAhead::read(std::span<std::uint8_t> into) {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return filled_ > emptied_; });
  }
  const Block& first = block(emptied_);
  if (!first.size || *first.size == 0) return first.size;  // stays, for whoever asks again
  const std::size_t size = std::min(into.size(), *first.size - taken_);
  std::copy_n(first.bytes.begin() + static_cast<std::ptrdiff_t>(taken_), size, into.begin());
  taken_ += size;
  if (taken_ == *first.size) {
    taken_ = 0;
    {
      const std::lock_guard lock(mutex_);
      ++emptied_;
    }
    changed_.notify_all();
  }
  return size;
}

}  // namespace knox::io
