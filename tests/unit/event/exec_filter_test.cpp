#include "knox/event/exec_filter.h"

#include "support/exec.h"
#include "unit/catch.h"

namespace knox::event {

namespace {

bool wants(const ExecFilterOptions& options, const Exec& exec) {
  os::Names names = test::names();
  auto filter = ExecFilter::make(options, names);
  REQUIRE(filter.has_value());
  return filter->wants(exec, names);
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
    ExecCriteria criteria;
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
  CHECK(wants({.keep = row.criteria}, exec) == row.met);
  // Of drops any one is enough, so only those of a single kind are the opposite.
  const bool several_kinds = !row.criteria.commands.empty() && !row.criteria.users.empty();
  CHECK(wants({.drop = row.criteria}, exec) == (several_kinds ? false : !row.met));
}

TEST_CASE("a script counts as well as its interpreter") {
  const test::Words args = {"/bin/sh", "./install"};
  Exec exec = test::exec_by_alice(args, "/usr/bin/dash");
  exec.script = "/tmp/install";
  const bool met = GENERATE(true, false);
  const ExecCriteria criteria =
      met ? GENERATE(values<ExecCriteria>({{.commands = {"install"}},
                                           {.commands = {"sh"}},
                                           {.commands = {"dash"}},
                                           {.paths = {"/tmp/*"}},
                                           {.paths = {"/usr/*"}}}))
          : GENERATE(values<ExecCriteria>(
                {{.commands = {"./install"}}, {.paths = {"install"}}, {.paths = {"/bin/sh"}}}));
  CHECK(wants({.keep = criteria}, exec) == met);
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

TEST_CASE("what is not known meets no criterion") {
  const Exec exec;
  CHECK(wants({}, exec));
  CHECK(!wants({.keep = {.commands = {"ls"}}}, exec));
  CHECK(!wants({.keep = {.users = {"0"}}}, exec));
  CHECK(!wants({.keep = {.paths = {"*"}}}, exec));
  CHECK(!wants({.keep = {.greps = {"x"}}}, exec));
  CHECK(wants({.drop = {.commands = {"ls"}, .users = {"0"}, .paths = {"*"}, .greps = {"x"}}}, exec));
}

TEST_CASE("mistakes in criteria are named") {
  CHECK(error({.keep = {.users = {"bob"}}}) ==
        "--user: unknown user 'bob'; known are the names that this host or --passwd has, and numbers");
  CHECK(error({.drop = {.users = {"99999999999"}}}) ==
        "--not-user: unknown user '99999999999'; known are the names that this host or --passwd has, and "
        "numbers");
  CHECK(error({.keep = {.greps = {"("}}}).starts_with("--grep: not a regular expression: '('"));
}

TEST_CASE("a user who was asked for by name is who the record calls so") {
  Exec exec = test::exec_by_alice({"ls"}, "/bin/ls");
  os::Names names = test::names();
  const auto wanted = [&](const std::string& user) {
    return ExecFilter::make({.keep = {.users = {user}}}, names)->wants(exec, names);
  };
  CHECK(wanted("alice"));
  names.tell_user(501, "mallory");
  CHECK_FALSE(wanted("alice"));
  CHECK(wanted("501"));  // a number is a number

  exec.process.auid = exec.process.ruid = exec.process.euid = 1000;
  CHECK_FALSE(wanted("alice"));
  names.tell_user(1000, "alice");
  CHECK(wanted("alice"));
  names.use_none();  // what is printed is another question
  CHECK(wanted("alice"));
  names.forget_told();
  CHECK_FALSE(wanted("alice"));
}

TEST_CASE("the commands that are kept, where no format writes them in another way") {
  const os::Names names = test::names();
  using Names = std::vector<std::string>;
  const auto plain = [&](const ExecFilterOptions& options) {
    return ExecFilter::make(options, names)->plain_commands();
  };
  CHECK(plain({}).empty());
  CHECK(plain({.drop = {.commands = {"ls"}}}).empty());
  CHECK(plain({.keep = {.commands = {"ls", "python3.12", "a-b_c"}}}) == Names{"ls", "python3.12", "a-b_c"});
  for (const char* const other : {"", "a b", "a\"b", "caf\u00e9", "a/b", "a\\b"}) {
    CHECK(plain({.keep = {.commands = {"ls", other}}}).empty());
  }
}

}  // namespace knox::event
