// One story, told by macOS, by FreeBSD, by Linux and by Endpoint Security, is told in the same words: the ECS
// documents are the same but for what this file names.
#include <simdjson.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "knox/base/unknown.h"
#include "knox/event/command_line.h"
#include "knox/event/formats.h"
#include "knox/input/formats.h"
#include "knox/os/names.h"
#include "support/bsm_builder.h"
#include "support/es_lines.h"
#include "support/process_reading.h"
#include "unit/catch.h"

namespace knox::input {

namespace {

using test::RecordBuilder;
using Members = std::map<std::string, std::string>;  // JSON pointer -> value

constexpr std::uint64_t kBegin = 1700000000;

void flatten(simdjson::dom::element element, const std::string& pointer, Members& members) {
  simdjson::dom::object object;
  simdjson::dom::array array;
  if (element.get(object) == simdjson::SUCCESS) {
    for (const auto& [key, value] : object) flatten(value, pointer + "/" + std::string(key), members);
  } else if (element.get(array) == simdjson::SUCCESS) {
    std::size_t index = 0;
    for (const auto& value : array) flatten(value, pointer + "/" + std::to_string(index++), members);
  } else {
    members[pointer] = simdjson::to_string(element);
  }
}

std::vector<Members> documents(Input& input, std::string_view bytes) {
  std::vector<Members> found;
  const std::unique_ptr<event::Printer> printer = find_named(event::formats(), "ecs")->make();
  test::read_processes(input, bytes, [&](const Report& report) {
    std::string text;
    {
      StringWriter writer(text);
      Out out(writer);
      printer->print(report.event, out);
      out.flush();
    }
    simdjson::dom::parser parser;
    flatten(parser.parse(text), "", found.emplace_back());
  });
  return found;
}

std::vector<std::string> command_lines(Input& input, std::string_view bytes) {
  std::vector<std::string> lines;
  event::CommandLine line;
  test::read_processes(input, bytes,
                       [&](const Report& report) { lines.emplace_back(line.of(*report.event.exec)); });
  return lines;
}

// The people of the story. Alice logged in, and may become root.
const test::Subject kSshd = {.auid = ~0U, .euid = 0, .egid = 0, .ruid = 0, .rgid = 0, .pid = 70, .sid = ~0U};
test::Subject alice(std::uint32_t euid = 1000) {
  return {.auid = 1000, .euid = euid, .egid = euid, .ruid = euid, .rgid = euid, .pid = 812, .sid = 7};
}

class Trail {
 public:
  explicit Trail(bool is_darwin) : is_darwin_(is_darwin) {}

  // What alice did; xnu signs it.
  void add(RecordBuilder record, std::uint32_t value) {
    record.subject32(alice());
    if (is_darwin_) record.identity({.signing_id = "com.apple.sh"});
    trail_.add(record.return32(0, value));
  }
  RecordBuilder record(std::uint16_t event) {
    return RecordBuilder({.event = event, .seconds = kBegin + count_++});
  }

  std::string tell() {
    test::Subject from = kSshd;
    from.address = "203.0.113.9";
    trail_.add(record(32800).subject32_ex(from).text("invalid password").return32(1, ~0U));
    from.auid = 1000;
    from.sid = 7;
    trail_.add(record(32800).subject32_ex(from).text("successful login alice").return32(0, 0));
    trail_.add(record(6159).subject32(alice()).text("successful su alice to root").return32(0, 0));
    trail_.add(
        record(is_darwin_ ? 6300 : 45028).subject32(alice()).exec_args({"/usr/bin/id", "-u"}).return32(0, 0));
    trail_.add(record(23)
                   .exec_args({"/bin/sh", "./x.sh"})
                   .path("/home/alice/x.sh")
                   .path("/bin/sh")
                   .attr32(file(0100755))
                   .subject32(alice())
                   .return32(0, 0));
    add(record(4).arg32(2, 0640, "mode").path("/tmp/a").attr32(file(0100640)), 3);
    add(record(42).path("/tmp/a").path("/tmp/a").attr32(file(0100640)).path("/tmp/b"), 0);
    add(record(6).path("/tmp/b").attr32(file(0100640)), 0);
    add(record(32).arg32(1, 3, "fd").sockinet32(2, {"203.0.113.80", 443}), 0);
    trail_.add(record(62).path("/mnt").attr32(file(0040755)).subject32(alice(0)).return32(0, 0));
    from.address = "0.0.0.0";
    trail_.add(record(6153).subject32(from).text("sshd logout alice").return32(0, 0));
    return trail_.bytes();
  }

 private:
  static test::Attr file(std::uint32_t mode) {
    return {.mode = mode, .uid = 1000, .gid = 1000, .fsid = 2049, .node = 77, .device = 0};
  }

