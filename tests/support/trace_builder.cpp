#include "support/trace_builder.h"

#include <lz4.h>

#include <algorithm>
#include <map>

namespace knox::test {

namespace {

constexpr std::uint64_t kLow31 = 0x7fff'ffff;

std::uint16_t flags_of(const TraceRecord& r) {
  unsigned flags = r.flags | r.location;
  if (r.activity) flags |= 0x0001;
  if (r.unique_pid) flags |= 0x0010;
  if (r.format > kLow31) flags |= 0x0020;
  if (r.arguments && !r.arguments->private_data().empty()) flags |= 0x0100;
  if (r.subsystem || r.other_activity) flags |= 0x0200;
  if (r.ttl) flags |= 0x0400;
  if (r.oversize) flags |= 0x0800;
  if (r.signpost_name) flags |= 0x8000;
  return static_cast<std::uint16_t>(flags);
}

void put_location(TraceBytes& data, const TraceRecord& r) {
  data.u32(r.pc & 0xffff'ffff);
  if (r.location == 0x8 || r.location == 0xc) data.u16(static_cast<unsigned>(r.pc >> 32));
  if (r.location == 0xa) data.uuid(r.image);
  if (r.format > kLow31) data.u16(static_cast<unsigned>(r.format >> 31));
}

TraceBytes data_of(const TraceRecord& r, std::size_t private_offset) {
  if (r.raw.size() > 0) return r.raw;
  TraceBytes data;
  if (r.activity) data.u64(*r.activity);
  if (r.unique_pid) data.u64(*r.unique_pid);
  if (r.space == 2) {
    if (r.other_activity) data.u64(*r.other_activity);
    if (r.new_activity) data.u64(*r.new_activity);
    if (r.type != 2) put_location(data, r);
    return data;
  }
  if (r.arguments && !r.arguments->private_data().empty()) {
    data.u16(static_cast<unsigned>(private_offset));
    data.u16(static_cast<unsigned>(r.arguments->private_data().size()));
  }
  put_location(data, r);
  if (r.subsystem) data.u16(*r.subsystem);
  if (r.ttl) data.u8(*r.ttl);
  if (r.space == 6) data.u64(r.signpost);
  if (r.signpost_name) data.u32(*r.signpost_name);
  if (r.signpost_name && r.format > kLow31) data.u16(0);
  if (r.oversize) data.u32(*r.oversize);
  if (r.arguments) data.bytes(r.arguments->block().all());
  return data;
}

void put_process(TraceBytes& chunk, const tracev3::ProcessKey& process) {
  chunk.u64(process.unique_pid).u32(process.pid_version);
}

}  // namespace

tracev3::Uuid uuid_with(std::uint8_t fill) {
  tracev3::Uuid uuid;
  uuid.bytes.fill(fill);
  return uuid;
}

TraceBytes trace_chunk(std::uint32_t tag, const TraceBytes& data, std::uint32_t sub_tag) {
  TraceBytes chunk;
  return chunk.u32(tag).u32(sub_tag).u64(data.size()).bytes(data.all()).pad();
}

TraceArguments& TraceArguments::scalar(std::uint32_t value, unsigned type) {
  items_.u8(type).u8(4).u32(value);
  ++count_;
  return *this;
}
TraceArguments& TraceArguments::wide_scalar(std::uint64_t value, unsigned type) {
  items_.u8(type).u8(8).u64(value);
  ++count_;
  return *this;
}
TraceArguments& TraceArguments::text(std::string_view text, unsigned type) {
  items_.u8(type).u8(4);
  ranges_.push_back({items_.size()});
  items_.u16(static_cast<unsigned>(values_.size())).u16(static_cast<unsigned>(text.size() + 1));
  values_.append(text).push_back('\0');
  ++count_;
  return *this;
}
TraceArguments& TraceArguments::private_text(std::string_view text, unsigned type) {
  items_.u8(type)
      .u8(4)
      .u16(static_cast<unsigned>(private_.size()))
      .u16(static_cast<unsigned>(text.size() + 1));
  private_.append(text).push_back('\0');
  ++count_;
  return *this;
}
TraceArguments& TraceArguments::context(const TraceBytes& bytes) {
  context_ = bytes;
  return *this;
}

// Offsets of public texts count the context.
std::vector<std::uint8_t> TraceArguments::patched() const {
  std::vector<std::uint8_t> items = items_.all();
  for (const Range& range : ranges_) {
    const unsigned offset =
        items[range.at] + unsigned{items[range.at + 1]} * 256 + static_cast<unsigned>(context_.size());
    items[range.at] = static_cast<std::uint8_t>(offset & 0xff);
    items[range.at + 1] = static_cast<std::uint8_t>(offset >> 8);
  }
  return items;
}

TraceBytes TraceArguments::block() const {
  TraceBytes block;
  return block.u8(level_ << 5 | 2).u8(count_).bytes(patched()).bytes(context_.all()).text(values_);
}

TraceBytes page_chunk(const TracePage& page) {
  constexpr std::size_t kPage = 4096, kPageHead = 16;
  std::string private_data;
  for (const TraceRecord& r : page.records) {
    if (r.arguments) private_data += r.arguments->private_data();
  }
  const std::size_t private_start = kPage - private_data.size();
  TraceBytes tracepoints;
  std::size_t private_at = private_start;
  for (const TraceRecord& r : page.records) {
    const TraceBytes data = data_of(r, private_at);
    const std::uint64_t delta = r.ticks - page.base;
    const std::uint64_t code = (r.format & kLow31) | (r.is_dynamic ? kLow31 + 1 : 0);
    tracepoints.pad().u8(r.space).u8(r.type).u16(flags_of(r)).u32(code).u64(r.thread);
    tracepoints.u32(delta & 0xffff'ffff).u16(static_cast<unsigned>(delta >> 32));
    tracepoints.u16(static_cast<unsigned>(data.size())).bytes(data.all());
    if (r.arguments) private_at += r.arguments->private_data().size();
  }
  TraceBytes chunk;
  put_process(chunk, page.process);
  chunk.u8(page.ttl).u8(page.is_collapsed ? 1 : 0).u16(0);
  chunk.u16(static_cast<unsigned>(kPageHead + tracepoints.size())).u16(static_cast<unsigned>(private_start));
  chunk.u16(0).u8(page.stream).u8(3).u64(page.base).bytes(tracepoints.all());
  if (!page.is_collapsed && !private_data.empty())
    chunk.zeros(private_start - kPageHead - tracepoints.size());
  chunk.text(private_data);
  return trace_chunk(0x6001, chunk);
}

TraceBytes oversize_chunk(const tracev3::ProcessKey& process, std::uint64_t ticks, std::uint32_t reference,
                          const TraceArguments& arguments) {
  const TraceBytes block = arguments.block();
  const std::string& private_data = arguments.private_data();
  TraceBytes chunk;
  put_process(chunk, process);
  chunk.u32(0).u64(ticks).u32(reference);
  chunk.u16(static_cast<unsigned>(block.size())).u16(static_cast<unsigned>(private_data.size()));
  return trace_chunk(0x6002, chunk.bytes(block.all()).text(private_data));
}

TraceBytes statedump_chunk(const tracev3::ProcessKey& process, std::uint64_t ticks, std::string_view title,
                           std::uint32_t kind, std::string_view data) {
  TraceBytes chunk;
  put_process(chunk, process);
  chunk.u32(0).u64(ticks).u64(0x8000'0000'0000'0042).uuid(uuid_with(0xaa)).u32(kind).u32(data.size());
  chunk.field("library", 64).field("kind of state", 64).field(title, 64).text(data);
  return trace_chunk(0x6003, chunk);
}

TraceBytes simpledump_chunk(const tracev3::ProcessKey& process, std::uint64_t ticks, std::uint8_t level,
                            std::string_view subsystem, std::string_view message) {
  TraceBytes chunk;
  put_process(chunk, process);
  chunk.u8(0)
      .u8(level)
      .u16(0)
      .u64(ticks)
      .u64(77)
      .u64(0x5678)
      .uuid(uuid_with(0xaa))
      .uuid(uuid_with(0xcc))
      .u32(1);
  chunk.u32(subsystem.size() + 1).u32(message.size() + 1).text(subsystem).u8(0).text(message).u8(0);
  return trace_chunk(0x6004, chunk);
}

TraceBytes packed_chunkset(const TraceBytes& chunks, TracePacking packing) {
  TraceBytes data;
  if (packing == TracePacking::kStored) {
    data.text("bv4-").u32(chunks.size()).bytes(chunks.all()).text("bv4$");
  } else if (packing == TracePacking::kLzbitmap) {  // stored chunks of it
    data.text("ZBM").u8(0x0c);
    for (std::size_t at = 0; at < chunks.size(); at += 0x4000) {
      const std::size_t size = std::min<std::size_t>(chunks.size() - at, 0x4000);
      const auto put24 = [&](std::size_t value) {
        data.u16(value & 0xffff).u8(static_cast<unsigned>(value >> 16));
      };
      put24(size + 6);
      put24(size);
      data.bytes(Bytes(chunks.all()).subspan(at, size));
    }
    data.u16(6).u32(0);
  } else {
    // Blocks refer to the bytes of those before.
    const std::size_t block = packing == TracePacking::kLz4 ? chunks.size() : chunks.size() / 3 + 1;
    LZ4_stream_t* const stream = ::LZ4_createStream();
    for (std::size_t at = 0; at < chunks.size(); at += block) {
      const auto size = static_cast<int>(std::min(block, chunks.size() - at));
      std::vector<char> packed(static_cast<std::size_t>(::LZ4_compressBound(size)));
      const int n =
          ::LZ4_compress_fast_continue(stream, reinterpret_cast<const char*>(chunks.all().data()) + at,
                                       packed.data(), size, static_cast<int>(packed.size()), 1);
      data.text("bv41").u32(static_cast<std::uint64_t>(size)).u32(static_cast<std::uint64_t>(n));
      data.text({packed.data(), static_cast<std::size_t>(n)});
    }
    ::LZ4_freeStream(stream);
    data.text("bv4$");
  }
  return data;
}

TraceBytes catalog_and_chunksets(const std::vector<tracev3::Process>& processes,
                                 const std::vector<TraceChunkset>& chunksets) {
  std::vector<tracev3::Uuid> uuids;
  const auto index_of = [&](const tracev3::Uuid& uuid) {
    const auto found = std::ranges::find(uuids, uuid);
    if (found == uuids.end()) uuids.push_back(uuid);
    return static_cast<unsigned>(std::ranges::find(uuids, uuid) - uuids.begin());
  };
  TraceBytes strings;
  std::map<std::string, unsigned, std::less<>> offsets;
  const auto offset_of = [&](std::string_view text) {
    const auto [at, is_new] = offsets.try_emplace(std::string(text), static_cast<unsigned>(strings.size()));
    if (is_new) strings.text(text).u8(0);
    return at->second;
  };
  TraceBytes entries, subchunks, packed;
  for (const tracev3::Process& p : processes) {
    entries.u16(p.index).u16(p.is_32bit ? 1 : 0).u16(index_of(p.main));
    entries.u16(p.shared ? index_of(*p.shared) : 0xffff);
    entries.u64(p.key.unique_pid).u32(p.key.pid_version).u32(p.pid).u32(p.euid).u32(p.persona);
    entries.u64(p.images.size());
    for (const tracev3::ImageRange& image : p.images) {
      entries.u64(image.size).u16(index_of(image.image)).u32(image.load & 0xffff'ffff);
      entries.u16(static_cast<unsigned>(image.load >> 32));
    }
    entries.u64(p.subsystems.size());
    for (const tracev3::Subsystem& s : p.subsystems)
      entries.u16(s.id).u16(offset_of(s.name)).u16(offset_of(s.category));
    entries.pad();
  }
  for (const TraceChunkset& set : chunksets) {
    subchunks.u64(set.first).u64(set.last).u32(set.chunks.size()).u32(0x100).u32(set.processes.size());
    for (const std::uint16_t process : set.processes) subchunks.u16(process);
    subchunks.u32(set.subsystems.size());
    for (const std::string& text : set.subsystems) subchunks.u16(offset_of(text));
    subchunks.pad();
    packed.bytes(trace_chunk(0x600d, packed_chunkset(set.chunks, set.packing), 0x11).all());
  }
  strings.pad();
  const unsigned table = static_cast<unsigned>(uuids.size() * 16);
  const auto after_strings = static_cast<unsigned>(table + strings.size());
  const auto after_entries = static_cast<unsigned>(after_strings + entries.size());
  TraceBytes data;
  data.u16(table).u16(after_strings).u16(static_cast<unsigned>(processes.size()));
  data.u16(after_entries).u16(static_cast<unsigned>(chunksets.size())).zeros(6);
  data.u64(chunksets.empty() ? 0 : chunksets.front().first);
  for (const tracev3::Uuid& uuid : uuids) data.uuid(uuid);
  data.bytes(strings.all()).bytes(entries.all()).bytes(subchunks.all());
  return trace_chunk(0x600b, data, 0x11).bytes(packed.all());
}

TraceBytes header_chunk(const TraceHeader& header) {
  TraceBytes data;
  data.u32(header.numerator).u32(header.denominator).u64(header.continuous).u64(header.wall_seconds);
  data.u32(header.wall_microseconds).u32(static_cast<std::uint32_t>(header.minutes_west)).u32(0).u32(3);
  data.u32(0x6100).u32(8).u64(header.continuous);
  data.u32(0x6101).u32(56).u32(7).u32(8).field("21A559", 16).field("Macmini9,1", 32);
  data.u32(0x6102).u32(24).uuid(header.boot).u32(85).u32(0);
  data.u32(0x6103).u32(48).field("/var/db/timezone/zoneinfo/Europe/Zurich", 48);
  return trace_chunk(0x1000, data, 0x11);
}

TraceBytes timesync_boot(const tracev3::Uuid& boot, std::uint32_t numerator, std::uint32_t denominator,
                         std::uint64_t wall, std::int32_t minutes_west) {
  TraceBytes record;
  record.u16(0xbbb0).u16(48).u32(0).uuid(boot).u32(numerator).u32(denominator).u64(wall);
  return record.u32(static_cast<std::uint32_t>(minutes_west)).u32(0);
}

TraceBytes timesync_sync(std::uint64_t ticks, std::uint64_t wall, std::int32_t minutes_west) {
  TraceBytes record;
  record.u16(0x7354).u16(32).u32(0).u64(ticks).u64(wall);
  return record.u32(static_cast<std::uint32_t>(minutes_west)).u32(0);
}

TraceBytes uuidtext_file(const std::vector<std::pair<std::uint32_t, std::string>>& strings,
                         std::string_view path) {
  TraceBytes file, data;
  file.u32(0x66778899).u32(2).u32(1).u32(strings.size());
  for (const auto& [offset, text] : strings) {
    file.u32(offset).u32(text.size() + 1);
    data.text(text).u8(0);
  }
  return file.bytes(data.all()).text(path).u8(0);
}

}  // namespace knox::test
