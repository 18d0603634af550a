#include <string>
#include <vector>

#include "knox/es/message_reader.h"
#include "knox/es/peek.h"
#include "knox/io/foreign.h"
#include "support/es_lines.h"
#include "support/guarded.h"
#include "unit/catch.h"

namespace knox::es {

namespace {

using test::EsLines;
using test::EsStyle;

std::vector<EsStyle> styles() {
  std::vector<EsStyle> all;
  for (std::size_t order = 0; order < 40; ++order) all.push_back({.order = order});
  all.push_back({.array_tokens = true});
  all.push_back({.escapes_slashes = false});
  all.push_back({.has_nulls = false});
  all.push_back({.order = 3, .is_jamf = true});
  return all;
}

EsLines::Exec script() {
  EsLines::Exec exec;
  exec.before = {.executable = "/bin/zsh", .tty = "/dev/ttys003"};
  exec.after = {.token = {.euid = 0, .pidversion = 2001},
                .executable = "/bin/bash",
                .tty = "/dev/ttys003",
                .signing_id = "com.apple.bash",
                .team_id = "CKG9MXH72F"};
  exec.args = {"/bin/bash", "./x.sh", "", "a \"b\"\n"};
  exec.env = {"PATH=/usr/bin:/bin"};
  exec.cwd = "/Users/alice";
  exec.script = "/Users/alice/x.sh";
  return exec;
}

std::vector<std::string> strings(const event::StringList& list) {
  std::vector<std::string> all;
  for (const std::string_view one : list) all.emplace_back(one);
  return all;
}

const Message& read(MessageReader& reader, const std::string& line, Wanted wanted = Wanted::kAll) {
  const auto message = reader.read(line, wanted);
  INFO(line);
  REQUIRE(message);
  return **message;
}

std::string_view why(const std::string& line) {
  MessageReader reader;
  const auto message = reader.read(line, Wanted::kAll);
  return message ? std::string_view() : message.error().what;
}

}  // namespace

TEST_CASE("es message: an execution is the same in every order and shape") {
  MessageReader reader;
  for (const EsStyle& style : styles()) {
    const std::string line = EsLines(style).exec({}, script());
    for (const Wanted wanted : {Wanted::kExecution, Wanted::kActs, Wanted::kAll}) {
      const Message& m = read(reader, line, wanted);
      CHECK(m.event == "exec");
      CHECK(m.event_type == 9U);
      CHECK(m.version == 10U);
      CHECK(m.sequence == 7U);
      CHECK(m.time == Time{1'700'000'000, style.is_jamf ? 123'000'000U : 123'456'789U});
      CHECK(m.time_digits == (style.is_jamf ? 3 : 9));
      CHECK(m.hostname == (style.is_jamf ? "mac-7" : ""));
      CHECK(m.is_allowed == true);
      CHECK(!m.is_request);
      CHECK(strings(m.args) == std::vector<std::string>{"/bin/bash", "./x.sh", "", "a \"b\"\n"});
      CHECK(strings(m.env) == std::vector<std::string>{"PATH=/usr/bin:/bin"});
      CHECK(m.cwd == "/Users/alice");
      CHECK(m.script == "/Users/alice/x.sh");
      const Process& p = m.target;
      CHECK(p.token.ids == event::ProcessIds{501, 0, 20, 501, 20, 812, 100'004});
      CHECK(p.token.version == 2001U);
      REQUIRE((p.parent && p.responsible));
      CHECK(p.parent->ids == event::ProcessIds{501, 501, 20, 501, 20, 811, 100'004});
      CHECK(p.responsible->ids.pid == 700U);
      CHECK(p.ppid == 811U);
      CHECK(p.executable.path == "/bin/bash");
      CHECK(p.tty == "/dev/ttys003");
      CHECK(p.signing_id == "com.apple.bash");
      CHECK(p.team_id == "CKG9MXH72F");
      CHECK(m.process.known() == (wanted != Wanted::kExecution));
      CHECK(m.process.token.version == (wanted == Wanted::kExecution ? std::nullopt : std::optional(2000U)));
      CHECK(p.executable.inode == (wanted == Wanted::kAll ? std::optional<std::uint64_t>(77) : std::nullopt));
    }
  }
}

TEST_CASE("es message: null is absent") {
  MessageReader reader;
  EsLines::Exec exec = script();
  exec.script = exec.after.tty = exec.after.team_id = "";
  const Message& m = read(reader, EsLines().exec({}, exec));
  CHECK(m.script.empty());
  CHECK(m.target.tty.empty());
  CHECK(m.target.team_id.empty());
  const Message& bare =
      read(reader, R"({"event":{"exec":null},"process":null,"event":{"exec":{"args":null}}})");
  CHECK(bare.event == "exec");
  CHECK(!bare.args.known());
  CHECK(!bare.process.known());
  CHECK(!bare.sequence);
}

TEST_CASE("es message: what is of another type is absent, and the rest is read") {
  MessageReader reader;
  const Message& m =
      read(reader, R"({"time":7,"event":{"exec":{"args":[1,true,"x",null],"env":"A=1","cwd":"/",)"
                   R"("script":[],"target":{"audit_token":"x","ppid":-3,"executable":[{"path":1}]}}},)"
                   R"("global_seq_num":18446744073709551615,"version":99999999999,"event_type":1.5})");
  CHECK(m.time == Time{});
  CHECK(strings(m.args) == std::vector<std::string>{"1", "true", "x", "null"});
  CHECK(!m.env.known());
  CHECK(m.cwd.empty());
  CHECK(!m.target.known());
  CHECK(!m.target.ppid);
  CHECK(m.sequence == 18446744073709551615U);
  CHECK(!m.version);
  CHECK(!m.event_type);
}

TEST_CASE("es message: an id of -1 was never set") {
  MessageReader reader;
  const Message& m =
      read(reader, R"({"process":{"audit_token":{"pid":5,"auid":-1}},"event":{"settime":{}}})");
  CHECK(m.process.token.ids.auid == ~0U);
}

TEST_CASE("es message: members of an event, and of what is in it") {
  MessageReader reader;
  const EsLines lines;
  const std::string event =
      lines.object({{"success", "true"},
                    {"data", lines.object({{"od", lines.object({{"record_name", "\"alice\""},
                                                                {"instigator", lines.process({})}})}})},
                    {"target", lines.file("/tmp/a", 0100640)},
                    {"token", lines.token({.pid = 9})},
                    {"rights", R"(["a","b"])"},
                    {"results", R"([{"granted":true},{"granted":false}])"},
                    {"nothing", "null"},
                    {"count", "-7"}});
  const Message& m = read(reader, lines.message({}, 111, "authentication", event, lines.process({})));
  using Kind = Member::Kind;
  const auto kind = [&](std::string_view key) {
    return m.find(key) == nullptr ? Kind::kNull : m.find(key)->kind;
  };
  CHECK(kind("success") == Kind::kBool);
  CHECK(m.find("success")->text == "true");
  CHECK(kind("data") == Kind::kObject);
  CHECK(m.find("record_name")->text == "alice");
  CHECK(m.find("record_name")->depth == 2);
  REQUIRE(kind("instigator") == Kind::kProcess);
  CHECK(m.find("instigator")->process->token.ids.pid == 812U);
  REQUIRE(kind("target") == Kind::kFile);
  CHECK(m.find("target")->file->path == "/tmp/a");
  CHECK(m.find("target")->file->mode == 0100640U);
  CHECK(m.find("target")->file->uid == 501U);
  CHECK(m.find("target")->file->device == "16777234");
  REQUIRE(kind("token") == Kind::kToken);
  CHECK(m.find("token")->process->token.ids.pid == 9U);
  CHECK(strings(m.find("rights")->list) == std::vector<std::string>{"a", "b"});
  CHECK(std::ranges::count(m.members, "granted", &Member::key) == 2);
  CHECK(m.find("nothing")->kind == Kind::kNull);
  CHECK(kind("count") == Kind::kNumber);
  CHECK(m.find("count")->text == "-7");
}

TEST_CASE("es message: the decision") {
  MessageReader reader;
  const auto decided = [&](std::string_view action) {
    const Message& m = read(reader, R"({"event":{"exec":{}},)" + std::string(action) + "}");
    return m.is_allowed;
  };
  CHECK(decided(R"("action":{"result":{"result_type":0,"result":{"auth":0}}})") == true);
  CHECK(decided(R"("action":{"result":{"result":{"auth":1},"result_type":0}})") == false);
  CHECK(decided(R"("action":{"result":{"result_type":1,"result":{"flags":4294967295}}})") == true);
  CHECK(decided(R"("action":{"result":{"result_type":1,"result":{"flags":0}}})") == false);
  CHECK(decided(R"("action":{})") == std::nullopt);
  CHECK(decided(R"("action_type":0,"match":{"blocked":true})") == false);
  CHECK(decided(R"("action_type":0,"match":{"blocked":false})") == std::nullopt);
}

TEST_CASE("es message: in somebody's envelope") {
  MessageReader reader;
  std::string line = EsLines().exec({}, script());
  line.pop_back();
  for (const std::string& wrapped :
       {R"({"machine_id":"x","message":)" + line + "}",
        R"({"list":[{"event":{}}],"es_event":)" + line + R"(,"later":{"event":{"exit":{}}}})"}) {
    const Message& m = read(reader, wrapped);
    CHECK(m.event == "exec");
    CHECK(m.target.token.ids.pid == 812U);
    CHECK(m.sequence == 7U);
  }
}

TEST_CASE("es message: every prefix of one is no JSON, and reads nothing behind it") {
  for (const EsStyle& style :
       {EsStyle{}, EsStyle{.order = 4, .array_tokens = true}, EsStyle{.order = 5, .is_jamf = true}}) {
    std::string line = EsLines(style).exec({}, script());
    line.pop_back();
    MessageReader reader;
    test::Guarded guarded(line.size());
    for (std::size_t size = 0; size < line.size(); ++size) {
      const auto message =
          reader.read(as_chars(guarded(std::string_view(line).substr(0, size))), Wanted::kAll);
      INFO(size);
      REQUIRE(!message);
      CHECK(message.error().code == Code::kMalformed);
    }
    CHECK(reader.read(as_chars(guarded(line)), Wanted::kAll));
  }
}

TEST_CASE("es message: what is wrong with a line") {
  CHECK(why(R"({"event":{"exec":{}}}{"event":{"exec":{}}})") == "not JSON: something follows the object");
  CHECK(why("{\"event\":{\"exec\":{}},\"x\":\"\xff\"}") == "not JSON: bytes that are not UTF-8");
  CHECK(why("{\"event\":{\"exec\":{}},\"x\":\"a}") == "not JSON: a string without an end");
  CHECK(why("{\"event\":{\"exec\":{}},\"x\":\"\1\"}") == "not JSON: a control character in a string");
  CHECK(why(R"({"event":{"exec":[1)") == "not JSON: an object without an end");
  CHECK(why("{\"event\" {\"exec\":{}}}") == "not JSON: a comma, a colon or a brace is missing or too much");
  CHECK(why(std::string(3000, '{') + std::string(3000, '}')).starts_with("not JSON: "));
  CHECK(why("{}") == io::kForeignLine);
  CHECK(why(R"({"event":"login","user":"x"})") == io::kForeignLine);
  CHECK(why(R"({"event":[],"process":{}})") == io::kForeignLine);
}

TEST_CASE("es message: a very deep or very wide event costs no more than its line") {
  MessageReader reader;
  std::string deep = R"({"event":{"x":)";
  for (int i = 0; i < 500; ++i) deep += R"({"a":)";
  deep += "1" + std::string(500, '}') + "}}";
  CHECK(read(reader, deep).members.size() <= 20);
  std::string wide = R"({"event":{"x":{"a":1)";
  for (int i = 0; i < 100'000; ++i) wide += R"(,"a":1)";
  CHECK(read(reader, wide + "}}}").members.size() <= 1024);
}

TEST_CASE("es peek: the event and the number, wherever they stand") {
  const auto exec = [](std::string_view event) { return event == "exec"; };
  const auto acts = [](std::string_view event) { return event == "fork" || event == "exit"; };
  for (const EsStyle& style : styles()) {
    const EsLines lines(style);
    const std::string wanted = lines.exec({}, script());
    CHECK(peek(wanted, exec).is_wanted);
    CHECK(!peek(wanted, acts).is_wanted);
    for (const Peek& seen : {peek(wanted, acts), peek_sequence(wanted)}) {
      CHECK(seen.sequence == 7U);
      CHECK(seen.is_jamf == style.is_jamf);
      CHECK(!seen.is_wanted);
    }
  }
  CHECK(peek("{ \"event\" : { \"exec\" : {} } }", exec).is_wanted);
  CHECK(!peek(R"({"event":"exec"})", exec).is_wanted);
  CHECK(!peek(R"({"event":{"exe":{}}})", exec).is_wanted);
  CHECK(!peek(R"({"event":{"open":{"path":"\"event\":{\"exec\":"}}})", exec).is_wanted);
  // In a deeper object, where somebody may have chosen a key: it is looked at, and the event is not missed.
  CHECK(peek(R"({"a":{"event":{"open":{}}},"event":{"exec":{}}})", exec).is_wanted);
}

TEST_CASE("es peek: nothing behind a line is read") {
  const auto fork = [](std::string_view event) { return event == "fork"; };
  std::string line = EsLines().exec({}, script());
  test::Guarded guarded(line.size());
  for (std::size_t size = 0; size <= line.size(); ++size) {
    const std::string_view part = as_chars(guarded(std::string_view(line).substr(0, size)));
    CHECK(!peek(part, fork).is_wanted);
    peek_sequence(part);
    looks_like_object(part);
    looks_like_messages(part);
    host_name(part);
  }
}

TEST_CASE("es peek: objects, messages, hosts") {
  CHECK(looks_like_object(" {\"a\":1} \n"));
  CHECK(looks_like_object("{}"));
  for (const std::string_view none : {"", " ", "x", "{", "}", "[{}]", "{\"a\":1", "not {}"}) {
    INFO(none);
    CHECK(!looks_like_object(none));
  }
  for (const EsStyle& style : styles())
    CHECK(looks_like_messages(EsLines(style).exec({}, script()).substr(0, 4096)));
  CHECK(looks_like_messages(R"({"event":{"su":)"));
  CHECK(!looks_like_messages(R"({"event":{"login":{}}})"));
  CHECK(!looks_like_messages("type=SYSCALL msg=audit(1.0:1): event"));
  CHECK(host_name(EsLines({.is_jamf = true}).exec({}, script())) == "mac-7");
  CHECK(host_name(EsLines().exec({}, script())).empty());
}

}  // namespace knox::es
