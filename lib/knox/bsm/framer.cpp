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

bool is_plausible_header(Bytes at) {
  return at.size() >= kMinHeader && is_header(at[0]) && is_known_version(at[5]) &&
         load_big<std::uint32_t>(at.data() + 1) <= kMaxRecord;
}

// Where the tokens of a record lead that begins at the front of `bytes`.
enum class WalkEnd : std::uint8_t {
  kExact,  // to the end of the bytes
  kOther,  // to its own trailer or another header before that: the header's size is wrong
  kCut,    // to a token that the bytes end in
  kBroken
};
// Whether the trailer token at `at` belongs to a record that begins with these bytes.
bool is_own_trailer(Bytes bytes, std::size_t at) {
  const std::size_t end = at + kTrailerSize;
  return end <= bytes.size() && ends_with_trailer(bytes.first(end));
}
WalkEnd walk(Bytes bytes) {
  Record record;
  if (!record.parse(bytes)) return WalkEnd::kCut;
  if (record.damage() && record.damage()->offset < bytes.size()) {
    const Error& damage = *record.damage();
    if (is_own_trailer(bytes, damage.offset) || is_header(bytes[damage.offset])) return WalkEnd::kOther;
    const std::size_t left = bytes.size() - damage.offset;
    const bool in_trailer = bytes[damage.offset] == Trailer::kInfo.id && left < kTrailerSize;
    return in_trailer || damage.have >= left ? WalkEnd::kCut : WalkEnd::kBroken;
  }
  // An unknown token takes all that is left. What is left can be its own record's trailer and more records,
  // the first of them begun in the token before.
  const std::vector<TokenRef>& tokens = record.tokens();
  if (tokens.back().kind != kKindOf<Unknown>) return WalkEnd::kExact;
  for (std::size_t at = tokens[tokens.size() - 2].offset + 1; at < bytes.size(); ++at) {
    if (bytes[at] == Trailer::kInfo.id && is_own_trailer(bytes, at)) return WalkEnd::kOther;
    if (is_plausible_header(bytes.subspan(at))) return WalkEnd::kOther;
  }
  return WalkEnd::kExact;
}

// A file token: its name ends with a NUL and holds no other. If `lost`, a record or the end has to follow.
Step judge_file(Bytes at, bool final, bool lost) {
  const Kind kind = kind_of_id(at[0], false);
  const std::size_t fixed = kind == kKindOf<File32> ? 11 : 19;
  const Error bad{.code = Code::kNotARecord, .what = "file token"};
  if (at.size() < fixed) return final ? no(bad) : more();
  const std::size_t length = load_big<std::uint16_t>(at.data() + fixed - 2);
  if (length == 0 || length > 1025) return no(bad);
  const std::size_t size = fixed + length;
  if (at.size() < size) return final ? no(bad) : more();
  if (std::ranges::find(at.subspan(fixed, length), 0) != at.begin() + static_cast<std::ptrdiff_t>(size) - 1) {
    return no(bad);
  }
  if (!lost) return yes(size);
  if (at.size() == size) return final ? yes(size) : more();
  return can_start(at[size]) ? yes(size) : no(bad);
}

// A record whose header is there, but not all of it yet. Either its size is wrong, and then its own trailer
// is among its tokens or there are records where it should go on, or it is cut.
Step judge_part(Bytes at, std::size_t size, bool final, bool lost) {
  const Error cut{.code = Code::kTruncated, .need = size, .have = at.size(), .what = "record"};
  if (!final && (size <= kPatience || at.size() < kPatience)) return more();
  const WalkEnd end = walk(at);
  const bool contradicted = end == WalkEnd::kOther || (end == WalkEnd::kBroken && (lost || final)) ||
                            (final && (!is_known_version(at[5]) || holds_record(at.subspan(1))));
  if (contradicted) return no({.code = Code::kMismatch, .what = "trailer"});
  return final ? Step{Step::What::kCut, at.size(), cut} : more();
}

// A whole record by its header's size, but without a trailer.
Step judge_bare(Bytes at, std::size_t size, bool final, bool lost) {
  const Error bad{.code = Code::kMismatch, .what = "trailer"};
  if (!is_known_version(at[5]) || (lost && size > kPatience)) return no(bad);
  const Bytes next = at.subspan(size);
  if (next.size() < kMinHeader && !final) return more();
  const bool at_end = next.empty() || (next.size() < kMinHeader && can_start(next[0]));  // or a cut header
  const bool header_follows = is_plausible_header(next);
  if (!at_end && !header_follows) {
    const Step file = is_file_id(next[0]) ? judge_file(next, final, true) : no(bad);
    if (file.what != Step::What::kFrame) return file.what == Step::What::kMore ? more() : no(bad);
  }
  switch (walk(at.first(size))) {
    case WalkEnd::kExact: return yes(size);
    case WalkEnd::kCut:
    case WalkEnd::kBroken: return lost || !header_follows ? no(bad) : yes(size);
    case WalkEnd::kOther: break;
  }
  return no({.code = Code::kMismatch, .what = "trailer"});
}

// Is this a record? `lost`: no record ended where these bytes begin, so that more proof is asked for.
Step judge(Bytes at, bool final, bool lost) {
  const std::uint8_t id = at[0];
  if (is_file_id(id)) return judge_file(at, final, lost);
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

bool holds_record(Bytes bytes) {
  for (; bytes.size() >= kMinHeader; bytes = bytes.subspan(1)) {
    if (!is_header(bytes[0])) continue;
    const std::size_t size = load_big<std::uint32_t>(bytes.data() + 1);
    if (size > bytes.size() || !ends_with_trailer(bytes.first(size))) continue;
    if (size == bytes.size() || can_start(bytes[size])) return true;
  }
  return false;
}

bool looks_like_trail(Bytes front) {
  if (front.empty() || !can_start(front[0])) return false;
  const Step step = judge(front, false, false);
  // t, x and y begin tokens as well as words: too little of one contradicts nothing and proves nothing.
  return step.what == Step::What::kMore ? front.size() >= kEnoughToTell : step.what != Step::What::kSkip;
}

}  // namespace knox::bsm
