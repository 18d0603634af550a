#include "knox/bsm/record_id.h"

#include <set>
#include <string>
#include <vector>

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

// The ids of records, each at one of few times; `cut` into two parts, of which the second begins before it is
// known what the first had.
TEST_CASE("record ids: parts of a trail have the ids that the whole has, or say that they have not") {
  struct Record {
    std::string_view bytes;
    std::uint64_t seconds;
  };
  const Record records[] = {{"a", 1}, {"a", 1}, {"b", 1}, {"a", 2}, {"a", 2}, {"a", 1}, {"b", 1}, {"c", 3}};
  const auto id = [](RecordIds& ids, const Record& record) {
    return std::string(ids.of(as_bytes(record.bytes), {record.seconds, 0}, 3, ""));
  };
  RecordIds whole;
  std::vector<std::string> expected;
  for (const Record& record : records) expected.push_back(id(whole, record));
  for (std::size_t cut = 0; cut <= std::size(records); ++cut) {
    for (std::size_t end = cut; end <= std::size(records); ++end) {
      CAPTURE(cut, end);
      RecordIds first, second;
      std::vector<std::string> made;
      for (std::size_t i = 0; i < cut; ++i) made.push_back(id(first, records[i]));
      for (const Record& before : records) id(second, before);  // it was used for others
      second.begin_part();
      for (std::size_t i = cut; i < end; ++i) made.push_back(id(second, records[i]));
      const bool is_same_time = cut > 0 && cut < end && records[cut - 1].seconds == records[cut].seconds;
      CHECK(second.follow(first) != is_same_time);
      if (is_same_time) {
        made.resize(cut);
        second = first;
        for (std::size_t i = cut; i < end; ++i) made.push_back(id(second, records[i]));
      }
      for (std::size_t i = end; i < std::size(records); ++i) made.push_back(id(second, records[i]));
      CHECK(made == expected);
    }
  }
}

}  // namespace knox::bsm
