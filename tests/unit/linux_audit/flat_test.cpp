// The format records: every record as a flat object under the log's own names, and what rules for auditd's
// log find in it.
#include <string>
#include <string_view>
#include <vector>

#include "support/linux_events.h"
#include "unit/linux_audit/normal_events.h"

using namespace knox;
using test::audit_line;
using test::JsonDocument;
using test::Lines;

namespace {

// The objects of a log, which are one a record.
std::vector<std::string> objects(const Lines& lines) {
  test::NormalLog log(linux_audit::make_flat_printer);
  const std::string text = log.print(test::joined(lines));
  std::vector<std::string> found;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin) + 1;
    found.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return found;
}

std::string object(std::string_view type, std::string_view body) {
  const auto found = objects({audit_line(type, "1700000000.041:812", body)});
  REQUIRE(found.size() == 1);
  return found[0];
}

const std::string kIds =
    " ppid=10 pid=11 auid=1000 uid=0 gid=50 euid=0 suid=0 fsuid=0 egid=50 sgid=50 fsgid=50 tty=pts1 ses=3";

}  // namespace

TEST_CASE("a record is a flat object") {
  const std::string expected =
      R"x({"time":"2023-11-14T22:13:20.041Z","serial":812,"type":"SYSCALL","arch":"c000003e","syscall":"59",)x"
      R"x("success":"yes","exit":"0","a0":"7ffc","a1":"0","items":"2","auid":"1000","uid":"4294967295",)x"
      R"x("gid":"77","comm":"my ls","tty":"(none)","key":"(null)","ARCH":"x86_64","SYSCALL":"execve",)x"
      R"x("AUID":"alice","UID":"unset","raw":"type=SYSCALL msg=audit(1700000000.041:812): arch=c000003e )x"
      R"x(syscall=59 success=yes exit=0 a0=7ffc a1=0 items=2 auid=1000 uid=4294967295 gid=77 )x"
      R"x(comm=6D79206C73 tty=(none) key=(null)"})x";
  const std::string found =
      object("SYSCALL",
             "arch=c000003e syscall=59 success=yes exit=0 a0=7ffc a1=0 items=2 auid=1000 "
             "uid=4294967295 gid=77 comm=6D79206C73 tty=(none) key=(null)");
  CHECK(found == expected + "\n");
  const auto all = objects({"node=web1 " + audit_line("USER_END", "5.0:1", "pid=1"),
                            "node=web1 " + audit_line("EOE", "5.0:2", "")});
  REQUIRE(all.size() == 2);
  CHECK(JsonDocument(all[0]).at("/node") == "web1");
  CHECK(JsonDocument(all[1]).at("/type") == "EOE");
}

