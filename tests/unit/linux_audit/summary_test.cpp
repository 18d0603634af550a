#include "knox/linux_audit/summary/summary.h"

#include <string>
#include <string_view>
#include <vector>

#include "knox/linux_audit/summary/summary_stats.h"
#include "support/linux_events.h"
#include "support/written.h"
#include "unit/catch.h"

namespace knox::linux_audit {

namespace {

using test::audit_line;
using test::Lines;

os::Names& names() {
  static os::Names names = [] {
    os::Names n;
    n.use_passwd("root:x:0:0:::\nalice:x:1000:1000:::\n");
    n.use_group("");
    return n;
  }();
  return names;
}

// Adds the events of a log.
AssemblyCounts summarize(Summary& summary, const Lines& lines) {
  Assembler assembler;
  const auto drain = [&] {
    while (const Event* const event = assembler.next()) summary.add(*event);
  };
  for (const std::string& text : lines) {
    Line line;
    if (peek(text, line) != LineKind::kRecord) continue;
    assembler.add(line);
    drain();
  }
  assembler.finish();
  drain();
  return assembler.counts();
}

// "execve 2, openat 1"
std::string listed(const Tally& tally, std::size_t top = 0) {
  std::string text;
  for (const Tally::Row& row : tally.top(top)) {
    text += (text.empty() ? "" : ", ") + std::string(row.name) + ' ' + std::to_string(row.events);
  }
  return text;
}

}  // namespace

TEST_CASE("a summary has who and what is in the events of a log") {
  Summary summary(names());
  summarize(summary, test::frame_log(test::linux_log("session.log")).frames);
  CHECK(summary.events() == 11);
  CHECK(summary.records() == 38);
  struct Sample {
    Subject subject;
    std::string_view names;
  };
  const Sample samples[] = {
      {Subject::kUser, "alice 8, unset 2"},
      {Subject::kAccount, "alice 1"},
      {Subject::kTerminal, "pts1 6, pts/1 1, ssh 1"},
      {Subject::kHost, "192.0.2.7 1"},
      {Subject::kExecutable,
       "/usr/sbin/sshd 2, /usr/bin/bash 1, /usr/bin/curl 1, /usr/bin/dash 1, /usr/bin/ls 1, /usr/bin/sudo 1, "
       "/usr/bin/tar 1, /usr/lib/systemd/systemd 1, /usr/sbin/httpd 1"},
      {Subject::kCommand, "backup 1, bash 1, cupsd 1, curl 1, httpd 1, ls 1, sshd 1, systemd 1, tar 1"},
      {Subject::kKey, "watch 3, etc 1, net 1, write 1"},
      {Subject::kSyscall, "execve 2, openat 2, connect 1, execveat 1, write 1"},
      {Subject::kFailedAccount, ""},
      {Subject::kProcess, "900 2, 1 1, 77 1, 910 1, 911 1, 912 1, 913 1, 914 1, 915 1, 920 1"},
  };
  for (const Sample& sample : samples) CHECK(listed(summary.tally(sample.subject)) == sample.names);
  CHECK(summary.tally(Subject::kFile).names() == 10);
  CHECK(listed(summary.tally(Subject::kFile), 1) == "/lib64/ld-linux-x86-64.so.2 2");

  CHECK(summary.count(Category::kAuthentications) == 1);
  CHECK(summary.count(Category::kAvcs) == 2);
  CHECK(summary.count(Category::kFailedSyscalls) == 4);
  CHECK(summary.count(Category::kLogins) == 0);
}

TEST_CASE("events are counted in the categories of their records") {
  struct Sample {
    std::string_view type, result, category;  // empty: none
  };
  const Sample samples[] = {
      {"CONFIG_CHANGE", "1", "config_changes"},
      {"DAEMON_CONFIG", "success", "config_changes"},
      {"USYS_CONFIG", "failed", "config_changes"},
      {"MAC_STATUS", "1", "config_changes mac_events"},
      {"ADD_USER", "failed", "account_changes"},
      {"USER_CHAUTHTOK", "success", "account_changes"},
      {"ROLE_ASSIGN", "success", "account_changes mac_events"},
      {"USER_LOGIN", "success", "logins"},
      {"USER_LOGIN", "failed", "failed_logins"},
      {"USER_LOGIN", "0", "failed_logins"},
      {"USER_AUTH", "success", "authentications"},
      {"GRP_AUTH", "failed", "failed_authentications"},
      {"USER_ACCT", "failed", ""},
      {"AVC", "1", "avcs"},
      {"APPARMOR_DENIED", "1", "avcs"},
      {"USER_ROLE_CHANGE", "success", "mac_events"},
      {"ANOM_ABEND", "1", "anomalies"},
      {"ANOM_ROOT_TRANS", "1", "anomalies"},
      {"RESP_ALERT", "1", "responses"},
      {"CRYPTO_KEY_USER", "success", "crypto_events"},
      {"INTEGRITY_RULE", "1", "integrity_events"},
      {"VIRT_MIGRATE_OUT", "success", "virt_events"},
      {"EOE", "", ""},
      {"65535", "1", ""},
      {"NEWER", "1", ""},
  };
  for (const Sample& sample : samples) {
    CAPTURE(sample.type, sample.result);
    Summary summary(names());
    summarize(summary, {audit_line(sample.type, "5.0:1", "pid=1 res=" + std::string(sample.result))});
    std::string found;
    for (std::size_t i = 0; i < kCategories; ++i) {
      if (summary.count(static_cast<Category>(i)) == 0) continue;
      (found += found.empty() ? "" : " ") += category_names()[i].key;
    }
    CHECK(found == sample.category);
    CHECK(summary.events() == 1);
  }
}

TEST_CASE("failed logins are counted by account and by address") {
  const auto login = [](int serial, std::string_view message, std::string_view rest = "") {
    return audit_line("USER_LOGIN", "5.0:" + std::to_string(serial),
                      "pid=1 uid=0 auid=4294967295 msg='" + std::string(message) + "'" + std::string(rest));
  };
  Summary summary(names());
  summarize(summary,
            {login(1, "op=login acct=\"root\" hostname=? addr=192.0.2.1 terminal=ssh res=failed"),
             login(2, "op=login acct=\"root\" hostname=h addr=192.0.2.1 terminal=ssh res=failed"),
             login(3, "op=login acct=28756E6B6E6F776E29 hostname=h addr=? terminal=ssh res=failed"),
             login(4, "op=login id=1000 hostname=? addr=? terminal=tty1 res=failed"),
             login(5, "op=login id=7 hostname=? addr=? res=failed", "\x1dID=\"carol\""),
             login(6, "op=login id=4294967295 hostname=? addr=? res=failed"),
             login(7, "op=login id=55 hostname=? addr=? res=failed"),
             login(9, "op=login acct=\"root\" : exe=\"/sshd\" (hostname=?, addr=192.0.2.1 result=Failed)"),
             login(8, "op=login acct=\"alice\" hostname=g addr=192.0.2.2 res=success")});
  CHECK(summary.count(Category::kLogins) == 1);
  CHECK(summary.count(Category::kFailedLogins) == 8);
  CHECK(listed(summary.tally(Subject::kFailedAccount)) ==
        "root 3, (unknown) 1, 55 1, alice 1, carol 1, unset 1");
  CHECK(listed(summary.tally(Subject::kFailedAddress)) == "192.0.2.1 3, h 1");
}

TEST_CASE("users are named at the end, by this host only if they are its own") {
  const auto start = [](int serial, std::string_view fields) {
    return audit_line("USER_START", "5.0:" + std::to_string(serial), "pid=1 " + std::string(fields));
  };
  const Lines log = {start(1, "auid=0"),
                     "node=elsewhere.example " + start(2, "auid=0"),
                     start(3, "auid=00"),
                     start(4,
                           "auid=7\x1d"
                           "AUID=\"root\""),
                     start(5, "auid=-1"),
                     start(6, "auid=2147480000"),
                     start(7, "auid=what")};
  os::Names host;
  host.ask_system(os::Names::Ask::kOfThisHost);
  Summary summary(host);
  Assembler assembler;
  for (const std::string& text : log) {
    Line line;
    REQUIRE(peek(text, line) == LineKind::kRecord);
    assembler.add(line);
  }
  assembler.finish();
  while (const Event* const event = assembler.next()) {
    host.begin_event(event->node);
    summary.add(*event);
  }
  CHECK(listed(summary.tally(Subject::kUser)) == "root 3, 0 1, 2147480000 1, unset 1, what 1");
  CHECK(listed(summary.tally(Subject::kUser)) == "root 3, 0 1, 2147480000 1, unset 1, what 1");  // once
}

TEST_CASE("more users than are counted one by one are looked up no more than these") {
  os::Names known;
  known.use_passwd("first:x:1:1\nlast:x:9000:1\n");
  Summary summary(known);
  constexpr int kUsers = 9000;
  for (int id = 1; id <= kUsers; ++id) {
    const std::string text =
        audit_line("USER_START", "5.0:" + std::to_string(id), "pid=1 auid=" + std::to_string(id));
    Line line;
    REQUIRE(peek(text, line) == LineKind::kRecord);
    Event event;
    event.time = line.time;
    event.records = {&line, 1};
    summary.add(event);
  }
  const Tally& users = summary.tally(Subject::kUser);
  CHECK(users.names() == Tally::kMaxNames);
  CHECK(users.others() == kUsers - Tally::kMaxNames);
  CHECK(listed(users).find("first 1") != std::string::npos);
}

TEST_CASE("a tally counts an event once and does not grow without bounds") {
  Tally tally;
  for (const char* name : {"b", "a", "b"}) tally.add(name, 1);
  tally.add("b", 2);
  tally.add("", 3);
  CHECK(listed(tally) == "b 2,  1, a 1");
  CHECK(listed(tally, 1) == "b 2");

  for (std::uint64_t event = 10; event < 10 + 2 * Tally::kMaxNames; ++event) {
    tally.add("n" + std::to_string(event), event);
    tally.add("m" + std::to_string(event), event);
  }
  CHECK(tally.names() == Tally::kMaxNames);
  // Two names were kept of each event, until there were enough.
  CHECK(tally.others() == 2 * Tally::kMaxNames - (Tally::kMaxNames - 3) / 2);
  tally.add("b", 1'000'000);
  CHECK(listed(tally, 1) == "b 3");
  const std::uint64_t others = tally.others();
  tally.add_events("b", 5);
  tally.add_events("one more", 7);
  tally.add_others(2);
  CHECK(listed(tally, 1) == "b 8");
  CHECK(tally.others() == others + 9);

  Tally large;
  const std::string name(Tally::kMaxBytes / 2, 'x');
  large.add(name + '1', 1);
  large.add(name + '2', 2);
  large.add("short", 3);
  CHECK(large.names() == 2);
  CHECK(large.others() == 1);
}

TEST_CASE("a summary as text") {
  Summary summary(names());
  CHECK(test::written([&](Out& out) { summary.put_text(out); }).find("         0  events\n") == 0);
  summarize(
      summary,
      {audit_line("SYSCALL", "1700000000.041:1", "arch=c000003e syscall=59 success=no auid=1000 key=\"k\""),
       audit_line("PATH", "1700000000.041:1", "item=0 name=1B5B306D"),
       audit_line("PATH", "1700000000.041:1", "item=1 name=FF0A"),
       audit_line("SYSCALL", "1700000001.5:2", "arch=c000003e syscall=999999 success=yes auid=7"),
       audit_line("KERN_MODULE", "1700000001.5:2", "name=\"msr\""),
       audit_line("1999", "1700000002.5:3", "auid=-1")});
  const std::string text = test::written([&](Out& out) { summary.put_text(out, 2); });
  CAPTURE(text);
  CHECK(
      text.starts_with("From 2023-11-14T22:13:20.041Z to 2023-11-14T22:13:22.500Z\n\n"
                       "         3  events\n"
                       "         6  records\n"
                       "         0  changes in configuration\n"));
  CHECK(text.find("         1  failed system calls\n") != text.npos);
  CHECK(
      text.ends_with("\nrecord types (events, records)\n"
                     "         2         2  SYSCALL\n"
                     "         1         2  PATH\n"
                     "         2  more\n"
                     "\nusers (events)\n"
                     "         1  7\n"
                     "         1  alice\n"
                     "         1  more\n"
                     "\nfiles (events)\n"
                     "         1  \\x1b[0m\n"
                     "         1  \\xff\\x0a\n"
                     "\nkeys (events)\n"
                     "         1  k\n"
                     "\nsystem calls (events)\n"
                     "         1  c000003e:999999\n"
                     "         1  execve\n"));
  const std::string all = test::written([&](Out& out) { summary.put_text(out, 0); });
  CHECK(all.find("         1         1  UNKNOWN[1999]\n") != all.npos);
}

TEST_CASE("a summary as JSON") {
  Summary summary(names());
  summarize(summary, {audit_line("SYSCALL", "1700000000.041:1", "arch=c000003e syscall=59 pid=5 key=\"k\""),
                      audit_line("PATH", "1700000000.041:1", "item=0 name=\"/a\""),
                      audit_line("PATH", "1700000000.041:1", "item=0 name=FF22")});
  const std::string json = test::written([&](Out& out) { summary.put_json(out); });
  CHECK(
      json ==
      R"({"first":"2023-11-14T22:13:20.041Z","last":"2023-11-14T22:13:20.041Z","events":1,"records":3,)"
      R"("config_changes":0,"account_changes":0,"logins":0,"failed_logins":0,"authentications":0,)"
      R"("failed_authentications":0,"avcs":0,"mac_events":0,"failed_syscalls":0,"anomalies":0,"responses":0,)"
      R"("crypto_events":0,"integrity_events":0,"virt_events":0,)"
      R"("types":{"distinct":2,"top":[{"name":"SYSCALL","events":1,"records":1},)"
      R"({"name":"PATH","events":1,"records":2}]},)"
      R"("users":{"distinct":0,"other_events":0,"top":[]},"accounts":{"distinct":0,"other_events":0,"top":[]},)"
      R"("terminals":{"distinct":0,"other_events":0,"top":[]},"hosts":{"distinct":0,"other_events":0,"top":[]},)"
      R"("executables":{"distinct":0,"other_events":0,"top":[]},)"
      R"("commands":{"distinct":0,"other_events":0,"top":[]},)"
      R"("files":{"distinct":2,"other_events":0,"top":[{"name":"/a","events":1},)"
      R"({"name":"\ufffd\"","events":1}]},)"
      R"("keys":{"distinct":1,"other_events":0,"top":[{"name":"k","events":1}]},)"
      R"("syscalls":{"distinct":1,"other_events":0,"top":[{"name":"execve","events":1}]},)"
      R"("failed_login_accounts":{"distinct":0,"other_events":0,"top":[]},)"
      R"("failed_login_addresses":{"distinct":0,"other_events":0,"top":[]},)"
      R"("process_ids":{"distinct":1,"other_events":0},)"
      R"("raw_bytes":{"/files/top/1/name":"ff22"}})"
      "\n");
}

