#include "knox/tracev3/store_reader.h"

#include "unit/catch.h"
#include "unit/tracev3/store.h"

using namespace knox;
using namespace knox::test;

namespace {

constexpr std::uint64_t kBase = 1'000'000'000;

TraceRecord log_record(std::uint64_t ticks, std::string_view argument) {
  TraceRecord record{.ticks = kBase + ticks};
  record.subsystem = 9;
  record.arguments = TraceArguments(1).text(argument);
  return record;
}

TraceChunkset chunkset_of(const std::vector<TraceBytes>& chunks, std::uint64_t first, std::uint64_t last) {
  TraceChunkset set{.first = kBase + first, .last = kBase + last, .processes = {5}};
  set.subsystems = {"com.example.one", "first"};
  for (const TraceBytes& chunk : chunks) set.chunks.bytes(chunk.all());
  return set;
}

std::string file_of(const std::vector<TraceChunkset>& sets, TraceHeader header = {.boot = uuid_with(0xb0)}) {
  TraceBytes file = header_chunk(header);
  file.bytes(catalog_and_chunksets({test_process()}, sets).all());
  return std::string(file.view());
}

// A store with strings: 0x100 is "argument %s", and the program /usr/bin/sample.
void write_strings(const Folder& folder) {
  const TraceBytes strings = uuidtext_file(
      {{0x100, "argument %{public}s"}, {0x200, "interval"}, {0x300, "count %d"}}, "/usr/bin/sample");
  folder.write("AA/" + std::string(30, 'A'), strings.view());
  folder.write("BB/" + std::string(30, 'B'), strings.view());
}

struct Seen {
  std::uint64_t ticks;
  std::string message;
  bool operator==(const Seen&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Seen& seen) {
  return out << seen.ticks << ' ' << seen.message;
}

std::vector<Seen> read(const std::string& path, tracev3::StoreReader::Options options = {}) {
  const std::vector<std::string> paths = {path};
  tracev3::StoreReader reader(paths, std::move(options));
  std::vector<Seen> seen;
  while (const ulog::Record* const record = reader.next()) {
    const std::uint64_t ticks = *record->mach_time - kBase;
    seen.push_back({ticks, std::string(reader.complete().message.value_or("-"))});
  }
  return seen;
}

}  // namespace

TEST_CASE("a store: a record has all of its fields") {
  const Folder folder;
  write_strings(folder);
  TraceRecord record = log_record(5'000'000, "one");
  record.type = 0x10;
  record.activity = 0x8000'0000'0000'0077;
  record.ttl = 14;
  const TracePage page{.base = kBase, .records = {record}};
  folder.write("Persist/0000000000000001.tracev3", file_of({chunkset_of({page_chunk(page)}, 0, 9'000'000)}));
  const std::vector<std::string> paths = {folder.path()};
  tracev3::StoreReader reader(paths, {});
  REQUIRE(reader.next() != nullptr);
  const ulog::Record& r = reader.complete();
  CHECK(r.time == Time{1'700'000'000, 255'000'000});
  CHECK(r.written_time == "2023-11-14 23:13:20.255000+0100");
  CHECK(r.type == ulog::Type::kLog);
  CHECK(r.level == ulog::Level::kError);
  CHECK(r.message == "argument one");
  CHECK(r.format == "argument %{public}s");
  CHECK(r.subsystem == "com.example.one");
  CHECK(r.category == "first");
  CHECK(r.pid == 321);
  CHECK(r.uid == 501);
  CHECK(r.process == "sample");
  CHECK(r.process_path == "/usr/bin/sample");
  CHECK(r.process_uuid == "AAAAAAAA-AAAA-AAAA-AAAA-AAAAAAAAAAAA");
  CHECK(r.sender == "sample");
  CHECK(r.sender_offset == 0x1234);
  CHECK(r.thread == 7);
  CHECK(r.activity == 0x77);
  CHECK(r.ttl == 14);
  CHECK(r.boot_uuid == "B0B0B0B0-B0B0-B0B0-B0B0-B0B0B0B0B0B0");
  CHECK(r.trace == (0x100ULL << 32 | 0x0603ULL << 16 | 0x1004));
  CHECK(reader.next() == nullptr);
  CHECK(reader.told().estimated_times == 1);
  CHECK(reader.told().account.skipped == 0);
}

TEST_CASE("a store: every kind of record") {
  const Folder folder;
  write_strings(folder);
  TraceRecord create{.space = 2, .type = 1, .ticks = kBase + 1};
  create.activity = 0x8000'0000'0000'0010;
  create.other_activity = 0x8000'0000'0000'0010;
  create.new_activity = 0x8000'0000'0000'0011;
  create.format = 0x200;
  TraceRecord user_action{.space = 2, .type = 3, .ticks = kBase + 2, .format = 0x200};
  TraceRecord swap{.space = 2, .type = 2, .ticks = kBase + 3, .location = 0};
  swap.activity = 0x12;
  TraceRecord trace{.space = 3, .ticks = kBase + 4};
  trace.raw.u32(0x1234).u32(200).u8(4).u8(1);
  trace.format = 0x300;
  TraceRecord begin{.space = 6, .type = 0x81, .ticks = kBase + 5, .signpost = 0x55};
  begin.signpost_name = 0x200;
  begin.arguments = TraceArguments().text("two");
  TraceRecord loss{.space = 7, .ticks = kBase + 6};
  loss.raw.u64(kBase).u64(2 * kBase).u32(63).u32(0);
  TraceRecord dynamic = log_record(7, "its own format");
  dynamic.is_dynamic = true;
  const TracePage page{.base = kBase, .records = {create, user_action, swap, trace, begin, loss, dynamic}};
  const auto state = statedump_chunk({1, 2}, kBase + 8, "Title", 2, "abc");
  const auto simple = simpledump_chunk({1, 2}, kBase + 9, 0x11, "user/501", "100% ready");
  folder.write("Special/0000000000000001.tracev3",
               file_of({chunkset_of({page_chunk(page), state, simple}, 1, 9)}));

  const std::vector<std::string> paths = {folder.path()};
  tracev3::StoreReader reader(paths, {});
  const auto next = [&] {
    REQUIRE(reader.next() != nullptr);
    return reader.complete();
  };
  ulog::Record r = next();
  CHECK(r.type == ulog::Type::kActivityCreate);
  CHECK(r.message == "interval");
  CHECK(r.activity == 0x11);
  CHECK(r.parent_activity == 0x10);
  CHECK(r.creator_activity == 0x10);
  CHECK(next().type == ulog::Type::kUserAction);
  r = next();
  CHECK(r.type == ulog::Type::kActivityTransition);
  CHECK(r.activity == 0x12);
  r = next();
  CHECK(r.type == ulog::Type::kTrace);
  CHECK(r.message == "count 200");
  r = next();
  CHECK(r.type == ulog::Type::kSignpost);
  CHECK(r.signpost_type == ulog::SignpostType::kBegin);
  CHECK(r.signpost_scope == ulog::SignpostScope::kProcess);
  CHECK(r.signpost == 0x55);
  CHECK(r.signpost_name == "interval");
  CHECK(r.message == "argument two");
  CHECK_FALSE(r.level);
  r = next();
  CHECK(r.type == ulog::Type::kLoss);
  CHECK(r.loss_count == 63);
  CHECK(r.message ==
        "lost >=63 unreliable messages from 2023-11-14 23:13:20.250000+0100 to 2023-11-14 "
        "23:13:21.250000+0100");
  CHECK(next().message == "its own format");
  r = next();
  CHECK(r.type == ulog::Type::kState);
  CHECK(r.message == "Title\nYWJj");
  CHECK(r.activity == 0x42);
  r = next();
  CHECK(r.level == ulog::Level::kFault);
  CHECK(r.message == "100% ready");
  CHECK(r.subsystem == "user/501");
  CHECK(r.thread == 77);
  CHECK(reader.next() == nullptr);
}

TEST_CASE("a store: the place of a format string, in each way") {
  const Folder folder;
  write_strings(folder);
  folder.write("AA/" + std::string(30, 'A'), uuidtext_file({{0x100, "main"}}, "/bin/a").view());
  folder.write("BB/" + std::string(30, 'B'), uuidtext_file({{0x100, "absolute"}}, "/bin/b").view());
  folder.write("EE/" + std::string(30, 'E'), uuidtext_file({{0x100, "by its UUID"}}, "/bin/e").view());
  TraceRecord main{.ticks = kBase + 1};
  TraceRecord absolute{.ticks = kBase + 2, .location = 0x8, .pc = 0x1'0000'0080};
  TraceRecord by_uuid{.ticks = kBase + 3, .location = 0xa, .image = uuid_with(0xee)};
  TraceRecord large{.ticks = kBase + 4, .location = 0xc, .pc = 0x1'1219'd364, .format = 0x1'121f'eee0};
  TraceRecord plug_in{.ticks = kBase + 5, .location = 0x6};
  const TracePage page{.base = kBase, .records = {main, absolute, by_uuid, large, plug_in}};
  folder.write("Persist/1.tracev3", file_of({chunkset_of({page_chunk(page)}, 1, 5)}));
  const std::vector<std::string> paths = {folder.path()};
  tracev3::StoreReader reader(paths, {});
  const auto next = [&] {
    REQUIRE(reader.next() != nullptr);
    return reader.complete();
  };
  CHECK(next().message == "main");
  ulog::Record r = next();
  CHECK(r.message == "absolute");  // of the smaller image that it is in
  CHECK(r.sender == "b");
  CHECK(r.sender_offset == 0x80);
  r = next();
  CHECK(r.message == "by its UUID");
  CHECK(r.sender_uuid == "EEEEEEEE-EEEE-EEEE-EEEE-EEEEEEEEEEEE");
  r = next();
  CHECK(r.message == "<compose failure [shared UUID]>");
  CHECK(r.sender_offset == 0x1'1219'd364);
  CHECK(next().message == "<compose failure [UUID]>");
  CHECK(reader.told().without_strings == 2);
}

TEST_CASE("a store: private data, behind the tracepoints and at the end of the page") {
  const Folder folder;
  folder.write("AA/" + std::string(30, 'A'), uuidtext_file({{0x100, "%{private}s and %s"}}, "/bin/a").view());
  for (const bool is_collapsed : {true, false}) {
    TraceRecord first{.ticks = kBase + 1}, second{.ticks = kBase + 2}, hidden{.ticks = kBase + 3};
    first.arguments = TraceArguments(2).private_text("mine").text("yours", 0x20);
    second.arguments = TraceArguments(2).private_text("more").text("others", 0x20);
    hidden.arguments = TraceArguments(1).private_text("never").text("seen", 0x20);
    const TracePage page{.is_collapsed = is_collapsed, .base = kBase, .records = {first, second, hidden}};
    folder.write("Persist/1.tracev3", file_of({chunkset_of({page_chunk(page)}, 1, 3)}));
    CHECK(read(folder.path()) ==
          std::vector<Seen>{{1, "mine and yours"}, {2, "more and others"}, {3, "<private> and seen"}});
  }
}

TEST_CASE("a store: what was too large for a page may come later, and in another file") {
  const Folder folder;
  write_strings(folder);
  TraceRecord record{.ticks = kBase + 1}, lost{.ticks = kBase + 2};
  record.oversize = 7;
  lost.oversize = 8;
  const TracePage page{.base = kBase, .records = {record, lost}};
  const auto oversize = oversize_chunk({1, 2}, kBase + 900, 7, TraceArguments().text("large"));
  folder.write("Persist/1.tracev3", file_of({chunkset_of({page_chunk(page)}, 1, 1)}));
  folder.write("Special/1.tracev3", file_of({chunkset_of({oversize}, 900, 900)}));
  CHECK(read(folder.path()) ==
        std::vector<Seen>{{1, "argument large"}, {2, "argument <decode: missing data>"}});
}

TEST_CASE("a store: all files are one in the order of time") {
  const Folder folder;
  write_strings(folder);
  const auto page = [](std::initializer_list<std::uint64_t> ticks) {
    TracePage its{.base = kBase};
    for (const std::uint64_t at : ticks) its.records.push_back(log_record(at, std::to_string(at)));
    return page_chunk(its);
  };
  folder.write("Persist/1.tracev3", file_of({chunkset_of({page({1, 5, 90}), page({3, 4})}, 1, 90),
                                             chunkset_of({page({50, 60})}, 50, 60)}));
  folder.write("Persist/2.tracev3", file_of({chunkset_of({page({100})}, 100, 100)}));
  folder.write("Signpost/1.tracev3", file_of({chunkset_of({page({2, 55})}, 2, 55)}));
  folder.write("Persist/._1.tracev3", "Finder");
  folder.write("logdata.LiveData.tracev3", file_of({chunkset_of({page({70})}, 70, 70)}));
  std::vector<std::uint64_t> ticks;
  for (const Seen& seen : read(folder.path())) ticks.push_back(seen.ticks);
  CHECK(ticks == std::vector<std::uint64_t>{1, 2, 3, 4, 5, 50, 55, 60, 70, 90, 100});
}

TEST_CASE("a store: chunksets in each way of packing") {
  const Folder folder;
  write_strings(folder);
  TracePage page{.base = kBase};
  std::vector<Seen> expected;
  for (std::uint64_t i = 1; i <= 40; ++i) {
    page.records.push_back(log_record(i, std::to_string(i)));
    expected.push_back({i, "argument " + std::to_string(i)});
  }
  for (const TracePacking packing :
       {TracePacking::kLz4, TracePacking::kLz4Blocks, TracePacking::kStored, TracePacking::kLzbitmap}) {
    TraceChunkset set = chunkset_of({page_chunk(page)}, 1, 40);
    set.packing = packing;
    folder.write("Persist/1.tracev3", file_of({set}));
    CHECK(read(folder.path()) == expected);
  }
}

TEST_CASE("a store: what cannot be wanted is not unpacked") {
  const Folder folder;
  write_strings(folder);
  const auto set = [](std::uint64_t at) {
    return chunkset_of({page_chunk({.base = kBase, .records = {log_record(at, "x")}})}, at, at);
  };
  folder.write("Persist/1.tracev3", file_of({set(1'000'000'000), set(2'000'000'000), set(3'000'000'000)}));
  const std::vector<std::string> paths = {folder.path()};
  const auto passed = [&](tracev3::StoreReader::Options options) {
    tracev3::StoreReader reader(paths, std::move(options));
    std::size_t n = 0;
    while (reader.next() != nullptr) ++n;
    return std::pair(n, reader.told().account.passed > 0);
  };
  CHECK(passed({}) == std::pair<std::size_t, bool>(3, false));
  CHECK(passed({.when = {.from = {1'700'000'002, 0}}}) == std::pair<std::size_t, bool>(2, true));
  const auto judge = [](std::string_view text) {
    const auto predicate = ulog::Predicate::parse(text);
    REQUIRE(predicate);
    return [p = *predicate](const ulog::Record& r, const ulog::FieldSet& known) { return p.judge(r, known); };
  };
  CHECK(passed({.judge = judge("process == 'sample' AND subsystem == 'com.example.one'")}).first == 3);
  CHECK(passed({.judge = judge("process == 'other'")}) == std::pair<std::size_t, bool>(0, true));
  CHECK(passed({.judge = judge("processID == 5")}) == std::pair<std::size_t, bool>(0, true));
  CHECK(passed({.judge = judge("subsystem == 'com.example.two'")}) == std::pair<std::size_t, bool>(0, true));
  CHECK(passed({.judge = judge("NOT subsystem == 'com.example.two'")}).first == 3);
  CHECK(passed({.judge = judge("eventMessage CONTAINS 'y' OR process == 'x'")}).first == 3);
}

TEST_CASE("a store: times are those of the boot and of the last moment before") {
  const Folder folder;
  write_strings(folder);
  constexpr std::uint64_t kSecond = 1'000'000'000;
  TraceBytes first = timesync_boot(uuid_with(0xb0), 125, 3, 1'600'000'000 * kSecond, 0);
  first.bytes(timesync_sync(24'000'000, 1'600'000'100 * kSecond, -120).all());
  TraceBytes second = timesync_boot(uuid_with(0xb0), 125, 3, 0, 0);             // the same boot goes on
  second.bytes(timesync_sync(48'000'000, 1'600'000'050 * kSecond, -60).all());  // set back
  second.bytes(timesync_boot(uuid_with(0xb1), 1, 1, 1'650'000'000 * kSecond, 300).all());
  folder.write("timesync/0000000000000001.timesync", first.view());
  folder.write("timesync/0000000000000002.timesync", second.view());
  const auto times = [&](std::uint8_t boot, std::uint64_t ticks) {
    TraceRecord record{.ticks = ticks};
    TraceChunkset set{.first = ticks, .last = ticks};
    set.chunks.bytes(page_chunk({.records = {record}}).all());
    folder.write("Persist/1.tracev3", file_of({set}, {.boot = uuid_with(boot)}));
    const std::vector<std::string> paths = {folder.path()};
    tracev3::StoreReader reader(paths, {});
    REQUIRE(reader.next() != nullptr);
    return std::string(reader.complete().written_time);
  };
  CHECK(times(0xb0, 24'000) == "2020-09-13 12:26:40.001000+0000");
  CHECK(times(0xb0, 24'024'000) == "2020-09-13 14:28:20.001000+0200");
  CHECK(times(0xb0, 48'000'024) == "2020-09-13 13:27:30.000001+0100");
  CHECK(times(0xb1, 5 * kSecond) == "2022-04-15 00:20:05.000000-0500");
  CHECK(times(0xb2, 6 * kSecond) == "2023-11-14 23:13:25.250000+0100");  // only its header knows it
}

TEST_CASE("a store: damage costs a chunk, and is accounted for") {
  const Folder folder;
  write_strings(folder);
  const auto set = [](std::uint64_t at) {
    return chunkset_of({page_chunk({.base = kBase, .records = {log_record(at, std::to_string(at))}})}, at,
                       at);
  };
  const std::string whole = file_of({set(1), set(2), set(3)});
  std::uint64_t reported = 0;
  const tracev3::StoreReader::Options options{.on_damage = [&](const tracev3::TraceDamage& damage) {
    reported += damage.size;
    CHECK(damage.offset + damage.size <= whole.size());
  }};
  const auto check = [&](std::string_view bytes) {
    reported = 0;
    const std::vector<std::string> paths = {folder.write("Persist/1.tracev3", bytes)};
    tracev3::StoreReader reader(paths, options);
    std::size_t n = 0;
    while (reader.next() != nullptr) {
      reader.complete();
      ++n;
    }
    CHECK(reader.told().account.skipped == reported);
    CHECK(reported <= bytes.size());
    return n;
  };
  CHECK(check(whole) == 3);
  CHECK(reported == 0);
  for (std::size_t size = 0; size < whole.size(); size += 3) check(std::string_view(whole).substr(0, size));
  const std::size_t begin = header_chunk({}).size();
  for (std::size_t at = begin; at < whole.size(); ++at) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x81);
    const bool is_in_catalog = at < whole.find("bv41");
    const std::size_t n = check(flipped);
    if (!is_in_catalog) CHECK(n >= 1);
  }
}

TEST_CASE("a store: it is known by its folders, also inside of another") {
  const Folder folder;
  const std::string file = file_of({});
  folder.write("private/var/db/diagnostics/Persist/1.tracev3", file);
  folder.write("private/var/db/uuidtext/AA/" + std::string(30, 'A'), "");
  CHECK(tracev3::is_archive(folder.path()));
  CHECK(tracev3::is_archive(folder.path() + "/private/var/db/diagnostics/Persist/1.tracev3"));
  CHECK_FALSE(tracev3::is_archive(folder.path() + "/private/var/db/uuidtext"));
  const auto files = tracev3::find_archive(folder.path());
  REQUIRE(files);
  CHECK(files->traces.size() == 1);
  REQUIRE(files->string_folders.size() == 1);
  CHECK(files->string_folders[0].ends_with("/private/var/db/uuidtext"));
  CHECK_FALSE(tracev3::is_archive(folder.write("text.tracev3", "not one")));
}
