// Feed: takes records from a device at once, on a thread of its own, and keeps them for whoever reads them
// slower than they come. The buffer is bounded. When it is full, records stay in the kernel, whose queue is
// short, and what the kernel then loses is counted as lost by the buffer.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "knox/kernel/record_device.h"

namespace knox::kernel {

class Feed {
 public:
  struct Options {
    std::size_t buffer = 64 * 1024 * 1024;                // bytes
    std::optional<std::chrono::milliseconds> limit = {};  // then the feed ends
    int reader = -1;  // a pipe that is written to; the feed ends when nobody reads it any more
    // On the feed's thread, so that they are told while the reader stands still: all that was lost so far,
    // called also while it stays the same; and each of the device's news.
    std::function<void(const Loss& loss)> on_loss = {};
    std::function<void(const std::string& news)> on_news = {};
  };

  // The device has given up what it needs to be opened: the thread starts with the rights of now. If it
  // cannot be started, read() says why.
  Feed(std::unique_ptr<RecordDevice> device, const Options& options);
  ~Feed();

  Content content() const noexcept;

  // Up to into.size() bytes, in order; 0 is the end; nothing after `milliseconds` without any. Errors: those
  // of the device, after all that it gave.
  Result<std::optional<std::size_t>> read(std::span<std::uint8_t> into, std::uint32_t milliseconds);

  Loss loss() const;

  // Ends the feed behind what has happened so far, which can still be read. May be called in a signal
  // handler.
  void stop() noexcept;

  // Nothing more will be read: stops the device, see there.
  std::expected<void, std::string> close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace knox::kernel
