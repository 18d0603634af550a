#include "knox/linux_audit/meaning/exec.h"

#include <random>
#include <string>
#include <vector>

#include "knox/input/formats.h"
#include "knox/linux_audit/names/syscalls.h"
#include "support/linux_events.h"
#include "unit/catch.h"

namespace knox::linux_audit {

namespace {

using test::audit_line;
using test::Lines;
using List = std::vector<std::string>;

// An execution, copied: views die with their event.
struct Found {
  Time time;
  std::string hostname;
  List args;
  bool args_known = false, from_title = false;
  std::uint32_t missing = 0;
  std::string path, script, cwd, tty, error;
  event::ProcessIds process;
  std::optional<event::ProcessIds> parent;
  std::optional<std::uint32_t> ppid;
  std::optional<bool> success;

  explicit Found(const event::Exec& exec)
      : time(exec.time),
        hostname(exec.hostname),
        args_known(exec.args.known()),
        from_title(exec.args_from_title),
        missing(exec.args.missing()),
        path(exec.exec_path),
        script(exec.script),
        cwd(exec.cwd),
        tty(exec.tty),
        error(exec.error),
        process(exec.process),
        parent(exec.parent),
        ppid(exec.ppid),
        success(exec.success) {
    for (const std::string_view arg : exec.args) args.emplace_back(arg);
  }
};

// What commands(1) makes of a log.
std::vector<Found> executions_in(std::string_view log, std::size_t chunk = ~std::size_t{0}) {
  std::vector<Found> found;
  const std::unique_ptr<input::Input> input = input::make_linux_input({});
  const auto emit = [&](const input::Report& report) { found.emplace_back(*report.event.exec); };
  for (const std::string& frame : test::frame_log(log, chunk).frames) {
    input->take({.bytes = as_bytes(frame)}, emit);
  }
  input->finish(emit);
  return found;
}
std::vector<Found> executions(const Lines& lines) {
  return executions_in(test::joined(lines));
}
Found execution(const Lines& lines) {
  const std::vector<Found> found = executions(lines);
  REQUIRE(found.size() == 1);
  return found[0];
}

event::ProcessIds only_pid(std::uint32_t pid) {
  event::ProcessIds ids;
  ids.pid = pid;
  return ids;
}

constexpr const char* kStamp = "1700000000.041:812";
std::string line(std::string_view type, std::string_view body) {
  return audit_line(type, kStamp, body);
}
// The SYSCALL record of an execve; later fields win.
std::string call(std::string_view more = "", std::string_view number = "59",
                 std::string_view arch = "c000003e") {
  std::string body("arch=");
  body.append(arch).append(" syscall=").append(number);
  const bool has_arguments = more.find("a0=") != more.npos;
  body.append(" success=yes exit=0").append(has_arguments ? "" : " a0=5 a1=6 a2=7 a3=8");
  body +=
      " items=2 ppid=10 pid=11 auid=1000 uid=1001 gid=1002 euid=1003 "
      "suid=1 fsuid=1 egid=1004 sgid=1 fsgid=1 tty=pts1 ses=3 comm=\"ls\" exe=\"/usr/bin/ls\" key=(null)";
  if (!more.empty()) body.append(" ").append(more);
  return line("SYSCALL", body);
}

}  // namespace

TEST_CASE("an execve: all facts") {
  const Found found =
      execution({"node=web1 " + call(), "node=web1 " + line("EXECVE", "argc=3 a0=\"ls\" a1=\"\" a2=2D6C"),
                 "node=web1 " + line("CWD", " cwd=2F686F6D652F616E20"),
                 "node=web1 " + line("PATH", "item=0 name=\"/usr/bin/ls\" nametype=NORMAL"),
                 "node=web1 " + line("PROCTITLE", "proctitle=\"bash\"")});
  CHECK(found.time == Time{1700000000, 41'000'000});
  CHECK(found.hostname == "web1");
  CHECK(found.args == List{"ls", "", "-l"});
  CHECK(!found.from_title);
  CHECK(found.missing == 0);
  CHECK(found.path == "/usr/bin/ls");
  CHECK(found.script.empty());
  CHECK(found.cwd == "/home/an ");
  CHECK(found.tty == "pts1");
  CHECK(found.process == event::ProcessIds{1000, 1003, 1004, 1001, 1002, 11, 3});
  CHECK(found.ppid == 10);
  REQUIRE(found.parent);
  CHECK(*found.parent == only_pid(10));
  CHECK(found.success == true);
  CHECK(found.error.empty());
}

TEST_CASE("execve and execveat on every architecture") {
  int calls = 0;
  for (const std::uint32_t arch : {0xc000003e, 0x40000003u, 0xc00000b7, 0x40000028u, 0xc00000f3, 0xc0000015,
                                   0x80000015, 0x14u, 0x80000016, 0x16u, 0xc0000102}) {
    for (const Syscall syscall : {Syscall::sys_execve, Syscall::sys_execveat, Syscall::sys_openat}) {
      const auto number = syscall_number(static_cast<Arch>(arch), syscall);
      REQUIRE(number);
      char hex[9];
      std::snprintf(hex, sizeof hex, "%x", arch);
      Line record;
      const std::string text = call("", std::to_string(*number), hex);
      REQUIRE(peek(text, record) == LineKind::kRecord);
      CHECK(is_exec(record) == (syscall == Syscall::sys_openat ? IsExec::kNo : IsExec::kYes));
      ++calls;
    }
  }
  CHECK(calls == 33);
  CHECK(executions({call("", std::to_string(kX32Bit | 520))}).size() == 1);
  CHECK(executions({call("", std::to_string(kX32Bit | 545))}).size() == 1);
  CHECK(executions({call("", "59", "40000003")}).empty());
}

TEST_CASE("where the call is not known, the arguments tell") {
  const std::string args = line("EXECVE", "argc=1 a0=\"ls\"");
  CHECK(execution({call("", "4011", "40000008"), args}).args == List{"ls"});
  CHECK(executions({call("", "4011", "40000008")}).empty());
  CHECK(executions({line("SYSCALL", "arch=c000003e"), args}).size() == 1);
  const Found alone = execution({args});
  CHECK(alone.args == List{"ls"});
  CHECK(alone.path.empty());
  CHECK(!alone.success);
  CHECK(alone.process == event::ProcessIds{});
  CHECK(!alone.parent);
}

TEST_CASE("the title stands in for arguments that are not there") {
  const std::string title = line("PROCTITLE", "proctitle=6C73002D6C");
  const Found found = execution({call(), title});
  CHECK(found.args == List{"ls", "-l"});
  CHECK(found.from_title);
  CHECK(execution({call(), line("PROCTITLE", "proctitle=\"ls\"")}).args == List{"ls"});
  CHECK(!execution({call(), line("EXECVE", "argc=1 a0=\"ls\""), title}).from_title);
  CHECK(!execution({call(), line("PROCTITLE", "proctitle=(null)")}).args_known);
  // The title of a process that could not execute is what it was called before.
  CHECK(!execution({call("success=no exit=-2"), title}).args_known);
  CHECK(executions({title}).empty());
}

TEST_CASE("missing arguments are counted") {
  CHECK(execution({call(), line("EXECVE", "argc=3 a0=\"a\" a2=\"c\"")}).args == List{"a", "c"});
  CHECK(execution({call(), line("EXECVE", "argc=3 a0=\"a\" a2=\"c\"")}).missing == 1);
}

TEST_CASE("a failed execution: why, and what was to be executed") {
  const auto path = [](std::string_view more, std::string_view number, std::string_view name,
                       std::string_view cwd) {
    return execution({call(std::string("success=no exit=-2 ").append(more), number),
                      line("CWD", std::string("cwd=").append(cwd)),
                      line("PATH", std::string("item=0 name=").append(name) + " nametype=UNKNOWN")})
        .path;
  };
  CHECK(path("", "59", "\"/bin/x\"", "\"/home\"") == "/bin/x");
  CHECK(path("", "59", "\"bin/x\"", "\"/home\"") == "/home/bin/x");
  CHECK(path("", "59", "\"./x\"", "\"/\"") == "/x");
  CHECK(path("", "59", "\"../x\"", "\"/home\"") == "/home/../x");
  CHECK(path("", "59", "62696E2F612062", "2F6D79206469722F") == "/my dir/bin/a b");
  CHECK(path("", "59", "\"x\"", "(null)") == "x");
  CHECK(path("", "59", "(null)", "\"/\"").empty());
  CHECK(path("a0=3", "322", "\"x\"", "\"/home\"") == "x");
  CHECK(path("a0=ffffff9c", "322", "\"x\"", "\"/home\"") == "/home/x");
  CHECK(path("a0=ffffffffffffff9c", "322", "\"x\"", "\"/home\"") == "/home/x");

  const Found found = execution({call("success=no exit=-13")});
  CHECK(found.success == false);
  CHECK(found.error == "EACCES");
  CHECK(found.path.empty());  // exe is the one that called
  CHECK(execution({call("success=no exit=-4095")}).error == "4095");
  CHECK(execution({call("success=no exit=-9223372036854775808")}).error == "9223372036854775808");
}

TEST_CASE("scripts and their interpreters") {
  const auto script = [](const char* exe, const char* args, const char* file, const char* interpreter) {
    return execution({call(std::string("exe=") + exe), line("EXECVE", args), line("CWD", "cwd=\"/home\""),
                      line("PATH", std::string("item=0 name=") + file),
                      line("PATH", std::string("item=1 name=") + interpreter)})
        .script;
  };
  CHECK(script("\"/usr/bin/dash\"", "argc=3 a0=\"/bin/sh\" a1=\"./job\" a2=\"x\"", "\"./job\"",
               "\"/bin/sh\"") == "/home/job");
  CHECK(script("\"/usr/bin/dash\"", "argc=3 a0=\"/bin/sh\" a1=\"-e\" a2=\"/opt/job\"", "\"/opt/job\"",
               "\"/bin/sh\"") == "/opt/job");
  CHECK(script("\"/bin/ls\"", "argc=2 a0=\"ls\" a1=\"/bin/ls\"", "\"/bin/ls\"", "\"/lib64/ld.so\"").empty());
  CHECK(script("\"/usr/bin/dash\"", "argc=3 a0=\"sh\" a1=\"-c\" a2=\"ls\"", "\"/bin/sh\"", "\"/lib64/ld.so\"")
            .empty());
  const auto told_twice = [](const char* interpreter) {
    return execution({call("exe=\"/usr/bin/dash\""), line("EXECVE", "argc=2 a0=\"/bin/sh\" a1=\"/opt/job\""),
                      line("PATH", "item=0 name=\"/opt/job\""), line("PATH", "item=1 name=\"/opt/job\""),
                      line("PATH", std::string("item=2 name=") + interpreter)})
        .script;
  };
  CHECK(told_twice("\"/bin/sh\"") == "/opt/job");
  CHECK(told_twice("\"/lib64/ld.so\"").empty());
}

TEST_CASE("ids that were never set, and no terminal") {
  const Found found = execution({call("auid=4294967295 ses=-1 tty=(none)")});
  CHECK(found.process.auid == 0xffffffff);
  CHECK(found.process.session == 0xffffffff);
  CHECK(found.tty.empty());
}

TEST_CASE("the parent is known when it was seen, in the same session") {
  const auto run = [](const char* pid, const char* ppid, const char* ses, int at, const char* node = "") {
    const std::string more = std::string("pid=") + pid + " ppid=" + ppid + " ses=" + ses + " uid=" + pid;
    std::string text = call(more);
    text.replace(text.find(kStamp), 18, "170000000" + std::to_string(at) + ".041:" + std::to_string(at + 1));
    return node + text;
  };
  const std::vector<Found> found =
      executions({run("20", "1", "3", 0), run("21", "20", "3", 1), run("22", "20", "4", 2),
                  run("23", "20", "3", 3, "node=other "), run("24", "21", "3", 4)});
  REQUIRE(found.size() == 5);
  CHECK(found[0].parent == only_pid(1));
  REQUIRE(found[1].parent);
  CHECK(found[1].parent->ruid == 20);
  CHECK(found[1].parent->pid == 20);
  CHECK(found[2].parent == only_pid(20));
  CHECK(found[3].parent == only_pid(20));
  CHECK(found[4].parent->ruid == 21);
}

TEST_CASE("a session: only its executions") {
  const std::vector<Found> found = executions_in(test::linux_log("session.log"));
  REQUIRE(found.size() == 3);
  CHECK(found[0].args == List{"ls", "-l", "", "/tmp/my \"file\""});
  CHECK(found[0].cwd == "/home/alice");
  CHECK(found[1].path == "/usr/bin/dash");
  CHECK(found[1].script == "/home/alice/my jobs/backup");
  CHECK(found[1].args == List{"/bin/sh", "./backup", "now"});
  CHECK(found[1].parent->pid == 910);
  CHECK(found[1].parent->ruid == 1000);
  CHECK(found[2].success == false);
  CHECK(found[2].error == "ENOENT");
  CHECK(!found[2].args_known);
}

TEST_CASE("enriched logs give the same facts") {
  const std::vector<Found> found = executions_in(test::linux_log("enriched.log"));
  REQUIRE(found.size() == 3);
  for (const Found& exec : found) {
    CHECK(exec.args == List{"id"});
    CHECK(exec.path == "/usr/bin/id");
    CHECK(exec.cwd == "/root");
    CHECK(exec.process.euid == 0);
    CHECK(exec.process.auid == 1000);
  }
}

TEST_CASE("odd lines") {
  const std::vector<Found> found = executions_in(test::linux_log("quirks.log"));
  REQUIRE(found.size() == 2);
  CHECK(found[0].hostname == "web1.example.com");
  CHECK(found[0].args == List{"cron", "-f"});
  CHECK(found[0].missing == 1);
  CHECK(found[0].path == "/usr/sbin/cron");
  CHECK(found[0].cwd == "/");
  CHECK(found[0].process.auid == 0xffffffff);
  CHECK(found[1].path == "/bin/a");
}

TEST_CASE("what other tools lose") {
  const std::string args = line("EXECVE", "argc=1 a0=\"ls\"");
  SECTION("arguments that are empty, ? or (null)") {
    CHECK(execution({call(), line("EXECVE", "argc=4 a0=\"x\" a1=\"\" a2=\"?\" a3=\"(null)\"")}).args ==
          List{"x", "", "?", "(null)"});
  }
  SECTION("3001 arguments over 7 records") {
    Lines lines = {call()};
    List all;
    for (int i = 0; i < 3001; ++i) {
      all.push_back("arg" + std::to_string(i));
      if (i % 450 == 0) lines.push_back(line("EXECVE", i == 0 ? "argc=3001" : ""));
      lines.back() += " a" + std::to_string(i) + "=\"" + all.back() + '"';
    }
    CHECK(lines.size() == 8);
    CHECK(execution(lines).args == all);
    std::shuffle(lines.begin(), lines.end(), std::mt19937(1));
    CHECK(execution(lines).args == all);
  }
  SECTION("an argument of 20,000 bytes in 6 records") {
    Lines lines = {call()};
    for (int i = 0; i < 6; ++i) {
      std::string hex;
      for (int byte = 0; byte < (i < 5 ? 3500 : 2500); ++byte) hex += "41";
      lines.push_back(line(
          "EXECVE", (i == 0 ? "argc=2 a0=\"x\" a1_len=40000 a1[" : "a1[") + std::to_string(i) + "]=" + hex));
    }
    CHECK(execution(lines).args == List{"x", std::string(20'000, 'A')});
  }
  SECTION("lines with a node or a syslog header, and types as numbers") {
    for (const char* prefix : {"node=a ", "<13>Mar  1 09:00:00 host audispd: ", "host audispd: node=a "}) {
      CHECK(execution({prefix + call(), prefix + args}).args == List{"ls"});
    }
    std::string number = args;
    number.replace(5, 6, "1309");
    CHECK(execution({call(), number}).args == List{"ls"});
  }
  SECTION("CR LF, blank lines, and a line that is no record") {
    CHECK(execution({call() + "\r", "", "garbage", args + "\r", "\r"}).args == List{"ls"});
  }
  SECTION("a line over 64 KiB") {
    const std::string large(70'000, 'x');
    const std::vector<Found> found = executions({call(), line("EXECVE", "argc=1 a0=\"" + large + '"'),
                                                 audit_line("EXECVE", "1.0:1", "argc=1 a0=\"y\"")});
    REQUIRE(found.size() == 2);
    CHECK(found[0].args == List{large});
  }
  SECTION("the same serial number at other times") {
    std::string later = call(), later_args = args;
    for (std::string* text : {&later, &later_args}) text->replace(text->find("1700000000"), 10, "1700003600");
    CHECK(executions({call(), args, later, later_args}).size() == 2);
  }
  SECTION("events without a call, and with a type that is not known") {
    CHECK(execution({args, line("LANDLOCK_ACCESS", "domain=1"), line("NO_SUCH_TYPE", "a=b")}).args ==
          List{"ls"});
  }
  SECTION("names in hex digits, wherever they are") {
    CHECK(execution({call("exe=2F746D702F6120622F78 comm=612062"), args}).path == "/tmp/a b/x");
  }
}

TEST_CASE("interleaved and shuffled, it is the same") {
  Lines tidy;
  for (int i = 0; i < 400; ++i) {
    const std::string stamp = std::to_string(1'700'000'000 + i / 100) + '.' +
                              std::to_string(100 + i % 100 * 9) + ':' + std::to_string(500 + i);
    const std::string number = i % 3 == 0 ? "59" : "257";
    for (std::string text : {call("pid=" + std::to_string(i), number), line("CWD", "cwd=\"/\""),
                             line("PATH", "item=0 name=\"/x\""), line("PROCTITLE", "proctitle=\"x\"")}) {
      tidy.push_back(text.replace(text.find(kStamp), 18, stamp));
    }
    if (i % 3 == 0) tidy.push_back(audit_line("EXECVE", stamp, "argc=1 a0=\"" + std::to_string(i) + '"'));
  }
  const auto shown = [](const std::vector<Found>& found) {
    List list;
    for (const Found& exec : found)
      list.push_back(exec.args.at(0) + exec.cwd + std::to_string(exec.process.pid.value_or(0)));
    return list;
  };
  const List expected = shown(executions(tidy));
  CHECK(expected.size() == 134);
  for (unsigned seed = 0; seed < 10; ++seed) CHECK(shown(executions(test::shuffled(tidy, seed))) == expected);
}

TEST_CASE("executions do not depend on how the bytes arrive") {
  const std::string log = test::linux_log("session.log");
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, std::size_t{4096}})
    CHECK(executions_in(log, chunk).size() == 3);
  for (std::size_t size = 0; size < log.size(); size += 7)
    CHECK(executions_in(log.substr(0, size)).size() <= 3);
}

TEST_CASE("the input is found by name and by content") {
  REQUIRE(input::find_format("linux") != nullptr);
  CHECK(input::sniff_format(as_bytes(test::linux_log("session.log"))) == input::find_format("linux"));
  const std::unique_ptr<input::Input> input = input::make_linux_input({});
  const auto fail = [](const input::Report&) { FAIL(); };
  CHECK(!input->take({.bytes = as_bytes("\n")}, fail));
  const auto error = input->take({.bytes = as_bytes("see audit(8)\n")}, fail);
  REQUIRE(error);
  CHECK(error->code == Code::kNotARecord);
}

}  // namespace knox::linux_audit
