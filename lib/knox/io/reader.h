// Reader: a Source through a Framer. Hands out one frame after the other, in place, and keeps the account:
// every byte of the input is in a frame, passed over, or skipped as damage.
#pragma once

#include <functional>
#include <vector>

#include "knox/io/framer.h"
#include "knox/io/source.h"

namespace knox::io {

struct Frame {
  Bytes bytes;               // valid until the next call of next()
  std::uint64_t offset = 0;  // in the (uncompressed) input
  bool cut = false;          // the input ends inside of it: only then `why` says how much is missing
  Error why = {};
};

struct Damage {  // a range of the input that holds no frame
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  Error why = {};
  std::uint64_t line = 0;  // in which it begins, from 1; 0: the input has no lines
};

struct Account {
  std::uint64_t bytes = 0;    // read
  std::uint64_t skipped = 0;  // of them, in no frame
  std::uint64_t frames = 0;   // also those that were passed over
};

class Reader {
 public:
  // Both stay the caller's and outlive the reader. `on_damage` is called once for each damaged range, before
  // the frame after it is handed out. `skipped` bytes of the source have been passed over; offsets count
  // them.
  Reader(Source& source, Framer& framer, std::function<void(const Damage&)> on_damage,
         std::uint64_t skipped = 0);

  // The next frame; false at the end of the input. Errors: those of the source, after what it gave before.
  Result<bool> next(Frame& frame);

  // The first bytes of the input, before anything was taken from it: at least `n`, or all there are. What the
  // source's trouble was, if that is why there are fewer, next() tells.
  Bytes peek(std::size_t n);
  // As many of them as show what the input is: records, which hold zeros, or a whole line, which a pipe may
  // give in pieces. Empty: so is the input.
  Bytes front();

  const Account& account() const noexcept { return account_; }

 private:
  void fill();
  void end_damage();

  Source& source_;
  Framer& framer_;
  std::function<void(const Damage&)> on_damage_;
  std::vector<std::uint8_t> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // the unread part of buffer_
  bool final_ = false;
  Error trouble_ = {};  // of the source; told after the last frame
  bool in_trouble_ = false;
  std::uint64_t base_;  // the offset of the first byte
  Damage damage_;
  Account account_;
};

}  // namespace knox::io
