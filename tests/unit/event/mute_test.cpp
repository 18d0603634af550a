// What --mute and --redact do. tests/cli/cases/mute.case shows them; here is what it cannot.
#include "knox/event/mute.h"

#include <algorithm>
#include <string>

#include "knox/event/redact.h"
#include "unit/catch.h"

namespace knox::event {

namespace {

using namespace std::string_view_literals;

Exec execution(std::uint32_t pid, std::uint32_t ppid, std::string_view path, std::string_view args) {
  Exec exec;
  exec.exec_path = path;
  exec.process.pid = pid;
  exec.process.ruid = 501;
  exec.ppid = ppid;
  exec.args = {args, static_cast<std::uint32_t>(std::ranges::count(args, '\0'))};
  return exec;
}

struct Muting {
  explicit Muting(std::vector<std::string> rules) : mute(*Mute::make({.rules = std::move(rules)}, names)) {}
  bool mutes(const Exec& exec) {
    Event event;
    event.exec = &exec;
    return mute.mutes(event, names);
  }

  os::Names names;
  Mute mute;
};

std::string redacted(std::vector<std::string> patterns, std::string_view args) {
  Redactor redactor = *Redactor::make({.patterns = std::move(patterns)});
  const Exec exec = execution(1, 1, "/bin/x", args);
  return std::string(redactor.of(exec).args.bytes());
}

}  // namespace

TEST_CASE("mute: the executables of parents and of those who are responsible") {
  Muting parent({"parent=/bin/sh"}), any({"/bin/sh"}), responsible({"responsible=/App*"});
  for (Muting* const muting : {&parent, &any, &responsible}) {
    CHECK(muting->mutes(execution(7, 1, "/bin/sh", "sh\0"sv)) == (muting == &any));
    CHECK(!muting->mutes(execution(20, 1, "/Applications/Term", "Term\0"sv)));
    Exec child = execution(8, 7, "/bin/ls", "ls\0"sv);
    CHECK(muting->mutes(child) == (muting != &responsible));
    child = execution(9, 2, "/bin/ls", "ls\0"sv);
    child.responsible.emplace().pid = 20;
    CHECK(muting->mutes(child) == (muting == &responsible));
    child.hostname = "another";
    CHECK(!muting->mutes(child));
  }
}

TEST_CASE("mute: keys, and paths that look like one") {
  CHECK(!Mute::make({.rules = {"who=x"}}, {}));
  CHECK(!Mute::make({.rules = {"user="}}, {}));
  CHECK(!Mute::make({.invert = true}, {}));
  Muting path({"/opt/a=b/*"});
  CHECK(path.mutes(execution(1, 1, "/opt/a=b/c", "c\0"sv)));
  Muting user({"user=501"});
  CHECK(user.mutes(execution(1, 1, "/bin/ls", "ls\0"sv)));
  std::vector<std::string> rules;
  add_mute_rules("# no\n\n/a*  \r\nargs=x y", rules);
  CHECK(rules == std::vector<std::string>{"/a*", "args=x y"});
}

TEST_CASE("redact: what is found becomes stars, across arguments, too") {
  CHECK(redacted({"-p [^ ]+"}, "mysql\0-p\0secret\0db\0"sv) == "mysql\0***\0db\0"sv);
  CHECK(redacted({"secret", "sec.*x"}, "a\0secretx\0b\0"sv) == "a\0***\0b\0"sv);
  CHECK(redacted({"x*"}, "axxb\0c\0"sv) == "a***b\0c\0"sv);
  CHECK(redacted({"^a"}, "aa\0a\0"sv) == "***a\0a\0"sv);
  CHECK(redacted({".+"}, "a\0b\0"sv) == "***\0"sv);
  CHECK(redacted({"none"}, "a\0\0b\0"sv) == "a\0\0b\0"sv);
  CHECK(redacted({"a"}, ""sv).empty());
}

TEST_CASE("redact: environments") {
  Exec exec = execution(1, 1, "/bin/x", "x\0"sv);
  exec.env = {"PATH=/bin\0TOKEN=abc\0HOME=/\0"sv, 3};
  Redactor keep = *Redactor::make({.env_keep = {"PATH,HOME"}});
  CHECK(keep.of(exec).env.bytes() == "PATH=/bin\0HOME=/\0"sv);
  Redactor none = *Redactor::make({.no_env = true});
  CHECK(!none.of(exec).env.known());
  Redactor stars = *Redactor::make({.patterns = {"TOKEN=.*"}});
  CHECK(stars.of(exec).env.bytes() == "PATH=/bin\0***\0HOME=/\0"sv);
  CHECK(!Redactor::make({.env_keep = {"A,,B"}}));
}

}  // namespace knox::event
