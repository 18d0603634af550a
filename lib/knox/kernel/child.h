// Child: a program that prints what happens, and its lines. It is started with the rights of now, an
// environment of its own, all signals as they are by default, and in a process group of its own; it ends when
// its reader does.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "knox/base/error.h"

namespace knox::kernel {

class Child {
 public:
  virtual ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Up to into.size() bytes of its lines; 0 is the end; nothing after `milliseconds` without any.
  Result<std::optional<std::size_t>> read(std::span<std::uint8_t> into, std::uint32_t milliseconds);

  // Ends it; what it has written can still be read. May be called in a signal handler.
  void stop() noexcept;

  // Nothing more will be read: ends it, and waits for that. The error is one line for the user: why it ended
  // by itself, where that is an error.
  std::expected<void, std::string> close();

  const char* name() const noexcept { return name_; }

 protected:
  // `name` is static.
  explicit Child(const char* name) noexcept : name_(name) {}
  // `words`: the path of the program, and its arguments. `reader`: a pipe that is written to; where nobody
  // reads it any more, read() is at its end. Read what it says soon: a pipe is short. Errors: kSystem, with
  // the name.
  Result<void> launch(const std::vector<std::string>& words, int reader);

  // How it ended by itself.
  struct Ended {
    std::optional<int> status;  // as wait(2) has it; nothing: it had to be killed
    std::string said;           // the first line of what it wrote to standard error
  };
  virtual std::expected<void, std::string> explain(const Ended& ended) const = 0;
  // "eslogger was killed by signal 9: said"
  std::string in_words(const Ended& ended) const;

 private:
  std::optional<Ended> end();
  std::optional<int> wait_for_end();
  std::string complaint();

  const char* name_;
  std::atomic<pid_t> pid_ = 0;  // 0: it has been waited for
  std::atomic<bool> stopped_ = false;
  int lines_ = -1, errors_ = -1, reader_ = -1;
  bool at_end_ = false;
};

}  // namespace knox::kernel
