#include "knox/linux_audit/assembly/packed_event.h"

#include <string>

#include "unit/catch.h"

namespace knox::linux_audit {

TEST_CASE("packed event: it comes out as it went in, wherever its bytes stand") {
  const std::string texts[] = {
      "node=web1 type=SYSCALL msg=audit(1700000000.041:812): arch=c000003e syscall=59 success=yes",
      "type=1307 msg=audit(1700000000.041:812): cwd=\"/\"",
      "type=EOE msg=audit(1700000000.041:812): ",
  };
  std::vector<Line> lines;
  for (const std::string& text : texts) REQUIRE(peek(text, lines.emplace_back()) == LineKind::kRecord);
  for (std::size_t count = 1; count <= lines.size(); ++count) {
    const Event event{.node = lines.front().node,
                      .time = lines.front().time,
                      .serial = 812,
                      .records = std::span(lines).first(count),
                      .ending = Ending::kPressure,
                      .late = count == 2};
    std::vector<std::uint8_t> packed = {1, 2, 3};
    pack(event, packed);
    packed.insert(packed.begin(), 0);
    std::vector<Line> memory(7);
    const Event again = unpack(Bytes(packed).subspan(1), memory);
    CHECK(again.node == "web1");
    CHECK(again.time == event.time);
    CHECK(again.serial == 812);
    CHECK(again.ending == Ending::kPressure);
    CHECK(again.late == event.late);
    REQUIRE(again.records.size() == count);
    for (std::size_t i = 0; i < count; ++i) {
      CHECK(again.records[i] == lines[i]);
      CHECK(again.records[i].text.data() != lines[i].text.data());
    }
  }
}

}  // namespace knox::linux_audit