TEST_CASE("a summary of damaged logs counts all of their records") {
  for (const char* name : {"session.log", "quirks.log", "enriched.log"}) {
    std::string log = test::linux_log(name);
    for (std::size_t at = 0; at < log.size(); at += 7) {
      std::string damaged = log;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
      Summary summary(names());
      const AssemblyCounts counts = summarize(summary, test::frame_log(damaged).frames);
      if (summary.records() != counts.records_in || summary.events() != counts.events || !adds_up(counts)) {
        CAPTURE(name, at);
        FAIL("records are missing");
      }
    }
  }
}

TEST_CASE("statistics show that nothing was lost") {
  LogStats stats;
  stats.assembly.records_in = 42;
  stats.assembly.records_out = 40;
  stats.assembly.records_ignored = 2;
  stats.assembly.events = 11;
  stats.assembly.missing_serials = 3;
  stats.assembly.restarts = 1;
  stats.blank_lines = 2;
  stats.other_bytes = 1;
  stats.selected_events = 9;
  const auto text = [&] { return test::written([&](Out& out) { put_stats_text(out, stats); }); };
  CHECK(text() ==
        "lines: 44 = 42 records + 2 blank; 1 byte is in no record\n"
        "records: 42 = 40 in events + 2 passed over + 0 waiting\n"
        "events: 11, 9 selected, 0 late, 0 early for want of memory\n"
        "serial numbers: 3 missing (possible loss; filters use up numbers, too), 1 restart\n");
  CHECK(test::written([&](Out& out) { put_stats_json(out, stats); }) ==
        R"({"records_in":42,"records_out":40,"records_ignored":2,"records_waiting":0,"adds_up":true,)"
        R"("blank_lines":2,"duplicates":0,"other_bytes":1,"events":11,"selected_events":9,"late_events":0,)"
        R"("pressed_events":0,"missing_serials":3,"restarts":1})"
        "\n");
  stats.duplicates = 3;
  CHECK(text().starts_with(
      "lines: 47 = 42 records + 2 blank + 3 twice in the journal; 1 byte is in no record\n"));
  stats.duplicates = 0;
  stats.assembly.records_out = 39;
  CHECK_FALSE(adds_up(stats.assembly));
  CHECK(text().find("records: 42 is not 39 in events + 2 passed over + 0 waiting\n") != std::string::npos);
}

}  // namespace knox::linux_audit
