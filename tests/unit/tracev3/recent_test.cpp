#include "knox/tracev3/bytes/recent.h"

#include <string>

#include "unit/catch.h"

namespace knox::tracev3 {

using Names = Recent<int, std::string, std::hash<int>>;

TEST_CASE("recent: what was wanted last is kept") {
  Names names(200, 1'000'000);
  for (int i = 0; i < 1000; ++i) {
    names.add(i, std::to_string(i), 8);
    REQUIRE(names.find(0));  // wanted again and again
  }
  CHECK(*names.find(999) == "999");
  CHECK(!names.find(500));
  int kept = 0;
  for (int i = 0; i < 1000; ++i) kept += names.find(i) != nullptr;
  CHECK(kept <= 200);
}

TEST_CASE("recent: large entries are bounded, and stay for a while") {
  Names names(1000, 4000);
  std::string& first = names.add(0, "first", 1000);
  for (int i = 1; i < 16; ++i) names.add(i, "", 1000);
  CHECK(first == "first");
  for (int i = 16; i < 64; ++i) names.add(i, "", 1000);
  CHECK(!names.find(0));
}

}  // namespace knox::tracev3
