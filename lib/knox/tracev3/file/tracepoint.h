// The data of a tracepoint, taken apart by its flags and its namespace: ids, the place of the format string
// and of the caller, arguments.
//
// Source: what macOS 10.12 to 15 and iOS 15 write; log's own listing of raw records.
#pragma once

#include <cstdint>
#include <optional>

#include "knox/tracev3/file/firehose.h"
#include "knox/tracev3/message/items.h"

namespace knox::tracev3 {

struct Range16 {
  std::uint16_t offset = 0, size = 0;
};

// A place in an image: of a format string, or of a name.
struct StringPlace {
  std::uint64_t offset = 0;
  bool is_dynamic = false;  // it is not in the image; the format is %s
};

struct TracepointData {
  std::optional<std::uint64_t> activity = {};  // the current one, with its flags in the top byte
  std::optional<std::uint64_t> unique_pid = {};
  std::optional<std::uint64_t> other_activity = {}, new_activity = {};
  std::optional<Range16> private_range = {};  // in the page
  bool has_location = false;
  std::uint64_t pc = 0;
  Uuid image = {};  // of Location::kUuid
  StringPlace format = {};
  std::optional<std::uint16_t> subsystem = {};
  std::optional<std::uint8_t> ttl = {};
  std::uint64_t signpost = 0;
  std::optional<StringPlace> signpost_name = {};
  std::optional<std::uint32_t> oversize = {};
  Bytes arguments = {};

  // Of a loss: from when to when, ticks, and how many; 63 are 63 or more.
  std::uint64_t loss_first = 0, loss_last = 0;
  std::uint32_t loss_count = 0;
};

// What the top byte of an activity's id does not belong to.
inline constexpr std::uint64_t kActivityMask = 0x00ff'ffff'ffff'ffff;

inline constexpr std::uint16_t kHasContext = 0x1000;  // flag: a backtrace stands in front of the values

// `process`: whose it is, if that is known. False: the data ends too soon; what was read until then is in it.
bool read_tracepoint_data(const Tracepoint& tracepoint, const Process* process, TracepointData& data);

// The bytes of a private range in a page; empty: they are not there.
Bytes private_bytes(const Page& page, Range16 range) noexcept;

}  // namespace knox::tracev3
