#include "knox/linux_audit/assembly/packed_event.h"

#include <cstring>
#include <string_view>

namespace knox::linux_audit {

namespace {

struct Head {
  Time time;
  std::size_t count;  // of lines
  std::uint32_t serial;
  Ending ending;
  bool late;
};

struct Part {  // of a line's text
  std::uint32_t at = 0, size = 0;

  Part(std::string_view part, std::string_view text)
      : at(part.data() == nullptr ? 0 : static_cast<std::uint32_t>(part.data() - text.data())),
        size(static_cast<std::uint32_t>(part.size())) {}
  Part() = default;
  std::string_view of(std::string_view text) const { return text.substr(at, size); }
};

struct PackedLine {
  std::uint32_t size = 0;  // of the text
  Part node, type_name, body;
  RecordType type{};
  std::uint32_t serial = 0;
  Time time;
};

// Bytes may stand anywhere, so values are copied out of and into them.
template <class T>
T take(Bytes& bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes = bytes.subspan(sizeof value);
  return value;
}
template <class T>
std::uint8_t* put(std::uint8_t* at, const T& value) {
  std::memcpy(at, &value, sizeof value);
  return at + sizeof value;
}

}  // namespace

// The head, then each line's parts and its text.
void pack(const Event& event, std::vector<std::uint8_t>& packed) {
  std::size_t size = sizeof(Head) + event.records.size() * sizeof(PackedLine);
  for (const Line& line : event.records) size += line.text.size();
  packed.resize(size);
  std::uint8_t* at = put(packed.data(), Head{.time = event.time,
                                             .count = event.records.size(),
                                             .serial = event.serial,
                                             .ending = event.ending,
                                             .late = event.late});
  for (const Line& line : event.records) {
    at = put(at, PackedLine{.size = static_cast<std::uint32_t>(line.text.size()),
                            .node = {line.node, line.text},
                            .type_name = {line.type_name, line.text},
                            .body = {line.body, line.text},
                            .type = line.type,
                            .serial = line.serial,
                            .time = line.time});
    std::memcpy(at, line.text.data(), line.text.size());
    at += line.text.size();
  }
}

Event unpack(Bytes packed, std::vector<Line>& lines) {
  const Head head = take<Head>(packed);
  lines.resize(head.count);
  for (Line& line : lines) {
    const auto parts = take<PackedLine>(packed);
    const std::string_view text = as_chars(packed.first(parts.size));
    packed = packed.subspan(parts.size);
    line = {.text = text,
            .node = parts.node.of(text),
            .type_name = parts.type_name.of(text),
            .body = parts.body.of(text),
            .type = parts.type,
            .serial = parts.serial,
            .time = parts.time};
  }
  return {.node = lines.front().node,
          .time = head.time,
          .serial = head.serial,
          .records = lines,
          .ending = head.ending,
          .late = head.late};
}

}  // namespace knox::linux_audit
