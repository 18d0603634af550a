#include "knox/event/content_id.h"

#include <string>

#include "unit/catch.h"

namespace knox::event {

namespace {

std::string id_of(ContentId& id, std::string_view text, Time time) {
  id.begin();
  id.add(text);
  id.add(std::uint64_t{7});
  return std::string(id.of(time));
}

}  // namespace

TEST_CASE("content id: of what is said and when, and counted where both are the same") {
  const Time noon{1'700'000'000, 5}, later{1'700'000'000, 6};
  ContentId first, second;
  const std::string id = id_of(first, "alice", noon);
  CHECK(id == "17979cfe362a0005" + id.substr(16));
  CHECK(id.size() == 32);
  CHECK(id_of(second, "alice", noon) == id);
  CHECK(id_of(first, "bob", noon) != id);
  CHECK(id_of(first, "alice", noon) == id + "-2");
  CHECK(id_of(first, "alice", noon) == id + "-3");
  CHECK(id_of(first, "alice", later).size() == 32);
  CHECK(id_of(second, "alice", later).substr(16) == id.substr(16));
}

}  // namespace knox::event
