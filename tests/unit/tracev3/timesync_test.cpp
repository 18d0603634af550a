#include "knox/tracev3/file/timesync.h"

#include <string>

#include "support/trace_builder.h"
#include "unit/catch.h"

namespace knox::tracev3 {

namespace {

constexpr std::uint64_t kWall = 1'700'000'000'000'000'000;

std::string file_of(std::initializer_list<test::TraceBytes> records) {
  std::string file;
  for (const test::TraceBytes& record : records) file += record.view();
  return file;
}

}  // namespace

TEST_CASE("tracev3 timesync: the last moment before counts") {
  const Uuid boot = test::uuid_with(1);
  const std::string file =
      file_of({test::timesync_boot(boot, 125, 3, kWall, -60), test::timesync_sync(3000, kWall + 500'000, -60),
               test::timesync_sync(9000, kWall + 100, -120)});
  TimeTable table;
  CHECK(table.add(as_bytes(file)) == file.size());
  table.finish();
  CHECK(table.boots() == 1);
  CHECK(table.find(test::uuid_with(2)) == nullptr);
  const Clock* const clock = table.find(boot);
  REQUIRE(clock != nullptr);
  CHECK(!clock->is_estimate);
  CHECK(clock->at(0).wall == static_cast<std::int64_t>(kWall));
  CHECK(clock->at(1).wall == static_cast<std::int64_t>(kWall) + 41);  // 125 / 3, rounded down
  CHECK(clock->at(2999).wall == static_cast<std::int64_t>(kWall) + 124'958);
  CHECK(clock->at(3000).wall == static_cast<std::int64_t>(kWall) + 500'000);
  CHECK(clock->at(3000).minutes_west == -60);
  CHECK(clock->at(9000).wall == static_cast<std::int64_t>(kWall) + 100);  // the clock was set back
  CHECK(clock->at(9000).minutes_west == -120);
  CHECK(clock->at(2999).wall == static_cast<std::int64_t>(kWall) + 124'958);  // also out of order
}

TEST_CASE("tracev3 timesync: a boot goes on in the next file, boots do not mix") {
  const Uuid one = test::uuid_with(1), two = test::uuid_with(2);
  TimeTable table;
  table.add(
      as_bytes(file_of({test::timesync_boot(one, 1, 1, kWall, 0), test::timesync_sync(10, kWall + 10, 0),
                        test::timesync_boot(two, 1, 1, kWall * 2, 0)})));
  table.add(as_bytes(
      file_of({test::timesync_boot(one, 1, 1, kWall + 7, 0), test::timesync_sync(20, kWall + 99, 0)})));
  table.finish();
  CHECK(table.boots() == 2);
  CHECK(table.find(one)->at(0).wall == static_cast<std::int64_t>(kWall));
  CHECK(table.find(one)->at(21).wall == static_cast<std::int64_t>(kWall) + 100);
  CHECK(table.find(two)->at(21).wall == static_cast<std::int64_t>(kWall) * 2 + 21);
}

TEST_CASE("tracev3 timesync: every prefix is used up to its last whole record") {
  const std::string file = file_of(
      {test::timesync_boot(test::uuid_with(1), 1, 1, kWall, 0), test::timesync_sync(10, kWall + 10, 0)});
  for (std::size_t size = 0; size <= file.size(); ++size) {
    TimeTable table;
    const std::size_t used = table.add(as_bytes(file).first(size));
    CHECK(used == (size < 48 ? 0 : size < 80 ? 48 : 80));
  }
  TimeTable table;
  CHECK(table.add(as_bytes(file + "rubbish!")) == file.size());
  CHECK(table.add(as_bytes(file).subspan(48)) == 0);  // a sync record without its boot
  const std::string no_base = file_of({test::timesync_boot(test::uuid_with(3), 1, 0, kWall, 0)});
  CHECK(table.add(as_bytes(no_base)) == 0);  // a tick is no time at all
  CHECK(table.find(test::uuid_with(3)) == nullptr);
}

TEST_CASE("tracev3 timesync: times that are far away do not overflow") {
  TimeTable table;
  table.add(as_bytes(file_of({test::timesync_boot(test::uuid_with(1), UINT32_MAX, 1, INT64_MAX, 0)})));
  table.finish();
  CHECK(table.find(test::uuid_with(1))->at(UINT64_MAX).wall == INT64_MAX);
}

}  // namespace knox::tracev3
