#include "knox/bsm/framer.h"

#include <algorithm>

#include "knox/bsm/record.h"
#include "knox/bsm/trailer.h"

namespace knox::bsm {

namespace {

using io::Step;

constexpr std::size_t kMinHeader = 18;        // header32, the smallest
constexpr std::size_t kPatience = 64 * 1024;  // a larger record has to show that it is one, see judge_part

constexpr bool is_file_id(std::uint8_t id) {
  return id == File32::kInfo.id || id == File64::kInfo.id;
}
constexpr bool can_start(std::uint8_t id) {
  return is_header(id) || is_file_id(id);
}
constexpr bool is_known_version(std::uint8_t version) {
  return (version >= 1 && version <= 4) || version == 10 || version == 11;
}

Step no(Error why) {
  return {Step::What::kSkip, 0, why};
}
Step yes(std::size_t size) {
  return {Step::What::kFrame, size, {}};
}
Step more() {
  return {Step::What::kMore, 0, {}};
}

// Where the tokens of a record lead that begins at the front of `bytes`.
enum class WalkEnd : std::uint8_t {
  kExact,    // to the end of the bytes
  kTrailer,  // to a trailer before it that agrees with where it stands: the header's size is wrong
  kCut,      // to a token that the bytes end in
  kBroken
};
WalkEnd walk(Bytes bytes) {
  Record record;
  if (!record.parse(bytes)) return WalkEnd::kCut;
  if (!record.damage()) return record.cut_token().empty() ? WalkEnd::kExact : WalkEnd::kCut;
  const Error& damage = *record.damage();
  if (bytes[damage.offset] == Trailer::kInfo.id) {
    const std::size_t end = damage.offset + kTrailerSize;
    if (end > bytes.size()) return WalkEnd::kCut;
    return load_big<std::uint32_t>(bytes.data() + end - 4) == end ? WalkEnd::kTrailer : WalkEnd::kBroken;
  }
  return damage.offset + damage.have >= bytes.size() ? WalkEnd::kCut : WalkEnd::kBroken;
}

// A file token: its name ends with a NUL and holds no other, and a record or the end follows.
Step judge_file(Bytes at, bool final) {
  const Kind kind = kind_of_id(at[0], false);
  const std::size_t fixed = kind == kKindOf<File32> ? 11 : 19;
  const Error bad{.code = Code::kNotARecord, .what = "file token"};
  if (at.size() < fixed) return final ? no(bad) : more();
  const std::size_t length = load_big<std::uint16_t>(at.data() + fixed - 2);
  if (length == 0 || length > 1025) return no(bad);
  const std::size_t size = fixed + length;
  if (at.size() <= size && !final) return more();
  if (at.size() < size) return no(bad);
  if (std::ranges::find(at.subspan(fixed, length), 0) != at.begin() + static_cast<std::ptrdiff_t>(size) - 1) {
    return no(bad);
  }
  return at.size() == size || can_start(at[size]) ? yes(size) : no(bad);
}

// A record whose header is there, but not all of it yet.
Step judge_part(Bytes at, std::size_t size, bool final, bool lost) {
  const Error cut{.code = Code::kTruncated, .need = size, .have = at.size(), .what = "record"};
  if (!final && (size <= kPatience || at.size() < kPatience)) return more();
  // Either its size is wrong, and then its own trailer is among its tokens, or it is cut.
  const WalkEnd end = walk(at);
  if (end == WalkEnd::kTrailer || (lost && end == WalkEnd::kBroken)) {
    return no({.code = Code::kMismatch, .what = "header and trailer"});
  }
  return final ? Step{Step::What::kCut, at.size(), cut} : more();
}

// A whole record by its header's size, but without a trailer.
Step judge_bare(Bytes at, std::size_t size, bool final, bool lost) {
  const Error bad{.code = Code::kMismatch, .what = "header and trailer"};
  if (!is_known_version(at[5]) || (lost && size > kPatience)) return no(bad);
  const Bytes next = at.subspan(size);
  if (next.size() < kMinHeader && !final) return more();
  const bool at_end = next.empty();
  const bool header_follows = next.size() >= kMinHeader && is_header(next[0]) && is_known_version(next[5]) &&
                              load_big<std::uint32_t>(next.data() + 1) <= kMaxRecord;
  const bool file_follows = !at_end && is_file_id(next[0]);
  if (!at_end && !header_follows && !file_follows) return no(bad);
  switch (walk(at.first(size))) {
    case WalkEnd::kExact: return yes(size);
    case WalkEnd::kCut: return lost && at[0] != Header32Ex::kInfo.id ? no(bad) : yes(size);
    case WalkEnd::kBroken: return lost ? no(bad) : yes(size);
    case WalkEnd::kTrailer: break;
  }
  return no({.code = Code::kMismatch, .what = "header and trailer"});
}

// Is this a record? `lost`: no record ended where these bytes begin, so that more proof is asked for.
Step judge(Bytes at, bool final, bool lost) {
  const std::uint8_t id = at[0];
  if (is_file_id(id)) return judge_file(at, final);
  if (!is_header(id)) return no({.code = Code::kNotARecord});
  if (at.size() < kMinHeader) {
    if (!final) return more();
    return no({.code = Code::kTruncated, .need = kMinHeader, .have = at.size(), .what = "header"});
  }
  const std::size_t size = load_big<std::uint32_t>(at.data() + 1);
  if (size < kMinHeader || size > kMaxRecord) {
    return no({.code = Code::kBadSize, .need = size, .have = kMaxRecord, .what = "record"});
  }
  if (size > at.size()) {
    if (lost && !is_known_version(at[5])) return no({.code = Code::kNotARecord});
    if (lost && final) return no({.code = Code::kNotARecord});
    return judge_part(at, size, final, lost);
  }
  if (ends_with_trailer(at.first(size))) return yes(size);
  return judge_bare(at, size, final, lost);
}

}  // namespace

Step TrailFramer::next(Bytes unread, bool final) {
  if (unread.empty()) return more();
  std::size_t skip = 0;
  if (!lost_) {
    const Step step = judge(unread, final, false);
    if (step.what != Step::What::kSkip) return step;
    lost_ = true;
    why_ = step.why;
    skip = 1;
  }
  for (; skip < unread.size(); ++skip) {
    if (!can_start(unread[skip])) continue;
    const Step step = judge(unread.subspan(skip), final, true);
    if (step.what == Step::What::kSkip) continue;
    if (skip > 0) break;
    if (step.what == Step::What::kFrame) lost_ = false;
    return step;
  }
  return {Step::What::kSkip, skip, why_};
}

bool looks_like_trail(Bytes front) {
  return !front.empty() && can_start(front[0]) && judge(front, false, false).what != Step::What::kSkip;
}

}  // namespace knox::bsm