// What public rules for auditd's log ask for (SigmaHQ/sigma, rules/linux/auditd): the names of fields, each
// with the kind of record and of value that such a rule has it for. A rule is one record's; its keywords are
// looked for in raw.
TEST_CASE("the field names of rules for auditd are there") {
  const std::string call =
      "arch=c000003e syscall=59 success=no exit=-13 a0=ffffff9c a1=7ffc a2=80000 a3=0 items=2" + kIds +
      " comm=\"cat\" exe=\"/tmp/.x/cat\" subj=unconfined key=\"susp_activity\"";
  struct Rule {
    std::string_view type, body, field, value;
  };
  const Rule rules[] = {
      {"SYSCALL", call, "type", "SYSCALL"},
      {"SYSCALL", call, "SYSCALL", "execve"},
      {"SYSCALL", call, "ARCH", "x86_64"},
      {"SYSCALL", call, "AUID", "alice"},
      {"SYSCALL", call, "UID", "root"},
      {"SYSCALL", call, "EUID", "root"},
      {"SYSCALL", call, "GID", "staff"},
      {"SYSCALL", call, "arch", "c000003e"},
      {"SYSCALL", call, "syscall", "59"},
      {"SYSCALL", call, "success", "no"},
      {"SYSCALL", call, "exit", "-13"},
      {"SYSCALL", call, "a0", "ffffff9c"},
      {"SYSCALL", call, "a1", "7ffc"},
      {"SYSCALL", call, "a2", "80000"},
      {"SYSCALL", call, "a3", "0"},
      {"SYSCALL", call, "auid", "1000"},
      {"SYSCALL", call, "uid", "0"},
      {"SYSCALL", call, "euid", "0"},
      {"SYSCALL", call, "gid", "50"},
      {"SYSCALL", call, "egid", "50"},
      {"SYSCALL", call, "pid", "11"},
      {"SYSCALL", call, "ppid", "10"},
      {"SYSCALL", call, "ses", "3"},
      {"SYSCALL", call, "tty", "pts1"},
      {"SYSCALL", call, "comm", "cat"},
      {"SYSCALL", call, "exe", "/tmp/.x/cat"},
      {"SYSCALL", call, "key", "susp_activity"},
      {"SYSCALL", "arch=c000003e syscall=2 key=6B31016B32", "key", "k1\x01k2"},
      {"EXECVE",
       "argc=8 a0=\"dd\" a1=\"if=/dev/zero\" a2=6F663D2F746D702F6120 a3=\"\" a4=\"4\" a5=\"5\" a6=\"6\" "
       "a7=\"7\"",
       "a0", "dd"},
      {"EXECVE", "argc=3 a0=\"dd\" a1=\"if=/dev/zero\" a2=6F663D2F746D702F6120", "a1", "if=/dev/zero"},
      {"EXECVE", "argc=3 a0=\"dd\" a1=\"if=/dev/zero\" a2=6F663D2F746D702F6120", "a2", "of=/tmp/a "},
      {"EXECVE", "argc=2 a0=\"x\" a1_len=8 a1[0]=6162 a1[1]=6364", "a1", "abcd"},
      {"EXECVE", "argc=4 a0=\"x\" a3=\"y\"", "a3", "y"},
      {"EXECVE", "argc=7 a0=\"0\" a1=\"1\" a2=\"2\" a3=\"3\" a4=\"4\" a5=\"5\" a6=\"6\"", "a4", "4"},
      {"EXECVE", "argc=7 a0=\"0\" a1=\"1\" a2=\"2\" a3=\"3\" a4=\"4\" a5=\"5\" a6=\"6\"", "a6", "6"},
      {"EXECVE", "argc=1 a0=\"x\"", "argc", "1"},
      {"PATH",
       "item=1 name=\"/etc/ld.so.preload\" inode=5 dev=fd:01 mode=0100644 ouid=1000 ogid=50 nametype=CREATE",
       "name", "/etc/ld.so.preload"},
      {"PATH", "item=1 name=2F746D702F6120 inode=5 ouid=1000 ogid=50 nametype=CREATE", "name", "/tmp/a "},
      {"PATH", "item=1 name=\"/etc/x\" inode=5 nametype=CREATE", "nametype", "CREATE"},
      {"PATH", "item=1 name=\"/etc/x\" inode=5 ouid=1000 ogid=50 nametype=CREATE", "OUID", "alice"},
      {"CWD", "cwd=\"/home/alice\"", "cwd", "/home/alice"},
      {"PROCTITLE", "proctitle=6C73002D6C00", "proctitle", "ls -l"},
      {"PROCTITLE", "proctitle=\"sshd: alice\"", "proctitle", "sshd: alice"},
      {"SOCKADDR", "saddr=020001BBC00002070000000000000000", "saddr", "020001BBC00002070000000000000000"},
      {"SOCKADDR", "saddr=020001BBC00002070000000000000000", "laddr", "192.0.2.7"},
      {"SOCKADDR", "saddr=020001BBC00002070000000000000000", "lport", "443"},
      {"SOCKADDR", "saddr=01002F72756E2F7800", "path", "/run/x"},
      {"SOCKADDR", "saddr=0200\x1dSADDR={ saddr_fam=inet laddr=198.51.100.1 lport=22 }", "laddr",
       "198.51.100.1"},
      {"SERVICE_STOP",
       "pid=1 uid=0 auid=4294967295 ses=4294967295 msg='unit=firewalld comm=\"systemd\" "
       "exe=\"/usr/lib/systemd/systemd\" hostname=? addr=? terminal=? res=success'",
       "unit", "firewalld"},
      {"SERVICE_STOP", "pid=1 auid=4294967295 msg='unit=firewalld res=success'", "res", "success"},
      {"SERVICE_STOP", "pid=1 auid=4294967295 msg='unit=firewalld res=success'", "AUID", "unset"},
      {"USER_CMD", "pid=1 msg='cwd=\"/\" cmd=6C73202D6C terminal=pts/1 res=success'", "cmd", "ls -l"},
      {"USER_LOGIN",
       "pid=1 msg='op=login acct=\"root\" exe=\"/x\" hostname=? addr=192.0.2.9 terminal=ssh res=failed'",
       "acct", "root"},
      {"USER_LOGIN",
       "pid=1 msg='op=login acct=\"root\" exe=\"/x\" hostname=? addr=192.0.2.9 terminal=ssh res=failed'",
       "addr", "192.0.2.9"},
      {"USER_LOGIN",
       "pid=1 msg='op=login acct=\"root\" exe=\"/x\" hostname=? addr=? terminal=ssh res=failed'", "hostname",
       "?"},
      {"TTY", "tty pid=1 uid=0 data=6C730D", "data", "ls\r"},
      {"KERN_MODULE", "name=\"rootkit\"", "name", "rootkit"},
      {"AVC", "avc:  denied  { read } for  pid=1 comm=\"x\" tclass=file", "words",
       "avc: denied { read } for"},
      {"AVC", "avc:  denied  { read } for  pid=1 comm=\"x\" tclass=file", "tclass", "file"},
      {"ADD_USER", "pid=1 msg='op=adding user id=1001 exe=\"/usr/sbin/useradd\" res=success'", "id", "1001"},
  };
  for (const Rule& rule : rules) {
    const std::string text = object(rule.type, rule.body);
    INFO(text);
    CHECK(JsonDocument(text).at("/" + std::string(rule.field)) == rule.value);
    // Keywords are looked for in the line as it was.
    CHECK(JsonDocument(text).at("/raw") == audit_line(rule.type, "1700000000.041:812", rule.body));
  }
}