  bool is_darwin_;
  std::uint64_t count_ = 0;
  test::TrailBuilder trail_;
};

class Log {
 public:
  std::string tell() {
    const std::string from =
        " exe=\"/usr/sbin/sshd\" hostname=203.0.113.9 addr=203.0.113.9 terminal=ssh res=";
    add("USER_LOGIN",
        "pid=70 uid=0 auid=4294967295 ses=4294967295 msg='op=login acct=\"alice\"" + from + "failed'");
    add("USER_LOGIN", "pid=70 uid=0 auid=1000 ses=7 msg='op=login id=1000" + from + "success'");
    add("USER_AUTH",
        "pid=812 uid=1000 auid=1000 ses=7 msg='op=PAM:authentication acct=\"root\" exe=\"/usr/bin/su\" "
        "hostname=? addr=? terminal=pts/0 res=success'");
    add("USER_CMD",
        "pid=812 uid=1000 auid=1000 ses=7 msg='cwd=\"/home/alice\" cmd=2F7573722F62696E2F6964202D75 "
        "exe=\"/usr/bin/sudo\" terminal=pts/0 res=success'");
    call(59, 0, 1000, "/bin/sh",
         "EXECVE;argc=2 a0=\"/bin/sh\" a1=\"./x.sh\"|CWD;cwd=\"/home/alice\"|"
         "PATH;item=0 name=\"./x.sh\" inode=76 dev=08:01 mode=0100755 ouid=1000 ogid=1000 nametype=NORMAL|"
         "PATH;item=1 name=\"/bin/sh\" inode=77 dev=08:01 mode=0100755 ouid=1000 ogid=1000 nametype=NORMAL");
    call(85, 3, 1000, "/bin/sh",
         "CWD;cwd=\"/home/alice\"|PATH;item=0 name=\"/tmp/\" inode=2 dev=08:01 mode=041777 ouid=0 ogid=0 "
         "nametype=PARENT|"
         "PATH;item=1 name=\"/tmp/a\" inode=77 dev=08:01 mode=0100640 ouid=1000 ogid=1000 nametype=CREATE");
    call(82, 0, 1000, "/bin/sh",
         "CWD;cwd=\"/home/alice\"|PATH;item=0 name=\"/tmp/\" inode=2 dev=08:01 mode=041777 ouid=0 ogid=0 "
         "nametype=PARENT|"
         "PATH;item=1 name=\"/tmp/\" inode=2 dev=08:01 mode=041777 ouid=0 ogid=0 nametype=PARENT|"
         "PATH;item=2 name=\"/tmp/a\" inode=77 dev=08:01 mode=0100640 ouid=1000 ogid=1000 nametype=DELETE|"
         "PATH;item=3 name=\"/tmp/b\" inode=77 dev=08:01 mode=0100640 ouid=1000 ogid=1000 nametype=CREATE");
    call(87, 0, 1000, "/bin/sh",
         "CWD;cwd=\"/home/alice\"|PATH;item=0 name=\"/tmp/\" inode=2 dev=08:01 mode=041777 ouid=0 ogid=0 "
         "nametype=PARENT|"
         "PATH;item=1 name=\"/tmp/b\" inode=77 dev=08:01 mode=0100640 ouid=1000 ogid=1000 nametype=DELETE");
    call(42, 0, 1000, "/bin/sh", "SOCKADDR;saddr=020001BBCB0071500000000000000000");
    call(165, 0, 0, "/bin/sh",
         "CWD;cwd=\"/home/alice\"|PATH;item=0 name=\"/mnt\" inode=77 dev=08:01 mode=040755 ouid=1000 "
         "ogid=1000 nametype=NORMAL");
    add("USER_LOGOUT",
        "pid=70 uid=0 auid=1000 ses=7 msg='op=login id=1000 exe=\"/usr/sbin/sshd\" hostname=? addr=? "
        "terminal=ssh res=success'");
    return log_;
  }

 private:
  std::string stamp() const {
    return " msg=audit(" + std::to_string(kBegin + count_) + ".000:" + std::to_string(100 + count_) + "): ";
  }
  void add(const std::string& type, const std::string& body) {
    log_ += "type=" + type + stamp() + body + "\n";
    ++count_;
  }
  void call(int number, int exit, int uid, const std::string& exe, std::string_view others) {
    const std::string id = std::to_string(uid);
    log_ += "type=SYSCALL" + stamp() + "arch=c000003e syscall=" + std::to_string(number) +
            " success=yes exit=" + std::to_string(exit) +
            " a0=1 a1=2 a2=3 a3=4 items=2 ppid=811 pid=812 auid=1000 uid=" + id + " gid=" + id +
            " euid=" + id + " suid=" + id + " fsuid=" + id + " egid=" + id + " sgid=" + id + " fsgid=" + id +
            " tty=pts0 ses=7 comm=\"sh\" exe=\"" + exe + "\" key=(null)\n";
    while (!others.empty()) {
      const std::string_view one = others.substr(0, others.find('|'));
      const std::size_t semicolon = one.find(';');
      log_ += "type=" + std::string(one.substr(0, semicolon)) + stamp() +
              std::string(one.substr(semicolon + 1)) + "\n";
      others.remove_prefix(std::min(one.size() + 1, others.size()));
    }
    ++count_;
  }

