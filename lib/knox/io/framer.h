// Framer: cuts a stream of bytes into frames (records, lines, objects). It is pure: it is shown the unread
// bytes and says what to do with the front of them; it never reads and never keeps a pointer.
#pragma once

#include "knox/base/cursor.h"
#include "knox/base/error.h"

namespace knox::io {

struct Step {
  enum class What : std::uint8_t {
    kFrame,  // the first `size` bytes are a frame
    kCut,    // the first `size` bytes, which are the last of the input, are a frame that ends too soon
    kSkip,   // the first `size` bytes are damage, `why` says what was wrong with them
    kPass,   // the first `size` bytes are `passed` frames that nobody wants, and what belongs to no frame
    kMore    // more bytes are needed to tell
  };
  What what = What::kMore;
  std::size_t size = 0;
  Error why = {};
  std::uint64_t passed = 0;
};

class Framer {
 public:
  virtual ~Framer() = default;

  // `unread` is everything from the last step's end on; `final`: no more will come, and then the answer is
  // never kMore unless `unread` is empty. After kMore it is called again with the same bytes and more.
  virtual Step next(Bytes unread, bool final) = 0;

  // In an input of lines, the number of the one that the last step began in, from 1; 0: it has no lines.
  virtual std::uint64_t line() const { return 0; }

  // The largest frame in bytes. A stream that announces a larger one is damaged.
  virtual std::size_t max_frame() const = 0;
};

}  // namespace knox::io
