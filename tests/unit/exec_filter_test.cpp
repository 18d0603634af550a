#include "knox/event/exec_filter.h"

#include "support/exec.h"
#include "unit/catch.h"

namespace knox::event {

namespace {

bool wants(const ExecFilterOptions& options, const Exec& exec) {
  os::Names names = test::names();
  auto filter = ExecFilter::make(options, names);
  REQUIRE(filter.has_value());
  return filter->wants(exec);
}

std::string error(const ExecFilterOptions& options) {
  const auto filter = ExecFilter::make(options, test::names());
  return filter ? "" : filter.error();
}

}  // namespace

TEST_CASE("filters of executions") {
  const test::Words args = {"-vi", "it's a file"};
  Exec exec = test::exec_by_alice(args, "/usr/bin/vim");
  exec.process.euid = 0;

  struct Row {
    ExecWishes wishes;
    bool met;
  };
  const Row row = GENERATE(values<Row>({
      {{.commands = {"vim"}}, true},
      {{.commands = {"-vi"}}, true},  // argv[0]
      {{.commands = {"vi"}}, false},
      {{.commands = {"/usr/bin/vim"}}, false},  // a name, not a path
      {{.commands = {"ls", "vim"}}, true},
      {{.users = {"alice"}}, true},
      {{.users = {"501"}}, true},
      {{.users = {"root"}}, true},  // effective
      {{.users = {"502"}}, false},
      {{.users = {"-1"}}, false},
      {{.paths = {"/usr/*"}}, true},
      {{.paths = {"/usr"}}, false},
      {{.paths = {"vim"}}, false},
      {{.greps = {"a file"}}, true},
      {{.greps = {"^-vi"}}, true},
      {{.greps = {R"('it'\\''s a file'$)"}}, true},  // as it is quoted
      {{.greps = {"/usr/bin"}}, false},
      {{.greps = {"nothing", "file"}}, true},
      {{.commands = {"vim"}, .users = {"alice"}, .paths = {"*"}, .greps = {"."}}, true},
      {{.commands = {"vim"}, .users = {"502"}}, false},
  }));
  CHECK(wants({.keep = row.wishes}, exec) == row.met);
  // Of drops any one is enough, so only those of a single kind are the opposite.
  const bool several_kinds = !row.wishes.commands.empty() && !row.wishes.users.empty();
  CHECK(wants({.drop = row.wishes}, exec) == (several_kinds ? false : !row.met));
}

TEST_CASE("a script counts as well as its interpreter") {
  const test::Words args = {"/bin/sh", "./install"};
  Exec exec = test::exec_by_alice(args, "/usr/bin/dash");
  exec.script = "/tmp/install";
  const bool met = GENERATE(true, false);
  const ExecWishes wishes =
      met ? GENERATE(values<ExecWishes>({{.commands = {"install"}},
                                         {.commands = {"sh"}},
                                         {.commands = {"dash"}},
                                         {.paths = {"/tmp/*"}},
                                         {.paths = {"/usr/*"}}}))
          : GENERATE(values<ExecWishes>(
                {{.commands = {"./install"}}, {.paths = {"install"}}, {.paths = {"/bin/sh"}}}));
  CHECK(wants({.keep = wishes}, exec) == met);
}

TEST_CASE("a drop wins over a keep") {
  const test::Words args = {"ls", "-l"};
  const Exec exec = test::exec_by_alice(args, "/bin/ls");
  CHECK(!wants({.keep = {.commands = {"ls"}}, .drop = {.paths = {"/bin/*"}}}, exec));
  CHECK(wants({.keep = {.commands = {"ls"}}, .drop = {.paths = {"/usr/*"}}}, exec));
  CHECK(wants({}, exec));
}

TEST_CASE("failed executions are dropped unless asked for") {
  const test::Words args = {"ls"};
  Exec exec = test::exec_by_alice(args, "/bin/ls");
  exec.success = false;
  CHECK(!wants({}, exec));
  CHECK(wants({.failed = true}, exec));
  exec.success = std::nullopt;
  CHECK(wants({}, exec));
}

TEST_CASE("the user who logged in counts, and the one who never did") {
  const test::Words args = {"ls"};
  Exec exec = test::exec_by_alice(args, "/bin/ls");
  exec.process = {.auid = 501, .euid = 0, .egid = 0, .ruid = 0, .rgid = 0, .pid = 1, .session = {}};
  CHECK(wants({.keep = {.users = {"alice"}}}, exec));
  exec.process.auid = 4294967295;
  CHECK(!wants({.keep = {.users = {"alice"}}}, exec));
  CHECK(wants({.keep = {.users = {"-1"}}}, exec));
}

TEST_CASE("what is not known meets no wish") {
  const Exec exec;
  CHECK(wants({}, exec));
  CHECK(!wants({.keep = {.commands = {"ls"}}}, exec));
  CHECK(!wants({.keep = {.users = {"0"}}}, exec));
  CHECK(!wants({.keep = {.paths = {"*"}}}, exec));
  CHECK(!wants({.keep = {.greps = {"x"}}}, exec));
  CHECK(wants({.drop = {.commands = {"ls"}, .users = {"0"}, .paths = {"*"}, .greps = {"x"}}}, exec));
}

TEST_CASE("mistakes in wishes are named") {
  CHECK(error({.keep = {.users = {"bob"}}}) == "unknown user: 'bob'");
  CHECK(error({.drop = {.users = {"99999999999"}}}) == "unknown user: '99999999999'");
  CHECK(error({.keep = {.greps = {"("}}}).starts_with("not a regular expression: '('"));
}

}  // namespace knox::event
