// One question has one answer, whoever is asked: the selection, what an event means, its records in JSON, the
// summary, an execution, or the event in BSM.
#include <string>
#include <string_view>
#include <vector>

#include "knox/linux_audit/names/syscalls.h"
#include "knox/linux_audit/record/outcome.h"
#include "knox/linux_audit/select/select.h"
#include "knox/linux_audit/summary/summary.h"
#include "support/linux_bsm.h"
#include "support/printing.h"
#include "unit/linux_audit/normal_events.h"

namespace knox::linux_audit {

namespace {

using test::JsonDocument;
using test::NormalLog;

os::Names no_names() {
  os::Names names;
  names.use_passwd("");
  names.use_group("");
  return names;
}

// Whether the event is selected.
bool is_selected(const SelectionText& text, std::string_view records) {
  std::expected<Selection, std::string> selection = Selection::make(text, no_names());
  REQUIRE(selection);
  Assembler assembler;
  for (const std::string& text_line : test::frame_log(test::normal_event_log(records)).frames) {
    Line line;
    REQUIRE(peek(text_line, line) == LineKind::kRecord);
    if (selection->look(line) == Wanted::kNo) return false;
    assembler.add(line);
  }
  assembler.finish();
  return selection->matches(*assembler.next());
}

std::string bsm_record(std::string_view records) {
  const std::vector<std::string> found =
      test::convert(test::frame_log(test::normal_event_log(records)).frames);
  REQUIRE(found.size() == 1);
  CHECK(test::is_sound(found[0]));
  return found[0];
}

std::string_view word_of(std::optional<bool> success, std::string_view yes, std::string_view no,
                         std::string_view neither) {
  if (!success) return neither;
  return *success ? yes : no;
}

constexpr std::optional<bool> kYes = true, kNo = false, kNeither = std::nullopt;

}  // namespace

TEST_CASE("words for an outcome") {
  struct Row {
    std::string_view text;
    std::optional<bool> success;
  };
  const Row rows[] = {
      {"yes", kYes},
      {"no", kNo},
      {"1", kYes},
      {"0", kNo},
      {"success", kYes},
      {"failed", kNo},
      {"Success", kYes},
      {"Failed", kNo},
      {"SUCCESS", kYes},
      {"FAILED", kNo},
      {"fail", kNo},
      {"failure", kNo},
      {"granted", kYes},
      {"denied", kNo},
      {"\"ALLOWED\"", kYes},
      {"\"DENIED\"", kNo},
      {"\"AUDIT\"", kYes},
      {"\"KILLED\"", kNo},
      {"\"STATUS\"", kNeither},
      {"\"HINT\"", kNeither},
      {"\"success\"", kYes},
      {"\"failed", kNo},  // cut
      {"", kNeither},
      {"\"", kNeither},
      {"?", kNeither},
      {"2", kNeither},
      {"(null)", kNeither},
      {"successs", kNeither},
      {"unset", kNeither},
      {"yes,", kNeither},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(parse_outcome(row.text) == row.success);
  }
}

TEST_CASE("whether an event succeeded is the same for everybody") {
  NormalLog normal(make_normal_json_printer), json(make_json_printer);
  test::Printing text("text");
  const auto check = [&](const std::string& records, std::optional<bool> success, std::string_view member) {
    INFO(records);
    CHECK(is_selected({.success = {"yes"}}, records) == (success == true));
    CHECK(is_selected({.success = {"no"}}, records) == (success == false));
    const std::string log = test::normal_event_log(records);
    const JsonDocument meaning(normal.print(log));
    CHECK(meaning.at("/result") == word_of(success, "success", "fail", ""));
    CHECK(meaning.at("/ecs/event/outcome") == word_of(success, "success", "failure", "unknown"));
    if (success) CHECK(JsonDocument(json.print(log)).at(member) == word_of(success, "true", "false", ""));
    const std::string trail = text(bsm_record(records));
    CHECK((trail.find("return,success") != trail.npos) == (success == true));
    CHECK((trail.find("return,failure") != trail.npos) == (success == false));
  };
  struct Word {
    std::string_view text;
    std::optional<bool> success;
  };
  constexpr Word kWords[] = {{"yes", kYes},      {"success", kYes}, {"1", kYes},      {"Success", kYes},
                             {"no", kNo},        {"failed", kNo},   {"0", kNo},       {"Failed", kNo},
                             {"FAILED", kNo},    {"fail", kNo},     {"failure", kNo}, {"?", kNeither},
                             {"maybe", kNeither}};
  for (const Word& word : kWords) {
    const std::string value(word.text);
    check("USER_AUTH pid=1 uid=0 auid=0 ses=1 msg='op=x acct=\"a\" res=" + value + "'\n", word.success,
          "/records/0/fields/msg/res");
    check("USER_MGMT pid=1 uid=0 auid=0 ses=1 msg='op=x acct=\"a\" result=" + value + "'\n", word.success,
          "/records/0/fields/msg/result");
    check("CONFIG_CHANGE auid=0 ses=1 op=set res=" + value + "\n", word.success, "/records/0/fields/res");
    check("SYSCALL arch=c000003e syscall=2 success=" + value + " exit=3 a0=1 a1=0 a2=0 a3=0 ppid=1 pid=2\n",
          word.success, "/records/0/fields/success");
  }
}

TEST_CASE("where a file is is the same for everybody") {
  struct Row {
    std::string_view name;
    std::string records;
    std::string_view path;   // of the file, or its new name
    std::string_view wrong;  // what nobody may say
  };
  const std::string cwd = "CWD cwd=\"/home/alice\"\n";
  const auto call = [](std::string_view number, std::string_view arguments) {
    return "SYSCALL arch=c000003e syscall=" + std::string(number) + " success=yes exit=0 " +
           std::string(arguments) + " items=2 ppid=1 pid=2 auid=0 uid=0 ses=1 comm=\"x\" exe=\"/x\"\n";
  };
  const auto path = [](std::string_view item, std::string_view name, std::string_view type) {
    return "PATH item=" + std::string(item) + " name=\"" + std::string(name) +
           "\" inode=5 dev=fd:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=" + std::string(type) + "\n";
  };
  const std::string here = "/home/alice", made = path("0", here, "PARENT") + path("1", "link", "CREATE");
  const std::string moved = path("0", "/a/", "PARENT") + path("1", here, "PARENT") +
                            path("2", "/a/x", "DELETE") + path("3", "link", "CREATE");
  const std::vector<Row> rows = {
      {"symlinkat, a descriptor", call("266", "a0=7f a1=5 a2=7f a3=0") + cwd + made, "link",
       "/home/alice/link"},
      {"symlinkat, here", call("266", "a0=7f a1=ffffff9c a2=7f a3=0") + cwd + made, "/home/alice/link", ""},
      {"symlinkat, here in 64 bits", call("266", "a0=7f a1=ffffffffffffff9c a2=7f a3=0") + cwd + made,
       "/home/alice/link", ""},
      {"linkat, to a descriptor", call("265", "a0=ffffff9c a1=7f a2=6 a3=7f") + cwd + made, "link",
       "/home/alice/link"},
      {"linkat, from a descriptor", call("265", "a0=6 a1=7f a2=ffffff9c a3=7f") + cwd + made, "link",
       "/home/alice/link"},
      {"linkat, here", call("265", "a0=ffffff9c a1=7f a2=ffffff9c a3=7f") + cwd + made, "/home/alice/link",
       ""},
      {"renameat, to a descriptor", call("264", "a0=ffffff9c a1=7f a2=5 a3=7f") + cwd + moved, "link",
       "/home/alice/link"},
      {"renameat2, to a descriptor", call("316", "a0=ffffff9c a1=7f a2=5 a3=7f") + cwd + moved, "link",
       "/home/alice/link"},
      {"renameat, here", call("264", "a0=ffffff9c a1=7f a2=ffffff9c a3=7f") + cwd + moved, "/home/alice/link",
       "/a/link"},
      {"openat, a descriptor", call("257", "a0=5 a1=7f a2=241 a3=1b6") + cwd + made, "link",
       "/home/alice/link"},
      {"openat, here", call("257", "a0=ffffff9c a1=7f a2=241 a3=1b6") + cwd + made, "/home/alice/link", ""},
      {"mkdirat, a descriptor", call("258", "a0=5 a1=7f a2=1ed a3=0") + cwd + made, "link",
       "/home/alice/link"},
      {"openat without its arguments",
       "SYSCALL arch=c000003e syscall=257 success=yes exit=3 ppid=1 pid=2\n" + cwd + made, "link",
       "/home/alice/link"},
      {"openat of io_uring", "URINGOP uring_op=18 success=yes exit=3 items=2 ppid=1 pid=2\n" + cwd + made,
       "link", "/home/alice/link"},
      {"unlinkat of io_uring, with its call",
       "URINGOP uring_op=36 success=yes exit=3 items=2 ppid=1 pid=2\n" + call("426", "a0=3 a1=1 a2=1 a3=1") +
           cwd + made,
       "link", "/home/alice/link"},
      {"a directory from the root",
       call("2", "a0=7f a1=241 a2=1b6 a3=0") + path("0", "/d", "PARENT") + path("1", "link", "CREATE"),
       "/d/link", ""},
      {"a directory from nowhere",
       call("2", "a0=7f a1=241 a2=1b6 a3=0") + path("0", "d", "PARENT") + path("1", "link", "CREATE"), "link",
       "d/link"},
      {"rename from here",
       call("82", "a0=7f a1=7f a2=0 a3=0") + cwd + path("0", here, "PARENT") + path("1", "/e/", "PARENT") +
           path("2", "old", "DELETE") + path("3", "/e/link", "CREATE"),
       "/e/link", "/e/old"},
      {"objtype",
       call("82", "a0=7f a1=7f a2=0 a3=0") + cwd + "PATH item=0 name=\"d\" inode=1 objtype=PARENT\n" +
           "PATH item=1 name=\"link\" inode=2 objtype=CREATE\n",
       "/home/alice/d/link", "/home/alice/link"},
  };
  NormalLog normal(make_normal_json_printer), ecs(make_ecs_printer);
  for (const Row& row : rows) {
    INFO(row.name);
    const std::string log = test::normal_event_log(row.records);
    for (NormalLog* printer : {&normal, &ecs}) {
      const JsonDocument document(printer->print(log));
      CHECK((document.at("/file/path") == row.path || document.at("/file/target_path") == row.path));
    }
    const auto selects = [&](std::string_view name) {
      return is_selected({.file = {std::string(name)}, .word = true}, row.records);
    };
    CHECK(selects(row.path));
    const std::string bytes = bsm_record(row.records);
    const auto has_token = [&](std::string_view name) {  // its size, and a NUL at the end
      return bytes.find(static_cast<char>(name.size() + 1) + std::string(name) + '\0') != bytes.npos;
    };
    CHECK(has_token(row.path));

    os::Names names = no_names();
    Summary summary(names);
    Assembler assembler;
    for (const std::string& text : test::frame_log(log).frames) {
      Line line;
      REQUIRE(peek(text, line) == LineKind::kRecord);
      assembler.add(line);
    }
    assembler.finish();
    summary.add(*assembler.next());
    bool has_path = false, has_wrong = false;
    for (const Tally::Row& file : summary.tally(Subject::kFile).top(0)) {
      has_path |= file.name == row.path;
      has_wrong |= file.name == row.wrong;
    }
    CHECK(has_path);
    if (row.wrong.empty()) continue;
    CHECK_FALSE(has_wrong);
    CHECK_FALSE(selects(row.wrong));
    CHECK_FALSE(has_token(row.wrong));
    CHECK(normal.print(log).find('"' + std::string(row.wrong) + '"') == std::string::npos);
    CHECK(ecs.print(log).find('"' + std::string(row.wrong) + '"') == std::string::npos);
  }
}

TEST_CASE("the directory of a descriptor is not the working directory") {
  NormalLog normal(make_normal_json_printer);
  const auto file = [&](std::string_view directory, std::string_view parent) {
    return JsonDocument(
               normal.print(test::normal_event_log(
                   "SYSCALL arch=c000003e syscall=263 success=no exit=-39 a0=" + std::string(directory) +
                   " a1=7f a2=200 a3=0 items=1 ppid=1 pid=2\nCWD cwd=\"/home/alice\"\nPATH item=0 name=\"" +
                   std::string(parent) + "\" inode=5 nametype=PARENT\n")))
        .at("/file/path");
  };
  CHECK(file("ffffff9c", "/home/alice") == "/home/alice");
  CHECK(file("5", "/home/alice").empty());  // what the kernel writes there
  CHECK(file("5", "/srv/") == "/srv/");
}

TEST_CASE("what a symbolic link leads to is no path") {
  const std::string records =
      "SYSCALL arch=c000003e syscall=88 success=yes exit=0 a0=7f a1=7f a2=0 a3=0 items=3 ppid=1 pid=2\n"
      "CWD cwd=\"/home/alice\"\n"
      "PATH item=0 name=\"/home/alice\" inode=1 dev=fd:01 mode=040755 nametype=PARENT\n"
      "PATH item=1 name=\"target\" nametype=UNKNOWN\n"
      "PATH item=2 name=\"link\" inode=2 dev=fd:01 mode=0120777 nametype=CREATE\n";
  CHECK(is_selected({.file = {"/home/alice/link"}, .word = true}, records));
  CHECK(is_selected({.file = {"target"}, .word = true}, records));
  CHECK_FALSE(is_selected({.file = {"/home/alice/target"}, .word = true}, records));
  CHECK(bsm_record(records).find("/home/alice/target") == std::string::npos);
  NormalLog normal(make_normal_json_printer);
  const JsonDocument document(normal.print(test::normal_event_log(records)));
  CHECK(document.at("/file/path") == "/home/alice/link");
  CHECK(document.at("/file/target_path") == "target");
}

TEST_CASE("calls inside of others") {
  struct Row {
    Syscall outer;
    std::uint64_t number;
    Syscall inner;
  };
  const Row rows[] = {
      {Syscall::sys_socketcall, 3, Syscall::sys_connect},
      {Syscall::sys_socketcall, 20, Syscall::sys_sendmmsg},
      {Syscall::sys_socketcall, 0, Syscall::sys_socketcall},
      {Syscall::sys_socketcall, 21, Syscall::sys_socketcall},
      {Syscall::sys_socketcall, 0x10003, Syscall::sys_socketcall},
      {Syscall::sys_ipc, 23, Syscall::sys_shmget},
      {Syscall::sys_ipc, 0x10001, Syscall::sys_semop},
      {Syscall::sys_ipc, 5, Syscall::sys_ipc},
      {Syscall::sys_ipc, UINT64_MAX, Syscall::sys_ipc},
      {Syscall::sys_openat, 3, Syscall::sys_openat},
      {Syscall::kUnknown, 3, Syscall::kUnknown},
  };
  for (const Row& row : rows) {
    CAPTURE(syscall_name(row.outer), row.number);
    CHECK(inner_call(row.outer, row.number) == row.inner);
  }
}

}  // namespace knox::linux_audit
