// Records that cannot give a wanted action are skipped, and nothing else is.
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "knox/base/glob.h"
#include "knox/event/action.h"
#include "knox/input/formats.h"
#include "knox/os/names.h"
#include "support/data.h"
#include "support/process_reading.h"
#include "unit/catch.h"

namespace knox::input {

namespace {

struct Found {
  std::string word, id;
  bool operator==(const Found&) const = default;
};

std::vector<Found> read(const Format& format, std::string_view bytes, const std::string& pattern) {
  os::Names names;
  Options options{.wanted = Wanted::kEvents, .names = &names};
  if (!pattern.empty()) {
    options.wants = [&](std::string_view word) { return glob_matches(pattern, word); };
  }
  std::vector<Found> found;
  test::read_processes(*format.make(options), bytes, [&](const Report& report) {
    if (pattern.empty() || glob_matches(pattern, report.event.word)) {
      found.push_back({std::string(report.event.word), std::string(report.event.id)});
    }
  });
  return found;
}

}  // namespace

TEST_CASE("wanted actions: nothing that is wanted is skipped") {
  for (const char* const name :
       {"bsm/darwin.bsm", "bsm/freebsd.bsm", "bsm/solaris.bsm", "bsm/session.bsm", "bsm/quirks.bsm",
        "bsm/meaning.bsm", "bsm/every_token.bsm", "bsm/freebsd_build.bsm", "linux/session.log",
        "linux/shared.log", "linux/quirks.log", "linux/enriched.log", "linux/build.log",
        "es/session.ndjson"}) {
    CAPTURE(name);
    std::ifstream file(test::data_file(name), std::ios::binary);
    REQUIRE(file);
    const std::string bytes((std::ostringstream() << file.rdbuf()).str());
    const Format* const format = sniff_format(as_bytes(bytes));
    REQUIRE(format != nullptr);
    const std::vector<Found> all = read(*format, bytes, "");
    REQUIRE(!all.empty());
    std::set<std::string> patterns = {"called-*", "*", "c*", "nothing-that-happens"};
    for (const Found& found : all) patterns.insert(found.word);
    for (const std::string& pattern : patterns) {
      if (pattern.empty()) continue;
      CAPTURE(pattern);
      std::vector<Found> wanted = all;
      std::erase_if(wanted, [&](const Found& found) { return !glob_matches(pattern, found.word); });
      CHECK(read(*format, bytes, pattern) == wanted);
    }
  }
}

TEST_CASE("wanted actions: what is not wanted is not mapped") {
  os::Names names;
  int handed_out = 0;
  const Options options{.wanted = Wanted::kEvents, .names = &names, .wants = [](std::string_view word) {
                          return word == "exec";
                        }};
  for (const char* const name : {"bsm/darwin.bsm", "linux/session.log", "es/session.ndjson"}) {
    std::ifstream file(test::data_file(name), std::ios::binary);
    const std::string bytes((std::ostringstream() << file.rdbuf()).str());
    const Format* const format = sniff_format(as_bytes(bytes));
    REQUIRE(format != nullptr);
    test::read_processes(*format->make(options), bytes, [&](const Report& report) {
      // A program may have sent RESP_EXEC, which tells of one, too.
      if (format->name == "linux" && report.event.code != "SYSCALL") return;
      CHECK(report.event.action == event::Action::kExec);
      ++handed_out;
    });
  }
  CHECK(handed_out > 0);
}

}  // namespace knox::input
