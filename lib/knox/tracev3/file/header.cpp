#include "knox/tracev3/file/header.h"

#include "knox/tracev3/bytes/little.h"

namespace knox::tracev3 {

namespace {

enum : std::uint32_t { kContinuous = 0x6100, kSystem = 0x6101, kBoot = 0x6102, kZone = 0x6103 };

// The name of a zone is what stands behind zoneinfo/ in the path of its file.
std::string zone_of(std::string_view path) {
  constexpr std::string_view kFolder = "zoneinfo/";
  const std::size_t at = path.find(kFolder);
  return at == path.npos ? std::string() : std::string(path.substr(at + kFolder.size()));
}

void read_part(std::uint32_t tag, Bytes data, Header& header) {
  LittleCursor cursor(data);
  switch (tag) {
    case kContinuous: header.continuous = cursor.get<std::uint64_t>(); break;
    case kSystem:
      cursor.skip(8);  // type and subtype of the processor
      header.build = until_nul(cursor.take(16));
      header.model = until_nul(cursor.take(32));
      break;
    case kBoot: header.boot = uuid_of(cursor.take(16)); break;
    case kZone: header.zone = zone_of(until_nul(data)); break;
    default: break;
  }
}

}  // namespace

Result<Header> read_header(Bytes data) {
  LittleCursor cursor(data);
  Header header;
  header.timebase.numerator = cursor.get<std::uint32_t>();
  header.timebase.denominator = cursor.get<std::uint32_t>();
  cursor.skip(8);  // absolute time, which stands still in sleep
  header.wall_seconds = static_cast<std::int64_t>(cursor.get<std::uint64_t>());  // two's complement
  header.wall_microseconds = cursor.get<std::uint32_t>();
  header.minutes_west = static_cast<std::int32_t>(cursor.get<std::uint32_t>());
  header.has_daylight_time = cursor.get<std::uint32_t>() != 0;
  header.flags = cursor.get<std::uint32_t>();
  if (!cursor.ok()) {
    return std::unexpected(
        Error{.code = Code::kTruncated, .have = data.size(), .what = "header of the file"});
  }
  if (header.timebase.numerator == 0 || header.timebase.denominator == 0) {
    return std::unexpected(Error{.code = Code::kBadValue, .what = "timebase in the header of the file"});
  }
  while (cursor.left() >= 8) {
    const std::uint32_t tag = cursor.get<std::uint32_t>();
    const std::uint32_t size = cursor.get<std::uint32_t>();
    const Bytes part = cursor.take(size);
    if (!cursor.ok()) break;
    read_part(tag, part, header);
  }
  return header;
}

}  // namespace knox::tracev3
