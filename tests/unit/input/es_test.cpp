#include <map>
#include <optional>
#include <string>
#include <vector>

#include "knox/base/unknown.h"
#include "knox/event/exec_formats.h"
#include "knox/event/formats.h"
#include "knox/event/line.h"
#include "knox/input/formats.h"
#include "knox/io/foreign.h"
#include "knox/io/gap.h"
#include "knox/os/names.h"
#include "support/es_events.h"
#include "support/process_reading.h"
#include "unit/catch.h"

namespace knox::input {

namespace {

using test::EsEvent;
using test::EsLines;
using test::EsStyle;

std::vector<EsStyle> styles() {
  std::vector<EsStyle> all;
  for (std::size_t order = 0; order < 24; ++order) all.push_back({.order = order});
  all.push_back({.array_tokens = true});
  all.push_back({.escapes_slashes = false});
  all.push_back({.has_nulls = false});
  all.push_back({.order = 3, .is_jamf = true});
  return all;
}

std::unique_ptr<Input> make(Wanted wanted, os::Names& names) {
  names.use_none();
  return find_format("es")->make({.wanted = wanted, .names = &names});
}

// What the printer makes of each event of these lines.
std::vector<std::string> printed(std::string_view format, std::string_view lines) {
  os::Names names;
  std::vector<std::string> all;
  const std::unique_ptr<event::Printer> printer = find_named(event::formats(), format)->make();
  test::read_processes(*make(Wanted::kEvents, names), lines, [&](const Report& report) {
    StringWriter writer(all.emplace_back());
    Out out(writer);
    printer->print(report.event, out);
    out.flush();
  });
  return all;
}

// Without what only one producer says: the fraction of a second, the host, and the id of the message.
std::string bare(std::string json, const EsStyle& style) {
  const auto cut = [&](std::string_view begin, std::string_view end) {
    const std::size_t at = json.find(begin);
    if (at != json.npos) json.erase(at, json.find(end, at + begin.size()) - at);
  };
  cut("\"time\"", "\"dataset\"");
  cut("\"entity_id\":\"", "\"");
  if (style.is_jamf) {
    const std::size_t code = json.find("\"cs_invalidate\"");
    if (code != json.npos) json.replace(code, 15, "\"cs_invalidated\"");
  }
  return json;
}

// What take() says of each line.
std::vector<std::optional<Error>> told(Input& input, const std::vector<std::string>& lines) {
  std::vector<std::optional<Error>> all;
  input.begin();
  for (const std::string& line : lines)
    all.push_back(input.take({.bytes = as_bytes(line)}, [](const Report&) {}));
  return all;
}

std::uint64_t missing(const std::optional<Error>& error) {
  return error && io::is_gap(*error) ? error->have : 0;
}

std::string settime(std::uint64_t sequence, const EsStyle& style = {}) {
  const EsLines lines(style);
  return lines.message({.sequence = sequence}, 75, "settime", "{}", lines.process({}));
}
std::string exec(std::uint64_t sequence, const EsStyle& style = {}) {
  EsLines::Exec exec;
  exec.args = {"ls"};
  return EsLines(style).exec({.sequence = sequence}, exec);
}

}  // namespace

TEST_CASE("es input: every event, in words") {
  os::Names names;
  for (const EsEvent& event : test::es_events({})) {
    INFO(event.line);
    std::size_t count = 0;
    event::EventLine line;
    test::read_processes(*make(Wanted::kEvents, names), event.line, [&](const Report& report) {
      CHECK(line.of(report.event) == event.told);
      CHECK(std::string(report.pieces.front()).append(report.end) == event.line);
      ++count;
    });
    CHECK(count == 1);
  }
}

TEST_CASE("es input: an event is the same in every order and shape") {
  const std::vector<EsEvent> first = test::es_events({});
  std::map<std::string, std::string> expected;
  for (const EsStyle& style : styles()) {
    const std::vector<EsEvent> events = test::es_events(style);
    REQUIRE(events.size() == first.size());
    for (std::size_t i = 0; i < events.size(); ++i) {
      const std::vector<std::string> a = printed("json", first[i].line), b = printed("json", events[i].line);
      REQUIRE((a.size() == 1 && b.size() == 1));
      const auto sorted_text = [](std::string json) {  // the order of `text` is the line's
        const std::size_t text = json.find("\"text\"");
        if (text != json.npos) json.erase(text);
        const std::size_t message = json.rfind("\"message\"");
        if (message != json.npos) json.erase(message);
        return json;
      };
      CHECK(sorted_text(bare(a[0], {})) == sorted_text(bare(b[0], style)));
    }
  }
}

TEST_CASE("es input: every event says of itself what its name and its number are") {
  os::Names names;
  for (const EsStyle& style : {EsStyle{}, EsStyle{.is_jamf = true}}) {
    for (const EsEvent& event : test::es_events(style)) {
      INFO(event.line);
      CHECK(!told(*make(Wanted::kEvents, names), {event.line}).front());
    }
  }
  const std::string wrong = EsLines().message({}, 110, "exchangedata", "{}", EsLines().process({}));
  const std::optional<Error> error = told(*make(Wanted::kEvents, names), {wrong}).front();
  REQUIRE(error);
  CHECK(error->what == "event_type is another event's");
  CHECK(error->offset == wrong.size());  // nothing of it is lost
}

TEST_CASE("es input: a gap in the sequence is told where it is, whatever is read") {
  os::Names names;
  for (const Wanted wanted : {Wanted::kExecutions, Wanted::kActs, Wanted::kProcesses, Wanted::kEvents}) {
    for (const EsStyle& style : {EsStyle{}, EsStyle{.order = 9}, EsStyle{.is_jamf = true}}) {
      const auto all = told(*make(wanted, names), {settime(5, style), exec(6, style), settime(7, style),
                                                   settime(10, style), exec(12, style), settime(13, style)});
      std::vector<std::uint64_t> counts;
      for (const std::optional<Error>& error : all) counts.push_back(missing(error));
      CHECK(counts == std::vector<std::uint64_t>{0, 0, 0, 2, 1, 0});
    }
  }
}

TEST_CASE("es input: what is none of the programs is passed over, and counted") {
  os::Names names;
  names.use_none();
  const std::unique_ptr<Input> input = find_format("es")->make({.names = &names, .programs = {"ls", "cp"}});
  EsLines::Exec other;
  other.args = {"mv"};
  std::string log = exec(1);
  for (const EsStyle& style : {EsStyle{}, EsStyle{.order = 8}})
    log += EsLines(style).exec({.sequence = 2}, other);
  std::size_t count = 0;
  test::read_processes(*input, log, [&](const Report&) { ++count; });
  CHECK(count == 1);
  const std::string second = EsLines().exec({.sequence = 2}, other),
                    fifth = EsLines().exec({.sequence = 5}, other);
  const auto all = told(*input, {exec(1), second, fifth, exec(6)});
  CHECK(!all[1]);
  CHECK(missing(all[2]) == 2);
  CHECK(!all[3]);
}

TEST_CASE("es input: what is no gap") {
  os::Names names;
  const std::unique_ptr<Input> input = make(Wanted::kEvents, names);
  // Another run of the client.
  for (const auto& error : told(*input, {settime(5), settime(0), settime(1)})) CHECK(!error);
  // Another file.
  for (const auto& error : told(*input, {settime(90)})) CHECK(!error);
  // A line that cannot be read has had its number.
  const auto damaged = told(*input, {settime(1), "{\"event\":\n", settime(3), settime(5)});
  CHECK(damaged[1]->code == Code::kMalformed);
  CHECK(!damaged[2]);
  CHECK(missing(damaged[3]) == 1);
  // Hosts count for themselves.
  std::string other = settime(100, {.is_jamf = true});
  other.replace(other.find("mac-7"), 5, "mac-8");
  const EsStyle jamf{.is_jamf = true};
  for (const auto& error : told(*input, {settime(1, jamf), other, settime(2, jamf)})) CHECK(!error);
  // Alerts were picked.
  const auto alert = [&](std::uint64_t sequence) {
    return R"({"alert_type":"UDM","match":{"blocked":true},)" + settime(sequence).substr(1);
  };
  for (const Wanted wanted : {Wanted::kExecutions, Wanted::kEvents})
    for (const auto& error : told(*make(wanted, names), {alert(1), alert(9)})) CHECK(!error);
}

TEST_CASE("es input: lines that are no messages") {
  os::Names names;
  for (const Wanted wanted : {Wanted::kExecutions, Wanted::kActs, Wanted::kEvents}) {
    const std::unique_ptr<Input> input = make(wanted, names);
    const auto all =
        told(*input, {"\n", "  \r\n", "Not enough privileges\n", "[1]\n", "{\"x\":1\n", exec(1)});
    CHECK(!all[0]);
    CHECK(!all[1]);
    CHECK(all[2]->what == "not a JSON object");
    CHECK(all[3]->what == "not a JSON object");
    CHECK(all[4]->what == "not a JSON object");
    CHECK(!all[5]);
    CHECK(input->told().any);
  }
  const std::unique_ptr<Input> input = make(Wanted::kEvents, names);
  CHECK(io::is_foreign(*told(*input, {R"({"msg":"hello"})"}).front()));
  CHECK(!input->told().any);
}

TEST_CASE("es input: processes have a version, and know their parent") {
  os::Names names;
  const EsLines lines;
  EsLines::Exec exec;
  exec.after.token.pidversion = 2001;
  const std::string log =
      lines.message({}, 11, "fork",
                    lines.object({{"child", lines.process({.token = {.pid = 900, .pidversion = 1}})}}),
                    lines.process({})) +
      lines.exec({.sequence = 8}, exec) +
      lines.message({.sequence = 9}, 15, "exit", R"({"stat":9})", lines.process({})) +
      lines.message({.sequence = 10}, 15, "exit", R"({"stat":512})", lines.process({})) + settime(11);
  std::vector<event::ProcessEvent> acts;
  test::read_processes(*make(Wanted::kProcesses, names), log, [&](const Report& report) {
    CHECK(test::is_sound(report));
    acts.push_back(*report.event.act);
  });
  REQUIRE(acts.size() == 5);
  using event::ProcessAct;
  CHECK(acts[0].act == ProcessAct::kFork);
  CHECK(acts[0].process.pid == 812);
  CHECK(acts[0].process.version == 2000U);
  CHECK((acts[0].child->pid == 900 && acts[0].child->version == 1U));
  CHECK((acts[0].parent->pid == 811 && acts[0].parent->version == 1990U));
  CHECK(acts[1].act == ProcessAct::kExec);
  CHECK(acts[1].process.version == 2000U);
  CHECK(acts[1].becomes->version == 2001U);
  CHECK(acts[2].act == ProcessAct::kExit);
  CHECK(acts[2].signal == 9U);
  CHECK(!acts[2].exit_status);
  CHECK(acts[3].exit_status == 2U);
  CHECK(!acts[3].signal);
  CHECK(acts[4].act == ProcessAct::kOther);
  std::size_t count = 0;
  test::read_processes(*make(Wanted::kActs, names), log, [&](const Report&) { ++count; });
  CHECK(count == 4);
}

TEST_CASE("es input: a process record has every member of logga's") {
  os::Names names;
  names.use_passwd("alice:x:501:20::/:/bin/sh\n");
  names.use_group("staff:x:20:\n");
  const std::unique_ptr<Input> input = find_format("es")->make({.names = &names});
  EsLines::Exec exec;
  exec.after = {
      .token = {.euid = 0, .egid = 0, .pidversion = 2001}, .executable = "/bin/bash", .tty = "/dev/ttys003"};
  exec.args = {"/bin/bash", "./x.sh"};
  exec.env = {"A=1"};
  exec.cwd = "/Users/alice";
  exec.script = "/Users/alice/x.sh";
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  const auto printer = event::make_exec_printer("json", {.names = &names});
  test::read_processes(*input, EsLines().exec({}, exec),
                       [&](const Report& report) { (*printer)->print(*report.event.exec, out); });
  out.flush();
  const auto token = [](std::string_view ids) {
    return "{" + std::string(ids) + R"("uid":501,"username":"alice"})";
  };
  CHECK(
      text ==
      R"({"timestamp":"2023-11-14T22:13:20.123456789Z","log":{"command":"bash","args":["/bin/bash","./x.sh"],)"
      R"("exec_path":"/bin/bash","script":"/Users/alice/x.sh","cwd":"/Users/alice","env":["A=1"],)"
      R"("username":"alice","group":"staff","tty":"ttys003","audit_token":)" +
          token(R"("auid":501,"egid":0,"euid":0,"gid":20,"group":"staff","pid":812,)") +
          R"(,"parent_audit_token":)" +
          token(R"("auid":501,"egid":20,"euid":501,"gid":20,"group":"staff","pid":811,)") +
          R"(,"responsible_audit_token":)" +
          token(R"("auid":501,"egid":20,"euid":501,"gid":20,"group":"staff","pid":700,)") +
          R"(,"ppid":811,"success":true}})" + "\n");
}

}  // namespace knox::input
