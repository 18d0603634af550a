// A running eslogger(1), of which shell scripts take the place.
#include "knox/kernel/eslogger.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>

#include "support/script.h"
#include "unit/catch.h"

namespace knox::kernel {

namespace {

using test::Script;

std::unique_ptr<Eslogger> start(const Script& script) {
  auto started = Eslogger::start({.program = script.path(), .events = {"exec", "fork"}});
  REQUIRE(started);
  return *std::move(started);
}

}  // namespace

TEST_CASE("eslogger: started with the events, a group of its own, and little else") {
  const Script script(R"(echo "$*"; env | grep -c . ; ps -o pgid= -p $$ | tr -d ' '; echo $$; exec cat)",
                      "eslogger");
  const auto eslogger = start(script);
  const std::string said = test::read_all(*eslogger);
  INFO(said);
  CHECK(said.starts_with("exec fork\n"));
  const std::size_t second = said.find('\n', said.find('\n') + 1) + 1;
  const std::string rest = said.substr(second);  // group, pid
  CHECK(rest.substr(0, rest.find('\n')) + "\n" == rest.substr(rest.find('\n') + 1));
}

TEST_CASE("eslogger: it is ended, and there is nothing wrong with that") {
  const Script script("echo $$; exec sleep 100", "eslogger");
  const auto eslogger = start(script);
  const std::string pid = test::read_all(*eslogger, 2);
  SECTION("by close()") {
    CHECK(eslogger->close());
  }
  SECTION("by stop(), after which its end is read") {
    eslogger->stop();
    CHECK(test::read_all(*eslogger).empty());
    CHECK(eslogger->close());
  }
  CHECK(test::is_gone(pid));
  CHECK(eslogger->close());
  eslogger->stop();
}

TEST_CASE("eslogger: one that does not listen is killed") {
  const Script script("trap '' TERM; echo $$; while :; do sleep 1; done", "eslogger");
  const auto eslogger = start(script);
  const std::string pid = test::read_all(*eslogger, 2);
  CHECK(eslogger->close());
  CHECK(test::is_gone(pid));
}

TEST_CASE("eslogger: where nobody reads what is written any more, it is over") {
  const Script script("echo $$; exec sleep 100", "eslogger");
  std::array<int, 2> ends;
  REQUIRE(::pipe(ends.data()) == 0);
  for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  const auto eslogger = *Eslogger::start({.program = script.path(), .events = {}, .reader = ends[1]});
  const std::string pid = test::read_all(*eslogger, 2);
  std::array<std::uint8_t, 8> block;
  CHECK(*eslogger->read(block, 0) == std::nullopt);
  ::close(ends[0]);
  CHECK(*eslogger->read(block, 1000) == std::optional<std::size_t>(0));
  CHECK(eslogger->close());
  CHECK(test::is_gone(pid));
  ::close(ends[1]);
}

TEST_CASE("eslogger: it goes with its owner") {
  const Script script("echo $$; exec sleep 100", "eslogger");
  std::string pid;
  {
    const auto eslogger = start(script);
    pid = test::read_all(*eslogger, 2);
  }
  CHECK(test::is_gone(pid));
}

TEST_CASE("eslogger: what it may not do, in one line") {
  const Script script("echo 'Failed to create client: ES_NEW_CLIENT_RESULT_ERR_NOT_PERMITTED' >&2; exit 1",
                      "eslogger");
  const auto eslogger = start(script);
  CHECK(test::read_all(*eslogger).empty());
  const auto closed = eslogger->close();
  REQUIRE(!closed);
  CHECK(closed.error().find("Full Disk Access") != std::string::npos);
  CHECK(closed.error().find('\n') == std::string::npos);
}

TEST_CASE("eslogger: it ends by itself") {
  const auto why = [](const std::string& body) {
    const Script script(body, "eslogger");
    const auto eslogger = start(script);
    test::read_all(*eslogger);
    const auto closed = eslogger->close();
    return closed ? std::string() : closed.error();
  };
  CHECK(why("echo '{}'; echo 'Out of luck' >&2; echo more >&2; exit 3") ==
        "eslogger has ended with status 3: Out of luck");
  CHECK(why("echo ES_NEW_CLIENT_RESULT_ERR_NOT_PRIVILEGED >&2; exit 1") ==
        "eslogger needs root: ES_NEW_CLIENT_RESULT_ERR_NOT_PRIVILEGED");
  CHECK(why("echo '{}'; kill -9 $$") == "eslogger was killed by signal 9");
  CHECK(why("exit 0") == "eslogger has ended");
  // More complaints than a pipe holds do not stop it.
  CHECK(why("for i in 1 2 3 4 5 6 7 8 9; do printf '%020000d\\n' 1 >&2; done; exit 4")
            .starts_with("eslogger has ended with status 4: 0000"));
}

TEST_CASE("eslogger: where there is none") {
  const auto started = Eslogger::start({.program = "/nonexistent/eslogger", .events = {}});
  REQUIRE(!started);
  CHECK(started.error().system_errno == ENOENT);
}

}  // namespace knox::kernel
