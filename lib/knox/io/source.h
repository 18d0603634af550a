// Source: where bytes come from. The only type that reads: a file, standard input, a pipe, each also
// compressed (decompressor.h). It can follow a file that grows, and those that
// come after it under its name (follow.h). What a device gives is taken by somebody else (kernel/feed.h), and
// handed on here.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "knox/base/error.h"
#include "knox/io/follow.h"

namespace knox::io {

// For how long at least a silent pipe or followed file is looked at every now and then, in milliseconds; from
// then on a read just waits.
inline constexpr std::uint32_t kLongSilence = 2500;

class Source {
 public:
  struct Options {
    bool follow = false;  // at the end of a regular file, wait for more
    // A regular file that is compressed and not followed is inflated in a thread of its own (read_ahead.h).
    bool ahead = false;
    // What following may have missed.
    Followed::Tell on_missed = {};
    // These three are called in this order before each wait, the ones that are not empty. A wait is short
    // while the silence is younger than kLongSilence, and always where the input is a feed.
    // Nothing has come for so many milliseconds, 0 at first: what waits for more need not wait any longer.
    std::function<void(std::uint32_t milliseconds)> idle = {};
    // The next call can block: flush what is pending.
    std::function<void()> before_wait = {};
    // True: nobody wants to wait, the input is at its end.
    std::function<bool()> is_over = {};
    // An input that is silent then is at its end, too.
    std::optional<std::chrono::steady_clock::time_point> deadline = {};
  };

  // `path` "-" is standard input. Errors: kSystem (cannot be opened, is a directory).
  static Result<Source> open(std::string path, Options options);
  // Takes over an open descriptor; `name` is for messages.
  static Source from_descriptor(int fd, std::string name, Options options);

  // Up to into.size() bytes from somewhere else, 0 at the end, nothing when none came for so many
  // milliseconds.
  using ReadFunction = std::function<Result<std::optional<std::size_t>>(std::span<std::uint8_t> into,
                                                                        std::uint32_t milliseconds)>;
  static Source from_feed(ReadFunction feed, std::string name, Options options);

  Source(Source&&) noexcept;
  Source& operator=(Source&&) noexcept;
  ~Source();

  // Passes over the first `count` bytes of what read() would give, before anything was read. Errors: those of
  // read(), and kTruncated when there are fewer.
  Result<void> skip(std::uint64_t count);

  // Up to into.size() bytes; 0 is the end of this file. Errors: kSystem; kTruncated and kBadValue for a
  // compressed file that is cut or damaged (all that could be had was given before).
  Result<std::size_t> read(std::span<std::uint8_t> into);

  // After the end: when following, and another file has come after this one, that one is read now.
  bool next_file();

  const std::string& name() const noexcept;   // as given; "standard input" for "-"
  std::string resolved_name() const;          // with a symbolic link at its end followed once
  bool is_regular() const noexcept;           // a plain file, not a pipe or device
  std::optional<std::uint64_t> size() const;  // of a regular file, in bytes on disk
  std::uint64_t position() const noexcept;    // bytes taken from the file itself so far

 private:
  struct State;
  explicit Source(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace knox::io
