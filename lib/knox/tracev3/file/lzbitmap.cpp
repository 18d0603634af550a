#include "knox/tracev3/file/lzbitmap.h"

#include <array>

#include "knox/tracev3/bytes/little.h"

namespace knox::tracev3 {

namespace {

constexpr std::size_t kStart = 4, kHead = 6, kOffsets = 15, kMap = 17;
constexpr std::uint8_t kNoRuns = 4;  // flag: token 15 is one of the map, and not a run
constexpr unsigned kFirstMapped = 3, kRun = 15;

std::size_t load24(const std::uint8_t* at) noexcept {
  return at[0] | std::size_t{at[1]} << 8 | std::size_t{at[2]} << 16;
}

struct Mapped {
  std::uint8_t bitmap = 0, distance = 0;
};

// One chunk that is packed. Every fetch is bounded by the cursor that it is from.
class Unpacker {
 public:
  Unpacker(Bytes chunk, bool has_runs)
      : literals_(chunk.subspan(kOffsets)),
        distances_(from(chunk, 6)),
        bitmaps_(from(chunk, 9)),
        tokens_(from(chunk, 12).first(tokens_size(chunk))),
        has_runs_(has_runs) {
    const Bytes map = chunk.last(kMap);
    for (unsigned token = kFirstMapped; token < map_.size(); ++token) {
      const std::size_t bit = (token - kFirstMapped) * 10, byte = bit / 8;
      const unsigned bits = (map[byte] | unsigned{map[byte + 1]} << 8 |
                             (byte + 2 < kMap ? unsigned{map[byte + 2]} << 16 : 0U)) >>
                            bit % 8;
      map_[token] = {.bitmap = static_cast<std::uint8_t>(bits & 0xff),
                     .distance = static_cast<std::uint8_t>(bits >> 8 & 3)};
    }
  }

  static bool is_sound(Bytes chunk) noexcept {
    if (chunk.size() < kOffsets + kMap) return false;
    for (const std::size_t field : {6U, 9U, 12U}) {
      if (load24(chunk.data() + field) > chunk.size() - kMap) return false;
    }
    return true;
  }

  bool unpack(std::size_t size, std::vector<std::uint8_t>& to) {
    const std::size_t end = to.size() + size;
    std::size_t distance = 8;
    while (to.size() < end) {
      const unsigned token = next_token();
      if (failed_) return false;
      Mapped step = map_[token];
      if (token < kFirstMapped) {
        step = {.bitmap = bitmaps_.get<std::uint8_t>(), .distance = static_cast<std::uint8_t>(token)};
      }
      std::size_t times = 1;
      if (has_runs_ && end - to.size() > 8) times = run_length();
      if (step.distance == 1) distance = distances_.get<std::uint8_t>();
      if (step.distance == 2) distance = distances_.get<std::uint16_t>();
      if (step.distance > 2 || !bitmaps_.ok() || !distances_.ok()) return false;
      for (; times > 0 && to.size() < end; --times) {
        if (!put(step.bitmap, distance, end, to)) return false;
      }
    }
    return true;
  }

 private:
  static Bytes from(Bytes chunk, std::size_t field) noexcept {
    return chunk.first(chunk.size() - kMap).subspan(load24(chunk.data() + field));
  }
  static std::size_t tokens_size(Bytes chunk) noexcept { return from(chunk, 12).size(); }

  unsigned next_token() {
    if (at_ >= tokens_.size() * 2) {
      failed_ = true;
      return 0;
    }
    const std::uint8_t byte = tokens_[at_ / 2];
    return at_++ % 2 == 0 ? byte & 15U : byte >> 4;
  }
  std::size_t run_length() {
    const std::size_t before = at_;
    if (next_token() != kRun || failed_) {
      failed_ = false;
      at_ = before;
      return 1;
    }
    std::size_t sum = 0;
    unsigned nibble = kRun;
    while (nibble == kRun && !failed_) {
      nibble = next_token();
      sum += nibble;
    }
    return 4 + sum;
  }
  bool put(std::uint8_t bitmap, std::size_t distance, std::size_t end, std::vector<std::uint8_t>& to) {
    for (unsigned bit = 0; bit < 8 && to.size() < end; ++bit) {
      if ((bitmap >> bit & 1) != 0) {
        to.push_back(literals_.get<std::uint8_t>());
        if (!literals_.ok()) return false;
      } else {
        if (distance == 0 || distance > to.size()) return false;
        to.push_back(to[to.size() - distance]);
      }
    }
    return true;
  }

  LittleCursor literals_, distances_, bitmaps_;
  Bytes tokens_;
  bool has_runs_;
  std::array<Mapped, 16> map_ = {};
  std::size_t at_ = 0;  // in nibbles
  bool failed_ = false;
};

}  // namespace

bool is_lzbitmap(Bytes data) noexcept {
  return as_chars(data).starts_with("ZBM");
}

Result<void> unpack_lzbitmap(Bytes data, std::size_t most, std::vector<std::uint8_t>& to) {
  const auto fail = [&](Code code, Bytes rest) {
    return std::unexpected(
        Error{.code = code, .offset = data.size() - rest.size(), .what = "chunkset: damaged LZBITMAP chunk"});
  };
  if (data.size() < kStart) return fail(Code::kTruncated, {});
  const bool has_runs = (data[3] & kNoRuns) == 0;
  for (Bytes rest = data.subspan(kStart);;) {
    if (rest.size() < kHead) return fail(Code::kTruncated, rest);
    const std::size_t packed = load24(rest.data()), unpacked = load24(rest.data() + 3);
    if (unpacked == 0) return {};
    if (packed < kHead || packed > rest.size()) return fail(Code::kTruncated, rest);
    if (unpacked > most - to.size()) return fail(Code::kBadSize, rest);
    const Bytes chunk = rest.first(packed);
    if (packed == unpacked + kHead) {
      to.insert(to.end(), chunk.begin() + kHead, chunk.end());
    } else if (!Unpacker::is_sound(chunk) || !Unpacker(chunk, has_runs).unpack(unpacked, to)) {
      return fail(Code::kCompressed, rest);
    }
    rest = rest.subspan(packed);
  }
}

}  // namespace knox::tracev3