  std::uint64_t count_ = 0;
  std::string log_;
};

class Messages {
 public:
  std::string tell() {
    const Lines::Members from = {{"source_address_type", "1"}, {"source_address", text("203.0.113.9")}};
    add(120, "openssh_login",
        {{"success", "false"}, {"result_type", "4"}, {"username", text("alice")}, {"uid", "null"}}, kDaemon,
        from);
    Lines::Process sshd = kDaemon;
    sshd.token.auid = 1000;
    sshd.token.asid = 7;
    add(120, "openssh_login",
        {{"success", "true"}, {"result_type", "2"}, {"username", text("alice")}, {"uid", "1000"}}, sshd,
        from);
    const Lines::Members as_root = {{"success", "true"},
                                    {"from_uid", "1000"},
                                    {"from_username", "null"},
                                    {"to_uid", "null"},
                                    {"to_username", text("root")}};
    add(128, "su", {{"argc", "0"}, {"argv", "[]"}}, kAlice, as_root);
    add(131, "sudo", {{"reject_info", "null"}, {"command", text("/usr/bin/id")}}, kAlice, as_root);
    Lines::Exec script{.before = kAlice, .after = kAlice, .args = {"/bin/sh", "./x.sh"}};
    script.cwd = "/home/alice";
    script.script = "/home/alice/x.sh";
    log_ += lines_.exec(head(), script);
    const std::string a = file("/tmp/a"), b = file("/tmp/b");
    add(13, "create", {{"destination_type", "0"}, {"destination", lines_.object({{"existing_file", a}})}},
        kAlice);
    const std::string name = lines_.object({{"dir", file("/tmp")}, {"filename", text("b")}});
    add(25, "rename",
        {{"source", a}, {"destination_type", "1"}, {"destination", lines_.object({{"new_path", name}})}},
        kAlice);
    add(32, "unlink", {{"target", b}, {"parent_dir", file("/tmp")}}, kAlice);
    Lines::Process root = kAlice;
    root.token.euid = root.token.ruid = root.token.egid = root.token.rgid = 0;
    add(22, "mount", {{"statfs", lines_.object({{"f_mntonname", text("/mnt")}})}}, root);
    add(121, "openssh_logout", {{"source_address_type", "0"}, {"username", text("alice")}, {"uid", "1000"}},
        sshd);
    return log_;
  }

 private:
  using Lines = test::EsLines;
  static constexpr Lines::Process kDaemon = {
      .token = {.auid = ~0U, .euid = 0, .egid = 0, .ruid = 0, .rgid = 0, .pid = 70, .asid = ~0U},
      .executable = "/usr/sbin/sshd"};
  static constexpr Lines::Process kAlice = {
      .token = {.auid = 1000, .euid = 1000, .egid = 1000, .ruid = 1000, .rgid = 1000, .pid = 812, .asid = 7},
      .executable = "/bin/sh"};

  Lines::Head head() {
    ++count_;
    return {.seconds = kBegin + count_ - 1, .nanoseconds = 0, .sequence = count_};
  }
  void add(int type, std::string_view name, Lines::Members members, const Lines::Process& as,
           const Lines::Members& more = {}) {
    members.insert(members.end(), more.begin(), more.end());
    log_ += lines_.message(head(), type, name, lines_.object(members), lines_.process(as));
    if (name == "unlink") ++count_;  // the connection
  }
  std::string text(std::string_view value) const { return lines_.quote(value); }
  std::string file(std::string_view path) const { return lines_.file(path, 0100640); }

