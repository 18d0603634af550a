#include <string>

#include "knox/event/exec_formats.h"
#include "knox/event/exec_template.h"
#include "support/exec.h"
#include "support/written.h"
#include "unit/catch.h"

namespace knox::event {

namespace {

std::string printed(std::string_view format, const Exec& exec, ExecPrintOptions options = {}) {
  os::Names names = test::names();
  options.names = &names;
  const auto printer = make_exec_printer(format, options);
  REQUIRE(printer.has_value());
  std::string line = test::written([&](Out& out) { (*printer)->print(exec, out); });
  REQUIRE(line.ends_with('\n'));
  line.pop_back();
  CHECK(line.find('\n') == std::string::npos);
  return line;
}

std::string text(const Exec& exec, const ExecPrintOptions& options = {}) {
  return printed("text", exec, options);
}

std::string error(std::string_view format) {
  os::Names names;
  const auto printer = make_exec_printer(format, {.names = &names});
  return printer ? "" : printer.error();
}

const test::Words kCurl = {"curl", "-fsSL", "https://get.example.com/hello.sh"};
const test::Words kEnv = {"PATH=/bin", "A=it's", "EMPTY="};

Exec curl() {
  return test::exec_by_alice(kCurl, "/usr/bin/curl");
}

// Every fact that some source may know.
Exec everything() {
  Exec exec = curl();
  exec.time_digits = 9;
  exec.hostname = "mac.example.com";
  exec.env = kEnv;
  exec.script = "/tmp/x.sh";
  exec.cwd = "/Users/alice/My Project";
  exec.tty = "ttys001";
  exec.process.euid = 0;
  exec.parent = {.auid = 501, .euid = 501, .egid = 20, .ruid = 501, .rgid = 20, .pid = 618, .session = {}};
  exec.responsible = {.auid = {}, .euid = {}, .egid = {}, .ruid = 7, .rgid = 7, .pid = 400, .session = {}};
  exec.ppid = 618;
  return exec;
}

}  // namespace

TEST_CASE("text: the command alone") {
  CHECK(text(curl()) == "curl -fsSL https://get.example.com/hello.sh");
  const test::Words quoted = {"echo", "it's", "a\nb", ""};
  CHECK(text(test::exec_by_alice(quoted, "/bin/echo")) == R"(echo 'it'\''s' $'a\nb' '')");
}

TEST_CASE("text: all columns") {
  const ExecPrintOptions all = {
      .time = true, .user = true, .pid = true, .cwd = true, .env = true, .result = true};
  CHECK(text(everything(), all) ==
        "2024-05-14T09:12:03.041000000Z\talice\t633\t'/Users/alice/My Project'\t"
        R"(PATH=/bin A='it'\''s' EMPTY='' curl -fsSL https://get.example.com/hello.sh # success)");
  CHECK(text(Exec{}, all) == "1970-01-01T00:00:00.000Z\t-\t-\t-\t# command unknown, result unknown");
}

TEST_CASE("text: users without a name are numbers") {
  Exec exec = curl();
  exec.process.ruid = 4294967295;
  CHECK(text(exec, {.user = true}).starts_with("4294967295\t"));
}

TEST_CASE("text: without arguments the path is the command") {
  Exec exec = test::exec_by_alice({}, "/Applications/My App");
  CHECK(text(exec) == "'/Applications/My App'");
  exec.args = {};
  CHECK(text(exec) == "'/Applications/My App'");
}

TEST_CASE("text: the comment tells which file it was when argv[0] does not") {
  struct Row {
    std::string_view argv0, path, line;
  };
  const Row row = GENERATE(values<Row>({
      {"ls", "/bin/ls", "ls"},
      {"./ls", "/home/x/ls", "./ls"},
      {"/bin/ls", "/bin/ls", "/bin/ls"},
      {"-zsh", "/bin/zsh", "-zsh # /bin/zsh"},
      {"/bin/ls", "/tmp/ls", "/bin/ls # /tmp/ls"},
      {"ls", "/tmp/a b;c", "ls # '/tmp/a b;c'"},
      {"ls", "", "ls"},
      {"", "/bin/ls", "'' # /bin/ls"},
      {"time", "/usr/bin/time", "'time'"},
  }));
  const test::Words args = {row.argv0};
  CHECK(text(test::exec_by_alice(args, row.path)) == row.line);
}

TEST_CASE("text: failures always say why") {
  Exec exec = curl();
  exec.success = false;
  CHECK(text(exec).ends_with("hello.sh # failed"));
  exec.error = "ENOENT";
  exec.error_text = "No such file or directory";
  CHECK(text(exec).ends_with("hello.sh # ENOENT: No such file or directory"));
  exec.error_text = "Bad executable (or shared library)";
  CHECK(text(exec).ends_with("hello.sh # ENOENT: 'Bad executable (or shared library)'"));
  exec.success = std::nullopt;
  CHECK(text(exec).ends_with("hello.sh"));
  CHECK(text(exec, {.result = true}).ends_with("hello.sh # result unknown"));
}

TEST_CASE("text: what the record lacks") {
  test::Words args = kCurl;
  args.promise(15);
  test::Words env = {"A=1"};
  env.promise(2);
  Exec exec = curl();
  exec.args = args;
  exec.env = env;
  CHECK(text(exec).ends_with("hello.sh # 12 arguments missing"));
  CHECK(text(exec, {.env = true}).ends_with("hello.sh # 12 arguments missing, 1 variable missing"));
  exec.success = false;
  exec.error = "EPERM";
  exec.exec_path = "/x";
  CHECK(text(exec).ends_with("hello.sh # /x, 12 arguments missing, EPERM"));
}

TEST_CASE("text: environments that are no assignments") {
  const auto env = [](const test::Words& words) {
    Exec exec = curl();
    exec.env = words;
    const std::string line = text(exec, {.env = true});
    return line.substr(0, line.find(" curl"));
  };
  CHECK(env({"A=b c", "B==x"}) == "A='b c' B='=x'");
  CHECK(env({"A=1", "BASH_FUNC_f%%=() { :; }"}) == "env -- A=1 'BASH_FUNC_f%%=() { :; }'");
  CHECK(env({"UID=0"}) == "env -- UID=0");
  CHECK(env({"A=~"}) == "A='~'");

  Exec exec = curl();
  const test::Words nameless = {"A=1", "none", "=x"};
  exec.env = nameless;
  CHECK(text(exec, {.env = true}) ==
        "A=1 curl -fsSL https://get.example.com/hello.sh # 2 variables without a name");
}

TEST_CASE("json: what BSM knows") {
  CHECK(printed("json", curl()) ==
        R"({"timestamp":"2024-05-14T09:12:03.041Z","log":{"command":"curl",)"
        R"("args":["curl","-fsSL","https://get.example.com/hello.sh"],"exec_path":"/usr/bin/curl",)"
        R"("username":"alice","group":"staff","tty":"unknown",)"
        R"("audit_token":{"auid":501,"egid":20,"euid":501,"gid":20,"group":"staff","pid":633,"uid":501,)"
        R"("username":"alice"},"success":true}})");
}

TEST_CASE("json: what any source knows") {
  CHECK(
      printed("json", everything()) ==
      R"({"timestamp":"2024-05-14T09:12:03.041000000Z","hostname":"mac.example.com","log":{"command":"curl",)"
      R"("args":["curl","-fsSL","https://get.example.com/hello.sh"],"exec_path":"/usr/bin/curl",)"
      R"("script":"/tmp/x.sh","cwd":"/Users/alice/My Project","env":["PATH=/bin","A=it's","EMPTY="],)"
      R"("username":"alice","group":"staff","tty":"ttys001",)"
      R"("audit_token":{"auid":501,"egid":20,"euid":0,"gid":20,"group":"staff","pid":633,"uid":501,)"
      R"("username":"alice"},)"
      R"("parent_audit_token":{"auid":501,"egid":20,"euid":501,"gid":20,"group":"staff","pid":618,"uid":501,)"
      R"("username":"alice"},)"
      R"("responsible_audit_token":{"gid":7,"pid":400,"uid":7},"ppid":618,"success":true}})");
}

TEST_CASE("json: failures, losses, and nothing at all") {
  test::Words args = {"ls"};
  args.promise(3);
  Exec exec;
  exec.args = args;
  exec.success = false;
  exec.error = "EACCES";
  CHECK(printed("json", exec) ==
        R"({"timestamp":"1970-01-01T00:00:00.000Z","log":{"command":"ls","args":["ls"],)"
        R"("args_missing":2,"tty":"unknown","success":false,"error":"EACCES"}})");
  CHECK(printed("json", Exec{}) == R"({"timestamp":"1970-01-01T00:00:00.000Z","log":{"tty":"unknown"}})");
}

TEST_CASE("json: bytes that are not UTF-8 can be had back") {
  const test::Words args = {"ls", "a\nb", "/tmp\xff"};
  Exec exec;
  exec.args = args;
  exec.cwd = "\xe9";
  CHECK(printed("json", exec) ==
        R"({"timestamp":"1970-01-01T00:00:00.000Z","log":{"command":"ls","args":["ls","a\nb","/tmp\ufffd"],)"
        R"("cwd":"\ufffd","tty":"unknown"},)"
        R"("raw_bytes":{"/log/args/2":"2f746d70ff","/log/cwd":"e9"}})");
}

TEST_CASE("ecs") {
  Exec exec = everything();
  CHECK(printed("ecs", exec) ==
        R"({"@timestamp":"2024-05-14T09:12:03.041000000Z","ecs":{"version":"8.11.0"},)"
        R"("event":{"kind":"event","category":["process"],"type":["start"],"action":"exec",)"
        R"("outcome":"success","module":"knox","dataset":"knox.commands",)"
        R"("id":"17cf4ffb1fd6ba40947a2e3e560d9551"},)"
        R"("message":"alice (as root) exec curl -fsSL https://get.example.com/hello.sh [633] by [618]",)"
        R"("host":{"hostname":"mac.example.com"},)"
        R"("user":{"id":"501","name":"alice","group":{"id":"20","name":"staff"},)"
        R"("effective":{"id":"0","name":"root","group":{"id":"20","name":"staff"}},)"
        R"("audit":{"id":"501","name":"alice"}},)"
        R"("process":{"pid":633,"entity_id":"5d05924863258041","name":"curl","executable":"/usr/bin/curl",)"
        R"("args":["curl","-fsSL","https://get.example.com/hello.sh"],"args_count":3,)"
        R"("command_line":"curl -fsSL https://get.example.com/hello.sh",)"
        R"("working_directory":"/Users/alice/My Project","env_vars":["PATH=/bin","A=it's","EMPTY="],)"
        R"("parent":{"pid":618}},)"
        R"("related":{"user":["alice","root"],"hosts":["mac.example.com"]}})");
}

TEST_CASE("ecs: addresses, failures, unknown ends") {
  Exec exec;
  exec.hostname = "2001:db8::17";
  const std::string unknown = printed("ecs", exec);
  CHECK(unknown.find(R"("outcome":"unknown","module":"knox","dataset":"knox.commands","id":")") !=
        std::string::npos);
  CHECK(unknown.ends_with(R"("message":"exec","host":{"ip":["2001:db8::17"]}})"));
  exec.success = false;
  exec.error = "ENOENT";
  exec.error_text = "No such file or directory";
  const std::string line = printed("ecs", exec);
  CHECK(line.find(R"("outcome":"failure")") != std::string::npos);
  CHECK(line.ends_with(R"("error":{"code":"ENOENT","message":"No such file or directory"}})"));
}

TEST_CASE("templates") {
  CHECK(printed("${timestamp} ${username} ${group} ${command} ${args}", curl()) ==
        "2024-05-14T09:12:03.041Z alice staff curl -fsSL https://get.example.com/hello.sh");
  CHECK(printed("${hostname}|${uid}|${gid}|${auid}|${euid}|${egid}|${pid}|${ppid}|${tty}", everything()) ==
        "mac.example.com|501|20|501|0|20|633|618|ttys001");
  CHECK(printed("${exec_path}|${script}|${cwd}|${env}", everything()) ==
        R"(/usr/bin/curl|/tmp/x.sh|'/Users/alice/My Project'|PATH=/bin 'A=it'\''s' EMPTY=)");
  CHECK(printed("cost: 5$, $$${pid}$", curl()) == "cost: 5$, $633$");
  CHECK(printed("$$", curl()) == "$");
  CHECK(printed("{${pid}}", curl()) == "{633}");
}

TEST_CASE("templates: what is not known is a minus, an unknown tty is unknown") {
  for (const std::string_view variable :
       {"hostname", "username", "group", "uid", "gid", "auid", "euid", "egid", "pid", "ppid", "exec_path",
        "script", "cwd", "command", "env", "args"}) {
    CHECK(printed("${" + std::string(variable) + "}", Exec{}) == "-");
  }
  CHECK(printed("${tty}", Exec{}) == "unknown");
  Exec in_minus;
  in_minus.cwd = "-";
  CHECK(printed("${cwd}", in_minus) == "'-'");
  const test::Words alone = {"ls"};
  CHECK(printed("[${args}]", test::exec_by_alice(alone, "/bin/ls")) == "[]");
}

TEST_CASE("templates: values stay in their line") {
  const test::Words args = {"a\nb", "c\td", "\x1b[2J"};
  CHECK(printed("${command} ${args}", test::exec_by_alice(args, "/tmp/x\ny")) ==
        R"($'x\ny' $'c\td' $'\e[2J')");
}

TEST_CASE("formats: mistakes list what there is") {
  CHECK(error("${user}") ==
        "unknown variable '${user}'; known are timestamp, hostname, username, group, uid, gid, auid, euid, "
        "egid, pid, ppid, tty, exec_path, script, run_by, run_as, cwd, command, env, args");
  CHECK(error("x ${pid") == "the template has a ${ without its }: ${pid");
  CHECK(error("${}").starts_with("unknown variable '${}'; known are timestamp, "));
  CHECK(error("yaml") ==
        "unknown format 'yaml'; known are text, json, ecs, auditd, rows, csv and templates such as "
        "'${timestamp} ${command} ${args}'");
  for (const ExecFormat& format : exec_formats()) {
    CHECK(error(format.name).empty());
    CHECK(!format.description.empty());
  }
}

}  // namespace knox::event
