// Firehose: the chunk that holds what one process logged: a page of its ring buffer, cut, with tracepoints in
// it, and behind them the data that was private.
//
//   page    next_entry u16 (end of the tracepoints), private_start u16, ... stream u8, flags u8, base time
//   u64 tracepoint    namespace u8, type u8, flags u16, code u32, thread u64, time u48 from the base, length
//   u16, data
//
// Source: xnu's firehose headers; what macOS 10.12 to 15 and iOS 15 write.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "knox/base/cursor.h"
#include "knox/tracev3/file/catalog.h"

namespace knox::tracev3 {

enum class Namespace : std::uint8_t {
  kActivity = 2,
  kTrace = 3,
  kLog = 4,
  kMetadata = 5,
  kSignpost = 6,
  kLoss = 7,
  kMetric = 8
};

// How a tracepoint says in which image its format string and its caller are.
enum class Location : std::uint8_t {
  kNone = 0,
  kMain = 1,         // the process' executable
  kShared = 2,       // the cache of shared libraries
  kMainPlugIn = 3,   // nobody can tell
  kAbsolute = 4,     // an address
  kUuid = 5,         // the image is named
  kLargeShared = 6,  // the cache, with a program counter of 48 bits
  kInvalid = 7
};

// What a page says of all of its tracepoints.
struct Page {
  ProcessKey process = {};
  std::uint8_t ttl = 0;  // days; 0: the default
  std::uint8_t stream = 0;
  std::uint64_t base = 0;  // ticks
  Bytes tracepoints = {};
  Bytes private_area = {};  // what offsets of private ranges count in, from private_start on
  std::uint16_t private_start = 0;
};

// Of the chunk's data. nullopt: it is too short, or its sizes cannot be.
std::optional<Page> read_page(Bytes data);

struct Tracepoint {
  Namespace space{};
  std::uint8_t type = 0;
  std::uint16_t flags = 0;
  std::uint32_t code = 0;
  std::uint64_t thread = 0;
  std::uint64_t delta = 0;  // ticks since the page's base
  Bytes data = {};

  std::uint64_t trace_id() const noexcept {
    return std::uint64_t{code} << 32 | std::uint64_t{flags} << 16 | std::uint64_t{type} << 8 |
           static_cast<std::uint8_t>(space);
  }
  Location location() const noexcept { return static_cast<Location>(flags >> 1 & 7); }
};

inline constexpr std::size_t kTracepointHead = 24;

// The tracepoint at `bytes`, and how many bytes it takes; 0: there is none.
std::size_t read_tracepoint(Bytes bytes, Tracepoint& tracepoint) noexcept;

// The tracepoints of a page, one after the other.
class TracepointWalk {
 public:
  explicit TracepointWalk(Bytes tracepoints) noexcept : bytes_(tracepoints) {}

  bool next(Tracepoint& tracepoint) noexcept;
  std::size_t offset() const noexcept { return offset_; }  // of the last one
  std::size_t lost() const noexcept { return lost_; }      // bytes at the end that are none

 private:
  Bytes bytes_;
  std::size_t at_ = 0, offset_ = 0, lost_ = 0;
};

}  // namespace knox::tracev3