  Lines lines_{{.uid = 1000, .gid = 1000}};
  std::uint64_t count_ = 0;
  std::string log_;
};

constexpr std::string_view kSteps[] = {"failed login", "login",  "su",      "sudo",  "script", "creation",
                                       "rename",       "delete", "connect", "mount", "logout"};

// What differs between the sources in every step: whose document it is, and what only one of them knows.
bool is_of_one_source(std::string_view pointer) {
  for (const std::string_view start :
       {"/event/dataset", "/event/code", "/event/id", "/event/sequence", "/message", "/host", "/file/device",
        // Only Linux tells of the program, the parent and the directory in every record.
        "/process/name", "/process/executable", "/process/parent", "/process/working_directory",
        "/process/title", "/process/interactive", "/related",
        // A program's own words, and a terminal, which is Linux'.
        "/knox/text", "/knox/terminal",
        // Only macOS signs.
        "/process/code_signature", "/process/hash/cdhash"}) {
    if (pointer.starts_with(start)) return true;
  }
  return false;
}

// Beyond that: "STEP POINTER", with the reason.
const std::set<std::string> kExceptions = {
    "failed login /error/code",  // sshd's own, which is no errno
    "failed login /user/name",   // sshd's text in BSM does not name who was refused
    "login /user/name",          // Linux tells the id, BSM also the name
    // Endpoint Security says by which method a login failed, and that its name is that of the audit user.
    "failed login /error/message",
    "login /user/audit/name",
    "logout /user/name",
    "logout /user/audit/name",
    // BSM has an event of su's own; on Linux PAM tells what su asked it.
    "su /event/action",
    "su /event/category/1",
    "su /user/effective/name",
    // Records of programs have no groups on Linux, and sudo's has its command as one text.
    "su /user/group/id",
    "sudo /user/group/id",
    "sudo /process/args/0",
    "sudo /process/args/1",
    "sudo /process/args_count",
    // Endpoint Security has the path of the command without arguments, and whose rights it gets.
    "sudo /process/command_line",
    "sudo /user/effective/name",
    // Endpoint Security has the file system, and nothing of the directory that it covers.
    "mount /file/gid",
    "mount /file/inode",
    "mount /file/mode",
    "mount /file/type",
    "mount /file/uid",
    // The file is what was asked for on Linux, and what was executed in BSM: the interpreter.
    "script /file/path",
    "script /file/name",
    "script /file/directory",
    "script /file/extension",
    "script /file/inode",
};

// Both of them have it and do not agree, or one of them lacks it.
std::vector<std::string> differences(const Members& a, const Members& b, std::string_view step,
                                     std::set<std::string>& unused) {
  std::vector<std::string> found;
  const auto compare = [&](const Members& from, const Members& to) {
    for (const auto& [pointer, value] : from) {
      const auto other = to.find(pointer);
      const std::string name = std::string(step) + " " + pointer;
      if (is_of_one_source(pointer) || (other != to.end() && other->second == value)) continue;
      unused.erase(name);
      if (kExceptions.contains(name)) continue;
      found.push_back(name + ": " + value + (other == to.end() ? " only here" : " and " + other->second));
    }
  };
  compare(a, b);
  compare(b, a);
  return found;
}

}  // namespace

TEST_CASE("one story, four sources, the same documents") {
  os::Names names;
  names.use_none();
  const Options options = {.wanted = Wanted::kEvents, .names = &names};
  const auto darwin = documents(*make_bsm_input(options), Trail(true).tell());
  const auto freebsd = documents(*make_bsm_input(options), Trail(false).tell());
  const auto linux_log = documents(*make_linux_input(options), Log().tell());
  auto eslogger = documents(*make_es_input(options), Messages().tell());
  for (Members& document : eslogger) {  // it says the time more exactly
    std::string& time = document["/@timestamp"];
    if (time.ends_with(".000000000Z\"")) time.erase(time.size() - 8, 6);
  }
  eslogger.insert(eslogger.begin() + 8, darwin[8]);  // Endpoint Security tells of no connection to a network
  REQUIRE(darwin.size() == std::size(kSteps));
  REQUIRE(freebsd.size() == std::size(kSteps));
  REQUIRE(linux_log.size() == std::size(kSteps));
  REQUIRE(eslogger.size() == std::size(kSteps));
  std::set<std::string> unused = kExceptions;
  for (std::size_t i = 0; i < std::size(kSteps); ++i) {
    for (const std::string& difference : differences(darwin[i], freebsd[i], kSteps[i], unused))
      FAIL_CHECK(difference);
    for (const std::string& difference : differences(darwin[i], linux_log[i], kSteps[i], unused))
      FAIL_CHECK(difference);
    for (const std::string& difference : differences(darwin[i], eslogger[i], kSteps[i], unused))
      FAIL_CHECK(difference);
  }
  for (const std::string& exception : unused) FAIL_CHECK(exception << " is the same everywhere");
}

TEST_CASE("one story, four sources, the same commands") {
  const std::vector<std::string> told = {"/bin/sh ./x.sh"};
  CHECK(command_lines(*make_bsm_input({}), Trail(true).tell()) == told);
  CHECK(command_lines(*make_bsm_input({}), Trail(false).tell()) == told);
  CHECK(command_lines(*make_linux_input({}), Log().tell()) == told);
  CHECK(command_lines(*make_es_input({}), Messages().tell()) == told);
}

}  // namespace knox::input
