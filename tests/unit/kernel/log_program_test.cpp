// A running log(1), of which shell scripts take the place.
#include "knox/kernel/log_program.h"

#include <string>

#include "support/script.h"
#include "unit/catch.h"

namespace knox::kernel {

namespace {

using test::Script;
using Strings = std::vector<std::string>;

std::unique_ptr<LogProgram> start(const Script& script, LogProgram::Options options = {}) {
  options.program = script.path();
  auto started = LogProgram::start(options);
  REQUIRE(started);
  return *std::move(started);
}

}  // namespace

TEST_CASE("log: the words for what happens now") {
  CHECK(LogProgram::words({}) == Strings{"/usr/bin/log", "stream", "--style", "ndjson"});
  CHECK(LogProgram::words({.predicate = "process == 'a b'", .level = "debug", .source = true}) ==
        Strings{"/usr/bin/log", "stream", "--style", "ndjson", "--level", "debug", "--source", "--predicate",
                "process == 'a b'"});
}

TEST_CASE("log: the words for what is kept") {
  CHECK(LogProgram::words({.level = "debug", .last = "1h"}) ==
        Strings{"/usr/bin/log", "show", "--style", "ndjson", "--info", "--debug", "--last", "1h"});
  CHECK(LogProgram::words({.level = "info", .start = "@1", .end = "@2", .archive = "x.logarchive"}) ==
        Strings{"/usr/bin/log", "show", "--style", "ndjson", "--info", "--start", "@1", "--end", "@2",
                "--archive", "x.logarchive"});
  CHECK(LogProgram::words({.last = "boot"}) ==
        Strings{"/usr/bin/log", "show", "--style", "ndjson", "--last", "boot"});
}

TEST_CASE("log: its lines are read, and the end of what is kept is no error") {
  const Script script(R"(printf '%s\n' "$@")", "log");
  const auto log = start(script, {.predicate = "p", .last = "1h"});
  CHECK(test::read_all(*log) == "show\n--style\nndjson\n--last\n1h\n--predicate\np\n");
  CHECK(log->close());
}

TEST_CASE("log: a stream does not end by itself") {
  const Script script("echo x", "log");
  const auto log = start(script);
  CHECK(test::read_all(*log) == "x\n");
  const auto closed = log->close();
  REQUIRE(!closed);
  CHECK(closed.error() == "log has ended");
}

TEST_CASE("log: it is ended with its reader") {
  const Script script("echo $$; exec sleep 100", "log");
  const auto log = start(script);
  const std::string pid = test::read_all(*log, 2);
  SECTION("by close()") {
    CHECK(log->close());
  }
  SECTION("by stop(), after which its end is read") {
    log->stop();
    CHECK(test::read_all(*log).empty());
    CHECK(log->close());
  }
  CHECK(test::is_gone(pid));
}

TEST_CASE("log: what it says when it fails") {
  const Script script("echo 'log: Bad predicate (Unable to parse)' >&2; echo more >&2; exit 64", "log");
  const auto log = start(script, {.last = "1h"});
  CHECK(test::read_all(*log).empty());
  const auto closed = log->close();
  REQUIRE(!closed);
  CHECK(closed.error() == "log has ended with status 64: log: Bad predicate (Unable to parse)");
}

TEST_CASE("log: one that is killed, and one that is not there") {
  const Script script("kill -9 $$", "log");
  const auto log = start(script);
  CHECK(test::read_all(*log).empty());
  const auto closed = log->close();
  REQUIRE(!closed);
  CHECK(closed.error() == "log was killed by signal 9");
  const auto missing = LogProgram::start({.program = "/nonexistent/log"});
  REQUIRE(!missing);
  CHECK(missing.error().what == "log");
}

}  // namespace knox::kernel
