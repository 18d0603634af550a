#include "knox/event/query.h"

#include "unit/catch.h"

namespace knox::event {

namespace {

const HostClock kClock{{1700000000, 0}, {}};

bool selects(const QueryText& text, const Event& event, const os::Names& names = {}) {
  const auto query = Query::make(text, names, kClock);
  REQUIRE(query);
  return query->matches(event);
}

Event some() {
  Event event;
  event.time = {1700000000, 500'000'000};
  event.action = Action::kRename;
  event.word = "rename";
  event.success = false;
  event.who.audit = {1000, {}};
  event.who.real.user = {0, "root"};
  event.who.session = 7;
  event.who.target.user = {501, "bob"};
  event.process.pid = 812;
  event.process.executable = "/usr/bin/mv";
  event.parent.pid = 811;
  event.file.path = "/etc/a";
  event.file.target_path = "/etc/b";
  event.source = {.address = "192.0.2.130", .is_ip = true};
  return event;
}

}  // namespace

TEST_CASE("query: each question, met and not met") {
  struct Row {
    QueryText text;
    bool is_met;
  };
  const Row rows[] = {
      {{}, true},
      {{.invert = true}, false},
      {{.after = {"2023-11-14T22:13:20Z"}}, true},
      {{.after = {"2023-11-14T22:13:21Z"}}, false},
      {{.before = {"2023-11-14T22:13:20Z"}}, true},  // its whole second
      {{.before = {"2023-11-14T22:13:19Z"}}, false},
      {{.after = {"recent"}}, true},
      {{.action = {"rename"}}, true},
      {{.action = {"exec", "ren*"}}, true},
      {{.action = {"exec"}}, false},
      {{.action = {"called-fsync"}}, false},
      {{.success = true}, false},
      {{.failure = true}, true},
      {{.success = true, .failure = true}, true},
      {{.user = {"root"}}, true},
      {{.user = {"1000"}}, true},
      {{.user = {"0"}}, true},
      {{.user = {"alice"}}, false},
      {{.user = {"-1"}}, false},
      {{.user = {"bob"}}, true},  // whom it is about
      {{.pid = {"812"}}, true},
      {{.pid = {"811"}}, false},  // it is no beginning
      {{.session = {"7"}}, true},
      {{.session = {"8", "9"}}, false},
      {{.session = {"-1"}}, false},
      {{.path = {"/etc/b"}}, true},
      {{.path = {"*/mv"}}, true},
      {{.path = {"/etc"}}, false},
      {{.address = {"192.0.2.130"}}, true},
      {{.address = {"192.0.2.128/25"}}, true},
      {{.address = {"192.0.2.0/25"}}, false},
      {{.address = {"2001:db8::/32"}}, false},
      {{.address = {"::ffff:192.0.2.130"}}, true},
      {{.address = {"::ffff:192.0.2.128/121"}}, true},
      {{.address = {"::ffff:192.0.2.0/121"}}, false},
      {{.address = {"0.0.0.0/0"}}, true},
      {{.user = {"root"}, .pid = {"1"}}, false},
      {{.not_action = {"ren*"}}, false},
      {{.not_action = {"exec"}}, true},
      {{.not_user = {"bob"}}, false},
      {{.not_user = {"alice", "1000"}}, false},
      {{.not_user = {"alice"}}, true},
      {{.not_pid = {"812"}}, false},
      {{.not_pid = {"811"}}, true},
      {{.not_path = {"*/mv"}}, false},
      {{.not_path = {"/etc"}}, true},
      {{.user = {"root"}, .not_path = {"/etc/b"}}, false},       // each drops what it alone names
      {{.not_user = {"alice"}, .not_path = {"/etc/b"}}, false},  // any of them is enough
      {{.action = {"rename"}, .not_user = {"alice"}}, true},
      {{.not_action = {"exec"}, .invert = true}, false},
      {{.user = {"root"}, .pid = {"1"}, .invert = true}, true},
  };
  for (const Row& row : rows) {
    INFO(&row - rows);
    CHECK(selects(row.text, some()) == row.is_met);
  }
}

TEST_CASE("query: a beginning is found by both of its processes") {
  Event event = some();
  event.action = Action::kFork;
  event.word = "fork";
  CHECK(selects({.pid = {"812"}}, event));
  CHECK(selects({.pid = {"811"}}, event));
}

TEST_CASE("query: nobody had logged in") {
  Event event = some();
  event.who.audit = {};
  event.who.session = {};
  CHECK(selects({.user = {"-1"}}, event));
  CHECK(selects({.user = {"unset"}, .session = {"unset"}}, event));
}

TEST_CASE("query: executions are asked the same") {
  os::Names names;
  names.use_passwd("root:x:0:0:::\nalice:x:1000:1000:::\n");
  Exec exec;
  exec.time = {1700000000, 500'000'000};
  exec.exec_path = "/bin/sh";
  exec.script = "/opt/run";
  exec.process.auid = exec.process.ruid = 1000;
  exec.process.euid = 0;
  exec.process.pid = 812;
  exec.process.session = 7;
  exec.ppid = 811;
  exec.success = true;
  struct Row {
    QueryText text;
    bool is_met;
  };
  const Row rows[] = {{{}, true},
                      {{.invert = true}, false},
                      {{.after = {"2023-11-14T22:13:21Z"}}, false},
                      {{.before = {"2023-11-14T22:13:20Z"}}, true},
                      {{.action = {"exec"}}, true},
                      {{.action = {"rename"}}, false},
                      {{.failure = true}, false},
                      {{.success = true}, true},
                      {{.user = {"alice"}}, true},
                      {{.user = {"root"}}, true},
                      {{.user = {"33"}}, false},
                      {{.user = {"-1"}}, false},
                      {{.user = {"nobody-here"}}, false},
                      {{.pid = {"812"}}, true},
                      {{.pid = {"811"}}, true},
                      {{.pid = {"1"}}, false},
                      {{.session = {"7"}}, true},
                      {{.session = {"8"}}, false},
                      {{.path = {"/bin/*"}}, true},
                      {{.path = {"*/run"}}, true},
                      {{.path = {"/etc/*"}}, false},
                      {{.address = {"0.0.0.0/0"}}, false},
                      {{.user = {"33"}, .invert = true}, true}};
  for (const Row& row : rows) {
    INFO(&row - rows);
    const auto query = Query::make(row.text, names, kClock);
    REQUIRE(query);
    CHECK(query->matches(exec, names) == row.is_met);
  }
  exec.process.auid = ~0U;  // was never set
  CHECK(Query::make({.user = {"-1"}}, names, kClock)->matches(exec, names));
  const auto unknown = Query::make({.user = {"alice", "carol"}}, names, kClock);
  CHECK(!Query::make({.user = {"carol"}}, names, kClock)->matches(exec, names));
  CHECK(*unknown->unknown_user() == "carol");
  names.tell_user(1000, "carol");  // as the record has it
  CHECK(unknown->matches(exec, names));
  CHECK(Query::make({.user = {"alice", "5"}}, names, kClock)->unknown_user() == nullptr);
}

TEST_CASE("query: what is not told is none of those asked for") {
  const Event nothing;
  for (const QueryText& text :
       {QueryText{.success = true}, QueryText{.failure = true}, QueryText{.user = {"0"}},
        QueryText{.pid = {"0"}}, QueryText{.session = {"0"}}, QueryText{.path = {"*"}},
        QueryText{.address = {"0.0.0.0/0"}}, QueryText{.action = {"exec"}}}) {
    CHECK(!selects(text, nothing));
  }
}

TEST_CASE("query: mistakes") {
  const auto mistake = [](const QueryText& text) {
    const auto query = Query::make(text, os::Names(), kClock);
    return query ? std::string() : query.error();
  };
  CHECK(mistake({.pid = {"x"}}) == "--pid: not a process id: 'x'");
  CHECK(mistake({.session = {"-2"}}) == "--session: not a session id: '-2'");
  CHECK(mistake({.address = {"192.0.2.0/33"}}) ==
        "--address: not an IP address or network: '192.0.2.0/33' (192.0.2.0/24)");
  CHECK(mistake({.address = {"web1"}}).starts_with("--address: not an IP address or network: 'web1'"));
  CHECK(mistake({.action = {"executed"}}) ==
        "--action: unknown action 'executed'; known are those that 'events --list-actions' prints");
  CHECK(mistake({.after = {"soon"}}).starts_with("--after: not a time: 'soon'"));
  CHECK(mistake({.after = {"20240102"}, .before = {"20240101"}}) ==
        "--after 20240102 is after --before 20240101: no time is between them");
}

}  // namespace knox::event
