// Eslogger: a running eslogger(1), which prints the messages of Endpoint Security, and its lines. It needs
// root and Full Disk Access, and says on standard error what it does not have. It runs in a process group of
// its own, since it leaves out what its own group does.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "knox/base/error.h"

namespace knox::kernel {

class Eslogger {
 public:
  struct Options {
    std::string program = "/usr/bin/eslogger";
    std::vector<std::string> events;  // by their names
    int reader = -1;  // a pipe that is written to; where nobody reads it any more, read() is at its end
  };

  // Starts it, with the rights of now and an environment of its own. Read what it says soon: a pipe is short.
  // Errors: kSystem, with `what` for a name.
  static Result<std::unique_ptr<Eslogger>> start(const Options& options);
  // Ends it, if close() did not.
  ~Eslogger();
  Eslogger(const Eslogger&) = delete;
  Eslogger& operator=(const Eslogger&) = delete;

  // Up to into.size() bytes of its lines; 0 is the end; nothing after `milliseconds` without any.
  Result<std::optional<std::size_t>> read(std::span<std::uint8_t> into, std::uint32_t milliseconds);

  // Ends it; what it has written can still be read. May be called in a signal handler.
  void stop() noexcept;

  // Nothing more will be read: ends it, and waits for that. The error is one line for the user: why it ended
  // by itself.
  std::expected<void, std::string> close();

 private:
  Eslogger() = default;
  std::optional<int> wait_for_end();
  std::string complaint();

  std::atomic<pid_t> pid_ = 0;  // 0: it has been waited for
  std::atomic<bool> stopped_ = false;
  int lines_ = -1, errors_ = -1, reader_ = -1;
  bool at_end_ = false;
  std::string program_;
};

}  // namespace knox::kernel
