// ECS documents of Linux Audit events: what is in the object auditd, and that nothing is lost on the way into
// them.
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "unit/linux_audit/normal_events.h"

namespace knox::linux_audit {

namespace {

using test::JsonDocument;
using test::normal_event_log;
using test::NormalLog;

// Calls take(pointer, text) with everything in a document that is no array and no object.
void for_each_value(const simdjson::dom::element& element, const std::string& pointer, auto& take) {
  simdjson::dom::object object;
  simdjson::dom::array array;
  std::string_view text;
  if (element.get(object) == simdjson::SUCCESS) {
    for (const auto& member : object)
      for_each_value(member.value, pointer + "/" + std::string(member.key), take);
  } else if (element.get(array) == simdjson::SUCCESS) {
    for (const auto& value : array) for_each_value(value, pointer + "/*", take);
  } else {
    take(pointer, element.get(text) == simdjson::SUCCESS ? std::string(text) : simdjson::minify(element));
  }
}

// What a document says of an event in another way than --interpret does.
bool is_said_otherwise(const std::string& pointer, const std::string& value, const JsonDocument& ecs,
                       const std::set<std::string>& values) {
  if (pointer.starts_with("/user/selinux/"))
    return ecs.at("/auditd/subject").find(value) != std::string::npos;
  if (pointer.starts_with("/file/selinux/")) return ecs.at("/auditd/object").find(value) != std::string::npos;
  if (pointer.starts_with("/user/ids/") && value == "4294967295") return true;  // it has no such user
  return pointer.starts_with("/data/a") && value.starts_with("0x") && values.contains(value.substr(2));
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0, end; (end = text.find('\n', at)) != text.npos; at = end + 1) {
    lines.push_back(text.substr(at, end + 1 - at));
  }
  return lines;
}

// Every value that --interpret has of the events is in their documents. Returns how many there are.
std::size_t count_kept(std::string_view log) {
  const std::vector<std::string> meanings = lines_of(NormalLog(make_normal_json_printer).print(log));
  const std::vector<std::string> documents = lines_of(NormalLog(make_ecs_printer).print(log));
  REQUIRE(meanings.size() == documents.size());
  std::size_t count = 0;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const JsonDocument meaning(meanings[i]), ecs(documents[i]);
    std::set<std::string> values;
    const auto add = [&](const std::string&, const std::string& value) { values.insert(value); };
    for_each_value(ecs.root(), {}, add);
    const auto check = [&](const std::string& pointer, const std::string& value) {
      ++count;
      if (values.contains(value) || is_said_otherwise(pointer, value, ecs, values)) return;
      FAIL_CHECK(pointer << " " << value << " is not in " << documents[i]);
    };
    for_each_value(meaning.root(), {}, check);
  }
  return count;
}

}  // namespace

TEST_CASE("ecs of Linux: every value of --interpret is in the document", "[linux][ecs]") {
  for (const char* const name :
       {"build.log", "enriched.log", "quirks.log", "session.log", "shared.log", "sshd_config.log"}) {
    INFO(name);
    CHECK(count_kept(test::linux_log(name)) > 30);
  }
  // What these logs have not.
  for (const std::string_view records :
       {"SYSCALL arch=c000003e syscall=57 success=yes exit=77 a0=0 ppid=10 pid=11 uid=1000 gid=50 euid=0 "
        "egid=0 "
        "suid=1001 sgid=7 fsuid=8 fsgid=9 tty=pts1 ses=3 comm=\"x\" exe=\"/x\"\n",
        "SYSCALL arch=c000003e syscall=42 success=yes exit=0 a0=5 a1=1 a2=6e a3=0 pid=1\nSOCKADDR "
        "saddr=01002F78\n",
        "SYSCALL arch=c000003e syscall=49 success=yes exit=0 a0=5 pid=1\nSOCKADDR "
        "saddr=100000000A0000000000\n",
        "SYSCALL arch=40000003 syscall=102 success=yes exit=0 a0=3 a1=bf a2=0 a3=0 pid=1\n"
        "SOCKETCALL nargs=3 a0=3 a1=bf a2=10\n",
        "SYSCALL arch=c000003e syscall=2 success=yes exit=3 a0=1 a1=2 a2=3 a3=4 pid=1\nMQ_OPEN oflag=0x2 "
        "a1=z a1=y\n",
        "ANOM_ABEND auid=1000 uid=1000 gid=1000 ses=3 pid=9 comm=\"x\" exe=\"/x\" sig=11 res=1\n",
        "CAPSET pid=9 cap_pi=0 cap_pp=401 cap_pe=0 cap_pa=0\n",
        "USER_AUTH pid=9 uid=0 gid=7 euid=1001 auid=1000 ses=3 msg='op=x acct=\"bob\" exe=\"/x\" "
        "hostname=192.0.2.1 "
        "addr=192.0.2.2 raddr=192.0.2.3 laddr=192.0.2.4 lport=22 terminal=ssh res=failed'\n",
        "FS_RELABEL pid=9 dev=sda1 ino=7 mode=0100644 ouid=1000 ogid=50 obj=system_u:object_r:x_t:s0 "
        "name=\"x\"\n"}) {
    count_kept(normal_event_log(records, "node=web1 "));
  }
}

