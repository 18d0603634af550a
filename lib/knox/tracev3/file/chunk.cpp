#include "knox/tracev3/file/chunk.h"

#include <algorithm>

#include "knox/tracev3/bytes/little.h"

namespace knox::tracev3 {

bool Preamble::is_known() const noexcept {
  switch (tag) {
    case Tag::kHeader:
    case Tag::kFirehose:
    case Tag::kOversize:
    case Tag::kStatedump:
    case Tag::kSimpledump:
    case Tag::kCatalog:
    case Tag::kOldFirehose:
    case Tag::kChunkset: return true;
  }
  return false;
}

Preamble preamble_of(const std::uint8_t* at) noexcept {
  return {.tag = static_cast<Tag>(load_little<std::uint32_t>(at)),
          .sub_tag = load_little<std::uint32_t>(at + 4),
          .size = load_little<std::uint64_t>(at + 8)};
}

bool looks_like_tracev3(Bytes front) noexcept {
  constexpr std::uint64_t kLeast = 40, kMost = 4096;  // 208 in all that are known
  if (front.size() < kPreamble) return false;
  const Preamble header = preamble_of(front.data());
  return header.tag == Tag::kHeader && header.sub_tag <= 0x20 && header.size >= kLeast &&
         header.size <= kMost;
}

bool ChunkWalk::is_chunk_at(std::size_t at) const noexcept {
  return at <= bytes_.size() && bytes_.size() - at >= kPreamble && preamble_of(bytes_.data() + at).is_known();
}

bool ChunkWalk::stop(std::string_view why) noexcept {
  lost_ = bytes_.size() - at_;
  why_ = why;
  return false;
}

bool ChunkWalk::next(Chunk& chunk) noexcept {
  if (lost_ != 0 || at_ >= bytes_.size()) return false;
  const Bytes rest = bytes_.subspan(at_);
  const bool is_zero = std::ranges::all_of(rest.first(std::min(rest.size(), kPreamble)),
                                           [](std::uint8_t byte) { return byte == 0; });
  if (is_zero) {
    at_ = bytes_.size();
    return false;
  }
  if (rest.size() < kPreamble) return stop("chunk: cut");
  const Preamble preamble = preamble_of(rest.data());
  if (!preamble.is_known()) return stop("chunk: unknown tag");
  if (preamble.size > rest.size() - kPreamble) return stop("chunk: longer than what is left");
  const auto size = static_cast<std::size_t>(preamble.size);  // fits: it is there
  chunk = {
      .tag = preamble.tag, .sub_tag = preamble.sub_tag, .data = rest.subspan(kPreamble, size), .offset = at_};
  const std::size_t tight = at_ + kPreamble + size;
  const auto padded = static_cast<std::size_t>(at_ + padded_size(size));
  // Old writers left the zeros out of some.
  at_ = padded >= bytes_.size()                        ? bytes_.size()
        : (is_chunk_at(padded) || !is_chunk_at(tight)) ? padded
                                                       : tight;
  return true;
}

}  // namespace knox::tracev3
