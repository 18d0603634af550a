// Normalised events as YAML, CSV, ECS documents and sentences, and what is printed of damaged logs.
#include <algorithm>
#include <string>
#include <string_view>

#include "knox/linux_audit/meaning/normalize.h"
#include "knox/linux_audit/print/normal_print.h"
#include "unit/linux_audit/normal_events.h"

namespace knox::linux_audit {

namespace {

using test::JsonDocument;
using test::normal_event_log;
using test::NormalLog;

constexpr std::string_view kConnect =
    "SYSCALL arch=c000003e syscall=42 success=no exit=-111 a0=5 a1=7ffc a2=10 a3=0 items=0 ppid=10 pid=11 "
    "auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts1 ses=3 comm=\"curl\" "
    "exe=\"/usr/bin/curl\" subj=unconfined key=\"net\"\n"
    "SOCKADDR saddr=020001BBC00002070000000000000000\n"
    "PROCTITLE proctitle=6375726C0068747470733A2F2F782F\n";
constexpr std::string_view kExec =
    "SYSCALL arch=c000003e syscall=59 success=yes exit=0 a0=1 a1=2 a2=3 a3=4 items=2 ppid=10 pid=11 "
    "auid=1000 "
    "uid=1000 gid=1000 euid=1000 suid=1000 fsuid=1000 egid=1000 sgid=1000 fsgid=1000 tty=pts1 ses=3 "
    "comm=\"tar\" "
    "exe=\"/usr/bin/tar\" key=(null)\n"
    "EXECVE argc=3 a0=\"tar\" a1=\"c\" a2=612062\nCWD cwd=\"/home/alice\"\n"
    "PATH item=0 name=\"/usr/bin/tar\" inode=9 dev=fd:00 mode=0100755 ouid=0 ogid=0 nametype=NORMAL\n";

std::string sentence(std::string_view records) {
  struct Words final : Printer {
    explicit Words(const PrintOptions& options) : normalizer(*options.names) {}
    void print(const Event& event, Out& out) override { put_sentence(out, normalizer.normalize(event)); }
    Normalizer normalizer;
  };
  const test::MakePrinter make = [](const PrintOptions& options) -> std::unique_ptr<Printer> {
    return std::make_unique<Words>(options);
  };
  return NormalLog(make).print(normal_event_log(records));
}

}  // namespace

TEST_CASE("events in a sentence") {
  CHECK(sentence(kConnect) ==
        "2024-03-01T09:00:00.041Z alice (as root) connected-to 192.0.2.7 (443) using /usr/bin/curl: fail");
  CHECK(sentence(kExec) == "2024-03-01T09:00:00.041Z alice executed /usr/bin/tar: success");
  CHECK(sentence("USER_LOGIN pid=1 uid=0 auid=-1 msg='acct=1B5D300A exe=\"/x\" terminal=ssh res=failed'\n") ==
        "2024-03-01T09:00:00.041Z unset (as $'\\e]0\\n') logged-in ssh using /x: fail");
}

TEST_CASE("normalised events as rows") {
  NormalLog log(make_rows_printer);
  const std::string row = log.print(normal_event_log(kConnect));
  CHECK(row.starts_with(
      "2024-03-01 09:00:00.041\t\tlinux\tlinux_audit\t1709283600.041:812\tconnection_attempted\t"
      "network\tevent\tfailure\tECONNREFUSED\t0\troot\t0\t1000\talice\t3\t11\t10\t/usr/bin/curl\t"));
  CHECK(row.find("\t192.0.2.7\t443\t") != row.npos);
  CHECK(row.find(R"("auditd":{"record_type":"SYSCALL",)") != row.npos);
  NormalLog csv(make_csv_printer);
  const std::string hostile = csv.print(normal_event_log(
      "USER_CMD pid=1 uid=0 auid=-1 ses=-1 msg='cmd=226122202C0A1B5B31 exe=\"/a,b\" res=success'\n",
      "node=w "));
  CHECK(std::ranges::count(hostile, '\n') == 2);  // the names, and one row
  CHECK(hostile.find(",\"/a,b\",") != hostile.npos);
  CHECK(hostile.find('\x1b') == hostile.npos);
}

TEST_CASE("normalised events as ECS documents") {
  NormalLog log(make_ecs_printer);
  const JsonDocument connect(log.print(normal_event_log(kConnect, "node=web1 ")));
  CHECK(connect.at("/ecs/version") == "8.11.0");
  CHECK(
      connect.at("/event") ==
      R"({"kind":"event","category":["network"],"type":["connection","start"],"action":"connection_attempted",)"
      R"("outcome":"failure","code":"SYSCALL","module":"knox","dataset":"knox.linux_audit",)"
      R"("sequence":812,"id":"web1-1709283600.041:812"})");
  CHECK(connect.at("/host") == R"({"hostname":"web1","os":{"type":"linux"}})");
  CHECK(connect.at("/user") ==
        R"({"id":"0","name":"root","group":{"id":"0","name":"root"},"audit":{"id":"1000","name":"alice"}})");
  CHECK(
      connect.at("/process") ==
      R"({"pid":11,"name":"curl","executable":"/usr/bin/curl","title":"curl https://x/","parent":{"pid":10}})");
  CHECK(connect.at("/destination") == R"({"address":"192.0.2.7","ip":"192.0.2.7","port":443})");
  CHECK(connect.at("/network") == R"({"direction":"egress","type":"ipv4"})");
  CHECK(connect.at("/related") == R"({"user":["alice","root"],"ip":["192.0.2.7"],"hosts":["web1"]})");
  CHECK(connect.at("/tags") == R"(["net"])");
  CHECK(connect.at("/auditd/record_type") == "SYSCALL");
  CHECK(connect.at("/auditd/data/exit") == "ECONNREFUSED");

  const JsonDocument local(log.print(normal_event_log(
      "SYSCALL arch=c000003e syscall=42 success=yes exit=0 a0=5 a1=7ffc a2=6e a3=0 items=0 pid=1\n"
      "SOCKADDR saddr=01002F78\n")));
  CHECK(local.at("/destination/address") == "/x");
  CHECK(local.at("/network").empty());
  const JsonDocument packet(
      log.print(normal_event_log("NETFILTER_PKT mark=0x0 saddr=192.0.2.1 daddr=192.0.2.2 proto=17\n")));
  CHECK(packet.at("/network") == R"({"type":"ipv4","transport":"udp"})");

  const JsonDocument exec(log.print(normal_event_log(kExec)));
  CHECK(exec.at("/process/args") == R"(["tar","c","a b"])");
  CHECK(exec.at("/process/args_count") == "3");
  CHECK(exec.at("/process/command_line") == "tar c 'a b'");
  CHECK(exec.at("/process/working_directory") == "/home/alice");
  CHECK(exec.at("/file") ==
        R"({"path":"/usr/bin/tar","name":"tar","directory":"/usr/bin","type":"file","mode":"0755","uid":"0",)"
        R"("owner":"root","gid":"0","group":"root","inode":"9","device":"fd:00"})");
  CHECK(exec.at("/event/type") == R"(["start"])");
  CHECK(exec.at("/host/hostname").empty());

  CHECK(connect.at("/error") == R"({"code":"ECONNREFUSED","message":"Connection refused"})");
  const JsonDocument sudo(log.print(normal_event_log(
      "USER_CMD pid=9 uid=1000 auid=1000 msg='cmd=6C73202D6C exe=\"/usr/bin/sudo\" res=success'\n")));
  CHECK(sudo.at("/process") ==
        R"({"pid":9,"name":"sudo","executable":"/usr/bin/sudo","command_line":"ls -l"})");
  CHECK(sudo.at("/error").empty());

  const JsonDocument caps(log.print(
      normal_event_log("CAPSET pid=11 cap_pi=0 cap_pp=0000000000000021 cap_pe=0000000000000000 cap_pa=0\n")));
  CHECK(caps.at("/process/thread") ==
        R"({"capabilities":{"effective":[],"permitted":["CAP_CHOWN","CAP_KILL"]}})");
  for (const std::string key : {"pe", "new_pe"}) {
    const JsonDocument program(
        log.print(normal_event_log("BPRM_FCAPS pid=9 old_pe=3 " + key + "=0000000000002000\n")));
    CHECK(program.at("/process/thread") == R"({"capabilities":{"effective":["CAP_NET_RAW"]}})");
  }
  CHECK(exec.at("/process/thread").empty());

  const JsonDocument add(
      log.print(normal_event_log("ADD_USER pid=9 uid=0 auid=1000 ses=3 msg='op=add acct=\"bob\" exe=\"/x\" "
                                 "addr=192.0.2.1 res=success'\n")));
  CHECK(add.at("/event/category") == R"(["iam"])");
  CHECK(add.at("/user/target/name") == "bob");
  CHECK(add.at("/related/user") == R"(["alice","root","bob"])");
  CHECK(add.at("/source/ip") == "192.0.2.1");
}

TEST_CASE("normalised events as YAML") {
  const std::string yaml = NormalLog(make_normal_yaml_printer).print(normal_event_log(kExec));
  CHECK(yaml.starts_with(
      "---\n\"@timestamp\": \"2024-03-01T09:00:00.041Z\"\nid: \"1709283600.041:812\"\nsequence: 812\n"));
  CHECK(yaml.find("\n  args:\n    - \"tar\"\n    - \"c\"\n    - \"a b\"\n") != yaml.npos);
  CHECK(yaml.find("\npaths:\n  - item: 0\n    name: \"/usr/bin/tar\"\n") != yaml.npos);
}

TEST_CASE("damaged logs give whole lines of JSON") {
  const auto check = [](NormalLog& log, const std::string& text) {
    const std::string printed = log.print(text);
    simdjson::dom::parser parser;
    std::size_t lines = 0;
    for (std::size_t begin = 0; begin < printed.size(); ++lines) {
      const std::size_t end = printed.find('\n', begin);
      if (end == printed.npos) FAIL("a line without an end");
      simdjson::dom::element root;
      const auto error = parser.parse(printed.data() + begin, end - begin).get(root);
      if (error != simdjson::SUCCESS) FAIL(printed.substr(begin, end - begin));
      begin = end + 1;
    }
    return lines;
  };
  NormalLog json(make_normal_json_printer), ecs(make_ecs_printer);
  for (const std::string name : {"session.log", "enriched.log", "quirks.log"}) {
    INFO(name);
    const std::string text = test::linux_log(name);
    CHECK(check(json, text) == check(ecs, text));
    // Only the event at hand matters, so of each damaged log the lines around are enough.
    const auto around = [&](std::size_t at) {
      std::size_t begin = at;
      for (int lines = 0; begin > 0 && lines < 4; --begin) lines += text[begin - 1] == '\n' ? 1 : 0;
      return begin;
    };
    for (std::size_t size = 0; size <= text.size(); size += 3) {
      const std::size_t begin = around(size);
      check(json, text.substr(begin, size - begin));
    }
    for (std::size_t at = 0; at < text.size(); ++at) {
      const std::size_t begin = around(at);
      const std::size_t end = std::min(text.find('\n', at), text.size());
      std::string damaged = text.substr(begin, end - begin);
      damaged[at - begin] = static_cast<char>(damaged[at - begin] ^ (1 << at % 8));
      check(at % 4 == 0 ? ecs : json, damaged);
      damaged[at - begin] = "\"'=\\ \x1d{\xff"[at % 8];
      check(json, damaged);
    }
  }
}

}  // namespace knox::linux_audit