TEST_CASE("ecs of Linux: arguments as they were written, and in words", "[linux][ecs]") {
  NormalLog log(make_ecs_printer);
  const JsonDocument open(log.print(normal_event_log(
      "SYSCALL arch=c000003e syscall=2 success=yes exit=3 a0=7ffc a1=241 a2=1b6 a3=20 pid=1 uid=0\n")));
  CHECK(open.at("/auditd/data") ==
        R"({"arch":"x86_64","syscall":"open","exit":"3","a0":"7ffc","a1":"241",)"
        R"("a1_text":"O_WRONLY|O_CREAT|O_TRUNC","a2":"1b6","a2_text":"0666","a3":"20"})");
  // Another record has such a key, and a value of its own.
  const JsonDocument two(log.print(
      normal_event_log("SYSCALL arch=c000003e syscall=2 success=yes exit=3 a0=7ffc a1=0 pid=1 uid=0\n"
                       "MQ_NOTIFY a0=b a1=1 a1=2 a5=c\n")));
  CHECK(two.at("/auditd/data") ==
        R"({"arch":"x86_64","syscall":"open","exit":"3","a5":"c","a0":["7ffc","b"],)"
        R"("a1":["0","1","2"],"a1_text":"O_RDONLY"})");
  const JsonDocument alone(log.print(normal_event_log("MQ_NOTIFY a0=b a1=1\n")));
  CHECK(alone.at("/auditd/data") == R"({"a0":"b","a1":"1"})");
  const JsonDocument none(log.print(normal_event_log("SYSCALL a0=1 a3=zz\n")));
  CHECK(none.at("/auditd/data") == R"({"a3":"zz","a0":"1"})");
}

TEST_CASE("ecs of Linux: what ECS has no field for", "[linux][ecs]") {
  NormalLog log(make_ecs_printer);
  const JsonDocument login(
      log.print(normal_event_log("USER_LOGIN pid=9 uid=0 auid=1000 ses=4294967295 msg='op=login id=1000 "
                                 "exe=\"/usr/sbin/sshd\" res=success'")));
  CHECK(
      login.at("/auditd") ==
      R"({"record_type":"USER_LOGIN","message_type":"user_login","category":"user-login","result":"success",)"
      R"("session":"unset","summary":{"actor":{"primary":"alice","secondary":"alice"},"action":"logged-in",)"
      R"("object":{"type":"user-session"},"how":"/usr/sbin/sshd"},"user":{"ids":{"uid":0},"names":{"uid":"root"}},)"
      R"("data":{"op":"login","id":"alice"}})");
  // Of a fork, the process is the child; what is left is who made the caller.
  const JsonDocument fork(log.print(
      normal_event_log("SYSCALL arch=c000003e syscall=57 success=yes exit=77 a0=0 ppid=10 pid=11 uid=0\n")));
  CHECK(fork.at("/process/pid") == "77");
  CHECK(fork.at("/process/parent/pid") == "11");
  CHECK(fork.at("/auditd/process") == R"({"ppid":10})");
  CHECK(fork.at("/auditd/user").empty());
  const JsonDocument local(log.print(normal_event_log(
      "SYSCALL arch=c000003e syscall=42 success=yes exit=0 a0=5 pid=1\nSOCKADDR saddr=01002F78\n")));
  CHECK(local.at("/network").empty());
  CHECK(local.at("/auditd/network") == R"({"direction":"egress","type":"unix"})");
  const JsonDocument unknown(log.print(normal_event_log("UNKNOWN[1399] x=1\n")));
  CHECK(unknown.at("/auditd/message_type") == "unknown[1399]");
}

}  // namespace knox::linux_audit
