#include "knox/io/reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "knox/io/foreign.h"

namespace knox::io {

namespace {
// Small enough to stay in the second-level cache between the kernel's copy and the decoder's look at it.
constexpr std::size_t kBuffer = 256 * 1024;
// Of bytes that are looked at to see what an input is. Of fewer than the least nobody can tell
// (bsm::kEnoughToTell).
constexpr std::size_t kLeastFront = 20, kMaxFront = 4096;
}  // namespace

Reader::Reader(Source& source, Framer& framer, std::function<void(const Damage&)> on_damage,
               std::uint64_t skipped)
    : source_(source), framer_(framer), on_damage_(std::move(on_damage)), buffer_(kBuffer), base_(skipped) {}

// Reads once more. A frame larger than the buffer makes it grow, as its bytes come in and no faster.
void Reader::fill() {
  if (begin_ > 0 && end_ - begin_ < buffer_.size() / 2) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) {
    if (begin_ > 0) {
      std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    } else {
      buffer_.resize(std::min(buffer_.size() * 2, framer_.max_frame() + kBuffer));
    }
  }
  const Result<std::size_t> n = source_.read(std::span(buffer_).subspan(end_));
  if (!n || *n == 0) {
    final_ = true;
    if (!n) {
      in_trouble_ = true;
      trouble_ = n.error();
    }
    return;
  }
  end_ += *n;
  account_.bytes += *n;
}

Bytes Reader::peek(std::size_t n) {
  while (!final_ && end_ - begin_ < n) fill();
  return Bytes(buffer_).subspan(begin_, end_ - begin_);
}

Bytes Reader::front() {
  Bytes front = peek(1);
  for (std::size_t size = 0; front.size() > size && front.size() < kMaxFront; front = peek(size + 1)) {
    size = front.size();
    if (size < kLeastFront) continue;
    if (std::ranges::any_of(front, [](std::uint8_t byte) { return byte < ' '; })) break;
  }
  return front;
}

void Reader::end_damage() {
  if (damage_.size > 0 && on_damage_) on_damage_(damage_);
  damage_ = {};
}

Result<bool> Reader::next(Frame& frame) {
  for (;;) {
    const Bytes unread = Bytes(buffer_).subspan(begin_, end_ - begin_);
    const Step step = framer_.next(unread, final_);
    const std::uint64_t offset = base_ + account_.bytes - unread.size();
    switch (step.what) {
      case Step::What::kFrame:
      case Step::What::kCut:
        if (damage_.size > 0) [[unlikely]]
          end_damage();
        frame.bytes = unread.first(step.size);
        frame.offset = offset;
        frame.cut = step.what == Step::What::kCut;
        if (frame.cut) frame.why = step.why;
        begin_ += step.size;
        ++account_.frames;
        return true;
      case Step::What::kSkip:
        if (damage_.size > 0 && is_foreign(damage_.why) != is_foreign(step.why)) end_damage();
        if (damage_.size == 0) damage_ = {offset, 0, step.why, framer_.line()};
        damage_.size += step.size;
        account_.skipped += step.size;
        begin_ += step.size;
        break;
      case Step::What::kPass:
        end_damage();
        account_.frames += step.passed;
        begin_ += step.size;
        break;
      case Step::What::kMore:
        if (final_) {
          end_damage();
          if (in_trouble_) {
            in_trouble_ = false;
            return std::unexpected(trouble_);
          }
          return false;
        }
        fill();
    }
  }
}

}  // namespace knox::io