TEST_CASE("names of the logging host stay, and are not said twice") {
  const std::string text = object("SYSCALL",
                                  "arch=c000003e syscall=2 auid=1000 uid=0 gid=50\x1d"
                                  "ARCH=x86_64 SYSCALL=open AUID=\"carol\" UID=\"unset\"");
  const JsonDocument document(text);
  CHECK(document.at("/AUID") == "carol");
  CHECK(document.at("/UID") == "unset");
  CHECK(document.at("/GID") == "staff");  // which the log does not have
  CHECK(document.at("/SYSCALL") == "open");
  for (const char* key : {"/AUID_2", "/UID_2", "/GID_2", "/SYSCALL_2", "/ARCH_2"})
    CHECK(document.at(key).empty());
}

TEST_CASE("all arguments of an execution are in its first record") {
  const auto all =
      objects({audit_line("SYSCALL", "5.0:1", "arch=c000003e syscall=59"),
               audit_line("EXECVE", "5.0:1", "argc=4 a0=\"tar\" a1_len=8 a1[0]=6162"),
               audit_line("EXECVE", "5.0:1", "a1[1]=6364 a2=\"y\""),
               audit_line("EXECVE", "5.0:1", "a3=\"z\""), audit_line("EXECVE", "6.0:2", "argc=1 a0=\"q\"")});
  REQUIRE(all.size() == 5);
  const JsonDocument first(all[1]);
  CHECK(first.at("/a0") == "tar");
  CHECK(first.at("/a1") == "abcd");
  CHECK(first.at("/a2") == "y");
  CHECK(first.at("/a3") == "z");
  CHECK(JsonDocument(all[2]).at("/type") == "EXECVE");
  CHECK(JsonDocument(all[2]).at("/a2").empty());
  CHECK(JsonDocument(all[4]).at("/a0") == "q");
}

TEST_CASE("no key of a record comes twice") {
  const std::string_view bodies[] = {
      "time=1 serial=2 node=3 type=4 raw=5 raw_bytes=6 words=7 a free word",
      "auid=1000 auid=0 AUID=x AUID=y",
      "old auid=4294967295 auid=1000 old ses=4294967295 ses=1",
      "argc=2 a0=\"a\" a0=\"b\" a1=\"c\" a1=\"d\" a0_len=3",
      "saddr=020001BBC0000207 laddr=1 lport=2 saddr_fam=3 path=4",
      "a=1 a=2 a_2=3 msg='a=4 time=5'",
      "key=\xff\xfe raw=1 name=FF00FF",
  };
  for (const std::string_view body : bodies) {
    for (const char* type : {"SYSCALL", "EXECVE", "SOCKADDR", "USER_CMD", "LOGIN"}) {
      const std::string text = object(type, body);
      INFO(text);
      simdjson::dom::parser parser;
      simdjson::dom::object members;
      REQUIRE(parser.parse(text).get(members) == simdjson::SUCCESS);
      std::vector<std::string_view> keys;
      for (const auto [key, value] : members) keys.push_back(key);
      std::ranges::sort(keys);
      CHECK(std::ranges::adjacent_find(keys) == keys.end());
      CHECK(JsonDocument(text).at("/type") == type);
      CHECK(JsonDocument(text).at("/serial") == "812");
    }
  }
}

TEST_CASE("every record of every log is one object, damaged or not") {
  for (const char* name : {"session.log", "quirks.log", "enriched.log", "build.log", "sshd_config.log"}) {
    std::string log = test::linux_log(name);
    for (int round = 0; round < 3; ++round) {
      const Lines lines = test::frame_log(log).frames;
      std::size_t records = 0;
      for (const std::string& text : lines) {
        linux_audit::Line line;
        records += linux_audit::peek(text, line) == linux_audit::LineKind::kRecord ? 1 : 0;
      }
      const auto all = objects(lines);
      CHECK(all.size() == records);
      for (const std::string& text : all) JsonDocument{text};
      for (std::size_t at = 7; at < log.size(); at += 211)
        log[at] = static_cast<char>(log[at] ^ (1 << (at + static_cast<std::size_t>(round)) % 8));
    }
  }
}
