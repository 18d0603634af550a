#include "knox/bsm/exec.h"

#include <initializer_list>
#include <string>
#include <vector>

#include "support/bsm_builder.h"
#include "support/exec.h"
#include "unit/catch.h"

namespace knox::bsm {

namespace {

using test::RecordBuilder;
using List = std::vector<std::string>;
using Events = std::initializer_list<std::uint16_t>;

constexpr std::uint16_t kExecve = 23, kPosixSpawn = 43190;
const test::Subject kAlice = {
    .auid = 501, .euid = 0, .egid = 1, .ruid = 502, .rgid = 20, .pid = 633, .sid = 100004};

// A record and the execution in it; the views are into the record, so they live together.
struct Decoded {
  explicit Decoded(const std::string& frame) : bytes(frame) {
    parsed = record.parse(as_bytes(bytes));
    exec = decoder.decode(record);
  }
  explicit Decoded(const RecordBuilder& builder) : Decoded(builder.finish()) {}

  std::string bytes;
  Record record;
  ExecDecoder decoder;
  bool parsed;
  const event::Exec* exec;
};

List list(const event::StringList& strings) {
  List copies;
  for (const std::string_view string : strings) copies.emplace_back(string);
  return copies;
}

RecordBuilder execve(std::uint16_t event = kExecve) {
  return RecordBuilder({.event = event, .seconds = 1715677923, .fraction = 41});
}

}  // namespace

TEST_CASE("the strings of a list are found without being copied") {
  CHECK(list(test::Words{"ls", "", "-l"}) == List{"ls", "", "-l"});
  CHECK(list(test::Words{""}) == List{""});
  CHECK(list(test::Words{}).empty());
  CHECK(event::StringList(test::Words{"", "x"}).front().empty());
  CHECK(event::StringList(test::Words{"a", ""}).size() == 2);
  CHECK(event::StringList(test::Words{"a", "b"}.promise(7)).missing() == 5);
  CHECK(event::StringList(test::Words{"a", "b"}.promise(1)).missing() == 0);
  CHECK(!event::StringList().known());
  CHECK(event::StringList(test::Words{}).known());
}

TEST_CASE("every event that executes counts, and no other") {
  for (const std::uint16_t event : Events{7, 23, 43131, 43144, 43190, 43262}) {
    CHECK(is_exec(event));
    CHECK(Decoded(execve(event).subject32(kAlice).return32(0, 0)).exec != nullptr);
  }
  for (const std::uint16_t event : Events{0, 1, 2, 25, 43197, 45028}) {
    CHECK(!is_exec(event));
    CHECK(Decoded(execve(event).exec_args({"ls"}).subject32(kAlice).return32(0, 0)).exec == nullptr);
  }
  CHECK(Decoded(RecordBuilder().file32(1, 2, "/var/audit/x").tokens()).exec == nullptr);
}

TEST_CASE("execve: all facts") {
  const Decoded d(execve()
                      .exec_args({"python3", "-c", ""})
                      .exec_env({"A=1", "B="})
                      .path("/usr/bin/python3")
                      .path("/usr/bin/python3.12")
                      .subject32(kAlice)
                      .return32(0, 0));
  REQUIRE(d.exec != nullptr);
  const event::Exec& exec = *d.exec;
  CHECK(exec.time == Time{1715677923, 41'000'000});
  CHECK(exec.time_digits == 3);
  CHECK(list(exec.args) == List{"python3", "-c", ""});
  CHECK(list(exec.env) == List{"A=1", "B="});
  CHECK(exec.exec_path == "/usr/bin/python3.12");
  CHECK(command_name(exec) == "python3.12");
  CHECK(exec.process == event::ProcessIds{501, 0, 1, 502, 20, 633, 100004});
  CHECK(!exec.parent);
  CHECK(!exec.ppid);
  CHECK(exec.success == true);
  CHECK(exec.error.empty());
  CHECK(exec.hostname.empty());
  CHECK(exec.cwd.empty());
  CHECK(shown_tty(exec) == "unknown");
}

TEST_CASE("what the audit policy leaves out is not known") {
  const Decoded d(execve().path("/bin/ls").subject32(kAlice).return32(0, 0));
  REQUIRE(d.exec != nullptr);
  CHECK(!d.exec->args.known());
  CHECK(!d.exec->env.known());
  CHECK(d.exec->args.missing() == 0);
  CHECK(command_name(*d.exec) == "ls");
}

TEST_CASE("all subjects") {
  const auto pid = [](const RecordBuilder& record) { return Decoded(record).exec->process.pid; };
  CHECK(pid(execve().subject32(kAlice)) == 633);
  CHECK(pid(execve().subject64(kAlice)) == 633);
  CHECK(pid(execve().subject32_ex(kAlice)) == 633);
  CHECK(pid(execve().subject64_ex(kAlice)) == 633);
  CHECK(pid(execve().process32(kAlice)) == std::nullopt);
}

TEST_CASE("posix_spawn: the subject is the parent of the child that is named") {
  const Decoded d(execve(kPosixSpawn).arg32(0, 642, "child PID").subject32(kAlice).return32(0, 0));
  CHECK(d.exec->process == event::ProcessIds{501, 0, 1, 502, 20, 642, 100004});
  REQUIRE(d.exec->parent);
  CHECK(d.exec->parent->pid == 633);
  CHECK(d.exec->ppid == 633);

  const Decoded wide(execve(kPosixSpawn).arg64(0, 642, "child PID").subject32(kAlice).return32(0, 0));
  CHECK(wide.exec->process.pid == 642);
}

TEST_CASE("posix_spawn: without a child the subject is the process") {
  const Decoded failed(execve(kPosixSpawn).subject32(kAlice).return32(2, 0xffffffff));
  CHECK(failed.exec->process.pid == 633);
  CHECK(!failed.exec->parent);
  const Decoded zero(execve(kPosixSpawn).arg32(0, 0, "child PID").subject32(kAlice).return32(2, 0xffffffff));
  CHECK(zero.exec->process.pid == 633);
  CHECK(!zero.exec->ppid);
  // POSIX_SPAWN_SETEXEC: the caller becomes the program.
  const Decoded itself(execve(kPosixSpawn).arg32(0, 633, "child PID").subject32(kAlice).return32(0, 0));
  CHECK(itself.exec->process.pid == 633);
  CHECK(!itself.exec->parent);
  CHECK(!itself.exec->ppid);
  // The argument means a child only there.
  const Decoded other(execve().arg32(0, 642, "child PID").subject32(kAlice).return32(0, 0));
  CHECK(other.exec->process.pid == 633);
}

TEST_CASE("posix_spawn: the last path may be another file's") {
  struct Case {
    std::string_view path, command;
    std::optional<std::uint32_t> mode;
    std::optional<bool> success;
    bool told;
  };
  const Case cases[] = {
      {"/dev/console", "xpcproxy", {}, true, false},
      {"/dev/null", "xpcproxy", {}, false, false},
      {"/dev/null", "", {}, true, false},
      {"/dev/null", "null", 020666, true, false},
      {"/var/log", "x", 040755, true, false},
      {"/var/log/x.log", "x", {}, true, false},
      {"/bin/x", "x", {}, true, true},
      {"/bin/x", "/usr/bin/x", {}, true, true},
      {"/bin/zsh", "-zsh", {}, true, true},
      {"/bin/x", "y", {}, false, true},
      {"/bin/x", "y", {}, {}, true},
      {"/bin/x", "", {}, true, true},
      {"/bin/x", "y", 0100755, true, true},
      {"/dev/x", "y", 0100755, true, true},
      {"/bin/x", "y", 0, true, true},
  };
  for (const Case& c : cases) {
    INFO(c.path << ' ' << c.command);
    RecordBuilder record = execve(kPosixSpawn).path(c.path);
    if (!c.command.empty()) record.exec_args({std::string(c.command)});
    if (c.mode) record.attr32({.mode = *c.mode});
    record.subject32(kAlice);
    if (c.success) record.return32(*c.success ? 0 : 2, 0);
    const Decoded d(record);
    CHECK(d.exec->exec_path == (c.told ? c.path : ""));
  }
  CHECK(Decoded(execve(23).exec_args({"x"}).path("/dev/console").return32(0, 0)).exec->exec_path ==
        "/dev/console");
}

TEST_CASE("failures have a name and words, or their number") {
  const Decoded missing(execve().subject32(kAlice).return32(2, 0xffffffff));
  CHECK(missing.exec->success == false);
  CHECK(missing.exec->error == "ENOENT");
  CHECK(missing.exec->error_text == "No such file or directory");
  const Decoded wide(execve().subject32(kAlice).return64(13, 0xffffffff));
  CHECK(wide.exec->error == "EACCES");
  const Decoded nameless(execve().subject32(kAlice).return32(255, 5000));
  CHECK(nameless.exec->success == false);
  CHECK(nameless.exec->error == "255");
}

TEST_CASE("the host in the header") {
  const auto host = [](const char* address) {
    return std::string(Decoded(RecordBuilder({.event = kExecve, .host = address})).exec->hostname);
  };
  CHECK(host("192.0.2.7") == "192.0.2.7");
  CHECK(host("2001:db8::17") == "2001:db8::17");
  CHECK(host("").empty());
}

TEST_CASE("a decoder forgets the record before") {
  const std::string full =
      execve().exec_args({"ls"}).exec_env({"A=1"}).path("/bin/ls").subject32(kAlice).return32(2, 0).finish();
  const std::string bare = execve().finish();
  Record record;
  ExecDecoder decoder;
  record.parse(as_bytes(full));
  decoder.decode(record);
  record.parse(as_bytes(bare));
  const event::Exec* exec = decoder.decode(record);
  REQUIRE(exec != nullptr);
  CHECK(!exec->args.known());
  CHECK(!exec->env.known());
  CHECK(exec->exec_path.empty());
  CHECK(exec->process == event::ProcessIds{});
  CHECK(!exec->success);
  CHECK(exec->error.empty());
}

TEST_CASE("Solaris: nanoseconds, and arguments in a cmd token") {
  const Decoded d(RecordBuilder({.event = kExecve, .seconds = 1, .fraction = 123456789, .version = 2})
                      .cmd({"ls", "-l"}, {"A=1"})
                      .path("/usr/bin/ls")
                      .subject32(kAlice)
                      .return32(0, 0));
  REQUIRE(d.exec != nullptr);
  CHECK(d.exec->time == Time{1, 123456789});
  CHECK(d.exec->time_digits == 9);
  CHECK(list(d.exec->args) == List{"ls", "-l"});
  CHECK(list(d.exec->env) == List{"A=1"});
}

TEST_CASE("lists that their kernel has cut") {
  const Decoded d(execve()
                      .u8(0x3c)
                      .u32(500)
                      .strings({"tar", "-cf", "cut.tar"})
                      .path("/usr/bin/tar")
                      .subject32(kAlice)
                      .return32(0, 0));
  REQUIRE(d.exec != nullptr);
  CHECK(list(d.exec->args) == List{"tar", "-cf", "cut.tar"});
  CHECK(d.exec->args.missing() == 497);
  CHECK(d.exec->exec_path == "/usr/bin/tar");
}

TEST_CASE("a record cut anywhere is still an execution, with what is left of it") {
  const std::string whole =
      execve().exec_args({"ls", "-l"}).path("/bin/ls").subject32(kAlice).return32(0, 0).finish();
  for (std::size_t size = 18; size < whole.size(); ++size) {
    const Decoded d(whole.substr(0, size));
    REQUIRE(d.exec != nullptr);
    if (size < whole.size() - 12) CHECK(!d.exec->success);  // before the return token
    if (d.exec->args.known()) CHECK(d.exec->args.size() + d.exec->args.missing() == 2);
  }
}

}  // namespace knox::bsm
