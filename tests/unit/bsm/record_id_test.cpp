#include "knox/bsm/record_id.h"

#include <set>
#include <string>

#include "unit/catch.h"

namespace knox::bsm {

namespace {

constexpr Time kTime = {0x66432be3, 41'000'000};

std::string id_of(RecordIds& ids, std::string_view record, std::string_view host = "") {
  return std::string(ids.of(as_bytes(record), kTime, 3, host));
}

}  // namespace

TEST_CASE("record ids: the host, the time, and a hash of all bytes") {
  RecordIds ids;
  CHECK(id_of(ids, "a record") == "66432be3.041-75c8c7fd11968b6e");
  CHECK(id_of(ids, "a record", "mac 1") == "mac_1-66432be3.041-75c8c7fd11968b6e-2");
  CHECK(std::string(ids.of(as_bytes("a record"), {7, 123'456'789}, 9, "")) == "7.123456789-75c8c7fd11968b6e");
  CHECK(std::string(ids.of(as_bytes("a record"), {7, 123'456'789}, 6, "")) == "7.123456-75c8c7fd11968b6e-2");
}

TEST_CASE("record ids: every byte counts, and each prefix is another record") {
  std::string record;
  for (int i = 0; i < 300; ++i) record += static_cast<char>(i * 7);
  std::set<std::uint64_t> seen;
  for (std::size_t size = 0; size <= record.size(); ++size) {
    CHECK(seen.insert(hash_of(as_bytes(record).first(size))).second);
  }
  for (char& c : record) {
    c = static_cast<char>(c ^ 1);
    CHECK(seen.insert(hash_of(as_bytes(record))).second);
    c = static_cast<char>(c ^ 1);
  }
}

TEST_CASE("record ids: records that are the same in every byte are counted") {
  RecordIds ids;
  const std::string first = id_of(ids, "x", "h");
  CHECK(id_of(ids, "y", "h") != first);
  CHECK(id_of(ids, "z", "other") != first);  // in between
  CHECK(id_of(ids, "x", "h") == first + "-2");
  CHECK(id_of(ids, "x", "h") == first + "-3");
  RecordIds again;
  CHECK(id_of(again, "x", "h") == first);
}

}  // namespace knox::bsm
