// Writes unified log stores byte for byte, as lib/knox/tracev3 describes them: pages with tracepoints,
// catalogs, chunksets in each way of packing, timesync.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "knox/tracev3/bytes/uuid.h"
#include "knox/tracev3/file/catalog.h"

namespace knox::test {

// Little-endian.
class TraceBytes {
 public:
  template <std::unsigned_integral T>
  TraceBytes& put(T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i)
      bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i) & 0xff));
    return *this;
  }
  TraceBytes& u8(unsigned value) { return put(static_cast<std::uint8_t>(value)); }
  TraceBytes& u16(unsigned value) { return put(static_cast<std::uint16_t>(value)); }
  TraceBytes& u32(std::uint64_t value) { return put(static_cast<std::uint32_t>(value)); }
  TraceBytes& u64(std::uint64_t value) { return put(value); }
  TraceBytes& zeros(std::size_t n) {
    bytes_.resize(bytes_.size() + n);
    return *this;
  }
  TraceBytes& bytes(Bytes more) {
    bytes_.insert(bytes_.end(), more.begin(), more.end());
    return *this;
  }
  TraceBytes& text(std::string_view more) { return bytes(as_bytes(more)); }
  // In a field of so many bytes.
  TraceBytes& field(std::string_view more, std::size_t size) { return text(more).zeros(size - more.size()); }
  TraceBytes& uuid(const tracev3::Uuid& uuid) { return bytes(uuid.bytes); }
  TraceBytes& pad() { return zeros((8 - bytes_.size() % 8) % 8); }

  std::size_t size() const { return bytes_.size(); }
  const std::vector<std::uint8_t>& all() const { return bytes_; }
  std::string_view view() const { return as_chars(bytes_); }

 private:
  std::vector<std::uint8_t> bytes_;
};

// All bytes are `fill`.
tracev3::Uuid uuid_with(std::uint8_t fill);

// A chunk with its preamble, padded.
TraceBytes trace_chunk(std::uint32_t tag, const TraceBytes& data, std::uint32_t sub_tag = 0);

// An argument block. Public texts stand behind the items, private ones in `private_data`.
class TraceArguments {
 public:
  explicit TraceArguments(unsigned level = 0) : level_(level) {}

  TraceArguments& scalar(std::uint32_t value, unsigned type = 0);
  TraceArguments& wide_scalar(std::uint64_t value, unsigned type = 0);
  TraceArguments& text(std::string_view text, unsigned type = 0x22);  // public string; 0x42: public object
  TraceArguments& private_text(std::string_view text, unsigned type = 0x21);
  // What stands in front of the values: a backtrace.
  TraceArguments& context(const TraceBytes& bytes);

  TraceBytes block() const;
  const std::string& private_data() const { return private_; }

 private:
  unsigned level_ = 0, count_ = 0;
  TraceBytes items_, context_;
  struct Range {
    std::size_t at;  // of its offset, in items_
  };
  std::string values_, private_;
  std::vector<std::uint8_t> patched() const;
  std::vector<Range> ranges_;
};

// One tracepoint's data and flags, in Apple's order.
struct TraceRecord {
  std::uint8_t space = 4, type = 0;
  std::uint64_t ticks = 0, thread = 7;
  std::uint16_t flags = 0;  // more than follow from what is set here
  std::optional<std::uint64_t> activity = {}, unique_pid = {}, other_activity = {}, new_activity = {};
  std::uint16_t location = 0x2;
  std::uint64_t pc = 0x1234;
  tracev3::Uuid image = {};  // of location 0xa
  std::uint64_t format = 0x100;
  bool is_dynamic = false;
  std::optional<std::uint16_t> subsystem = {};
  std::optional<std::uint8_t> ttl = {};
  std::uint64_t signpost = 0;
  std::optional<std::uint32_t> signpost_name = {};
  std::optional<std::uint32_t> oversize = {};
  std::optional<TraceArguments> arguments = {};
  TraceBytes raw = {};  // instead of all of that
};

// A firehose chunk of one process.
struct TracePage {
  tracev3::ProcessKey process = {1, 2};
  std::uint8_t ttl = 0, stream = 0;
  bool is_collapsed = true;  // what is private follows the tracepoints at once
  std::uint64_t base = 0;
  std::vector<TraceRecord> records = {};
};
TraceBytes page_chunk(const TracePage& page);

TraceBytes oversize_chunk(const tracev3::ProcessKey& process, std::uint64_t ticks, std::uint32_t reference,
                          const TraceArguments& arguments);
TraceBytes statedump_chunk(const tracev3::ProcessKey& process, std::uint64_t ticks, std::string_view title,
                           std::uint32_t kind, std::string_view data);
TraceBytes simpledump_chunk(const tracev3::ProcessKey& process, std::uint64_t ticks, std::uint8_t level,
                            std::string_view subsystem, std::string_view message);

enum class TracePacking : std::uint8_t { kLz4, kLz4Blocks, kStored, kLzbitmap };

struct TraceChunkset {
  TraceBytes chunks = {};
  std::uint64_t first = 0, last = 0;
  TracePacking packing = TracePacking::kLz4;
  std::vector<std::uint16_t> processes = {};  // indexes
  std::vector<std::string> subsystems = {};   // that occur in it, and categories
};

// A catalog and the chunksets that it is about. Subsystems have only their ids and texts.
TraceBytes catalog_and_chunksets(const std::vector<tracev3::Process>& processes,
                                 const std::vector<TraceChunkset>& chunksets);
TraceBytes packed_chunkset(const TraceBytes& chunks, TracePacking packing);

struct TraceHeader {
  std::uint32_t numerator = 1, denominator = 1;
  std::uint64_t wall_seconds = 1'700'000'000;
  std::uint32_t wall_microseconds = 250'000;
  std::uint64_t continuous = 1'000'000'000;
  std::int32_t minutes_west = -60;
  tracev3::Uuid boot = {};
};
TraceBytes header_chunk(const TraceHeader& header);

TraceBytes timesync_boot(const tracev3::Uuid& boot, std::uint32_t numerator, std::uint32_t denominator,
                         std::uint64_t wall, std::int32_t minutes_west);
TraceBytes timesync_sync(std::uint64_t ticks, std::uint64_t wall, std::int32_t minutes_west);

// A file of strings: each text at its offset in the image.
TraceBytes uuidtext_file(const std::vector<std::pair<std::uint32_t, std::string>>& strings,
                         std::string_view path);

}  // namespace knox::test
