#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "knox/tree/formats.h"
#include "knox/tree/protobuf.h"
#include "support/process_story.h"
#include "unit/catch.h"

namespace knox::tree {

namespace {

struct Field {
  std::uint32_t number = 0;
  std::uint64_t value = 0;  // of a number
  std::string_view bytes;   // of a message or a text
};

std::uint64_t read_varint(std::string_view& rest) {
  std::uint64_t value = 0;
  for (int shift = 0;; shift += 7) {
    REQUIRE(!rest.empty());
    REQUIRE(shift < 64);
    const auto byte = static_cast<unsigned char>(rest.front());
    rest.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80) return value;
  }
}

std::vector<Field> decode(std::string_view rest) {
  std::vector<Field> fields;
  while (!rest.empty()) {
    const std::uint64_t key = read_varint(rest);
    Field field{.number = static_cast<std::uint32_t>(key >> 3), .bytes = {}};
    if ((key & 7) == 0) {
      field.value = read_varint(rest);
    } else if ((key & 7) == 1) {
      REQUIRE(rest.size() >= 8);
      for (std::size_t i = 8; i-- > 0;) field.value = field.value << 8 | static_cast<unsigned char>(rest[i]);
      rest.remove_prefix(8);
    } else {
      REQUIRE((key & 7) == 2);
      const std::uint64_t size = read_varint(rest);
      REQUIRE(size <= rest.size());
      field.bytes = rest.substr(0, size);
      rest.remove_prefix(size);
    }
    fields.push_back(field);
  }
  return fields;
}

std::optional<Field> find(const std::vector<Field>& fields, std::uint32_t number) {
  for (const Field& field : fields) {
    if (field.number == number) return field;
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("protobuf: numbers as varints") {
  CHECK(Message().number(1, 150).bytes() == "\x08\x96\x01");
  CHECK(Message().text(2, "testing").bytes() == "\x12\x07testing");
  CHECK(Message().fixed64(47, 1).bytes() == std::string_view("\xf9\x02\x01\0\0\0\0\0\0\0", 10));
}

TEST_CASE("perfetto: it decodes, begins equal ends, and tracks are below their parents") {
  History history({});
  test::tell_build(history);
  std::string trace;
  StringWriter writer(trace);
  Out out(writer);
  put_perfetto(out, Forest(history, Forest::Keep::kAll), {}, Totals());
  out.flush();

  std::map<std::uint64_t, std::string> tracks;
  std::map<std::uint64_t, int> open;
  std::map<std::uint64_t, std::uint64_t> last;
  std::vector<std::string> instants;
  int slices = 0, flows = 0;
  for (const Field& packet : decode(trace)) {
    CHECK(packet.number == 1);
    const auto fields = decode(packet.bytes);
    CHECK(find(fields, 10)->value == 1);
    if (const auto described = find(fields, 60)) {
      const auto track = decode(described->bytes);
      const std::uint64_t uuid = find(track, 1)->value;
      CHECK(!tracks.contains(uuid));
      if (const auto parent = find(track, 5)) CHECK(tracks.contains(parent->value));
      tracks[uuid] = find(track, 2)->bytes;
      continue;
    }
    const auto made = decode(find(fields, 11)->bytes);
    const std::uint64_t uuid = find(made, 11)->value, time = find(fields, 8)->value;
    CHECK(tracks.contains(uuid));
    if (find(made, 47)) ++flows;
    switch (find(made, 9)->value) {
      case 1:
        CHECK(++open[uuid] == 1);
        CHECK(time >= last[uuid]);
        ++slices;
        break;
      case 2:
        CHECK(--open[uuid] == 0);
        CHECK(time >= last[uuid]);
        break;
      default: instants.emplace_back(find(made, 23)->bytes); continue;
    }
    last[uuid] = time;
  }
  for (const auto& [uuid, count] : open) CHECK(count == 0);
  CHECK(tracks.size() == 4);
  CHECK(slices == 7);  // 1500, and two of each child: before its execution and after it
  CHECK(flows == 6);
  CHECK(instants == std::vector<std::string>{"fork", "fork", "create hello.o", "fail ENOENT open", "fork",
                                             "connect 192.0.2.80:443"});
}

}  // namespace knox::tree
