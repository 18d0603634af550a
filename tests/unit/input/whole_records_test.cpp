// Out::end_record() in every format: over all fixtures, what is told to be whole ends where a record ends,
// and no record is forgotten.
#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "knox/bsm/event_mapper.h"
#include "knox/bsm/formats.h"
#include "knox/bsm/framer.h"
#include "knox/convert/linux_formats.h"
#include "knox/convert/live_writer.h"
#include "knox/event/exec_formats.h"
#include "knox/event/formats.h"
#include "knox/input/exec_reader.h"
#include "knox/io/reader.h"
#include "knox/linux_audit/log/line_framer.h"
#include "support/data.h"
#include "unit/catch.h"

namespace knox {

namespace {

using Print = std::function<void(Out&)>;  // one record

std::vector<std::string> fixtures(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(test::data_file(folder))) {
    paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

void read(const std::string& path, io::Framer& framer, const std::function<void(const io::Frame&)>& take) {
  Result<io::Source> source = io::Source::open(path, {});
  REQUIRE(source);
  io::Reader reader(*source, framer, [](const io::Damage&) {});
  io::Frame frame;
  Result<bool> more = reader.next(frame);
  for (; more && *more; more = reader.next(frame)) take(frame);
}

void read_trails(const std::function<void(const bsm::Record&, std::uint64_t offset)>& take) {
  for (const std::string& path : fixtures("bsm")) {
    bsm::TrailFramer framer;
    bsm::Record record;
    read(path, framer, [&](const io::Frame& frame) {
      if (record.parse(frame.bytes)) take(record, frame.offset);
    });
  }
}

// After a record everything is whole.
class Records final : public Writer {
 public:
  bool write(std::string_view block, std::size_t whole) override {
    all_whole = all_whole && whole == block.size();
    text += block;
    return true;
  }
  std::string text;
  bool all_whole = true;
};

// Blocks as a sink gets them, which end behind whole records.
class Blocks final : public Writer {
 public:
  bool write(std::string_view block, std::size_t whole) override {
    text += block;
    ends.push_back(text.size() - block.size() + whole);
    return true;
  }
  std::string text;
  std::vector<std::size_t> ends;
};

// `print_all` prints all fixtures, with a printer of its own, and says so after each record. They are printed
// until blocks become full.
void check(const std::string& format,
           const std::function<void(Out&, const std::function<void()>& printed)>& print_all) {
  INFO(format);
  Records records;
  std::vector<std::size_t> ends = {0};
  Blocks blocks;
  Out one_by_one(records), at_once(blocks);
  while (records.text.size() < 2 * Out::kBlock) {
    print_all(one_by_one, [&] {
      one_by_one.flush();
      ends.push_back(records.text.size());
    });
    REQUIRE_FALSE(records.text.empty());
    print_all(at_once, [] {});
  }
  CHECK(records.all_whole);
  CHECK(blocks.ends.size() >= 1);
  at_once.flush();
  CHECK((blocks.text == records.text));
  for (const std::size_t end : blocks.ends) CHECK(std::ranges::binary_search(ends, end));
}

}  // namespace

TEST_CASE("whole records: BSM") {
  bsm::PlatformTables tables(bsm::Platform::kUnknown);
  os::Names names;
  names.use_none();
  for (const bsm::Format& format : bsm::formats()) {
    for (const bool multiline : {false, true}) {
      if (multiline && format.name != "text") continue;
      check(std::string(format.name), [&](Out& out, const std::function<void()>& printed) {
        const auto printer = format.make({.tables = &tables, .names = &names, .multiline = multiline});
        read_trails([&](const bsm::Record& record, std::uint64_t offset) {
          printer->print(record, offset, out);
          printed();
        });
      });
    }
  }
}

TEST_CASE("whole records: Linux Audit") {
  os::Names names;
  names.use_none();
  for (const linux_audit::Format& format : convert::linux_formats()) {
    for (const auto make : {format.make, format.make_interpreting}) {
      check(std::string(format.name), [&](Out& out, const std::function<void()>& printed) {
        const auto printer = make({.names = &names});
        for (const std::string& path : fixtures("linux")) {
          linux_audit::Assembler events;
          const auto drain = [&] {
            while (const linux_audit::Event* event = events.next()) {
              printer->print(*event, out);
              printed();
            }
          };
          linux_audit::LineFramer framer;
          linux_audit::Line line;
          read(path, framer, [&](const io::Frame& frame) {
            if (linux_audit::peek(as_chars(frame.bytes), line) == linux_audit::LineKind::kRecord)
              events.add(line);
            drain();
          });
          events.finish();
          drain();
        }
      });
    }
  }
}

TEST_CASE("whole records: events") {
  const bsm::PlatformTables tables(bsm::Platform::kUnknown);
  os::Names names;
  names.use_none();
  for (const event::Format& format : event::formats()) {
    check(std::string(format.name), [&](Out& out, const std::function<void()>& printed) {
      const auto printer = format.make();
      bsm::EventMapper mapper({&tables, &names, {}});
      read_trails([&](const bsm::Record& record, std::uint64_t) {
        printer->print(mapper.map(record), out);
        printed();
      });
    });
  }
}

TEST_CASE("whole records: executions") {
  os::Names names;
  names.use_none();
  std::vector<std::string> formats = {"${timestamp} ${command}"};
  for (const event::ExecFormat& format : event::exec_formats()) formats.emplace_back(format.name);
  for (const std::string& format : formats) {
    check(format, [&](Out& out, const std::function<void()>& printed) {
      const auto printer = event::make_exec_printer(format, {.names = &names});
      REQUIRE(printer);
      for (const std::string folder : {"bsm", "linux"}) {
        for (const std::string& path : fixtures(folder)) {
          auto reader = input::ExecReader::open(path);
          if (!reader) continue;
          Result<bool> more = true;
          while (more && *more) {
            more = reader->next([&](const event::Exec& exec) {
              (*printer)->print(exec, out);
              printed();
            });
          }
        }
      }
    });
  }
}

TEST_CASE("whole records: live") {
  const auto check_live = [](const std::string& folder, const auto& make) {
    check(folder, [&](Out& out, const std::function<void()>& printed) {
      for (const std::string& path : fixtures(folder)) {
        const std::unique_ptr<convert::LiveWriter> writer = make(out);
        read(path, writer->framer(), [&](const io::Frame& frame) {
          writer->take(frame);
          printed();
        });
        writer->finish();
        printed();
      }
    });
  };
  bsm::ClassSelection all;
  all.success = all.failure = ~0U;
  check_live("bsm", [](Out& out) { return convert::make_record_writer(out, {}, {}); });
  for (const bool native : {false, true}) {
    check_live("linux", [&](Out& out) {
      return convert::make_event_writer(out, {}, {.classes = all, .native = native});
    });
  }
}

}  // namespace knox
