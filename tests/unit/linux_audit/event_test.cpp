// Linux Audit events as neutral ones: what of a log becomes which fact of event::Event.
#include "knox/linux_audit/meaning/event_mapper.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "knox/linux_audit/record/value.h"
#include "unit/linux_audit/normal_events.h"

namespace knox::linux_audit {

namespace {

using event::Principal;
using test::normal_event_log;

constexpr Principal kRoot{0, "root"}, kAlice{1000, "alice"}, kBob{1001, "bob"}, kNobody{};

// A mapper and the events of logs; names are those of NormalLog.
class Mapped {
 public:
  explicit Mapped(std::string host = {}) : mapper_(names_, std::move(host)) {
    names_.use_passwd("root:*:0:0::/:\nalice:*:1000:1000::/:\nbob:*:1001:1001::/:\n");
    names_.use_group("root:*:0:\nalice:*:1000:\nstaff:*:50:\n");
  }

  // Calls take(event) with each.
  void each(std::string_view log, auto take) {
    Assembler assembler;
    const auto take_all = [&] {
      while (const Event* event = assembler.next()) take(mapper_.map(*event));
    };
    for_each_piece(log, '\n', [&](std::string_view text) {
      Line line;
      if (peek(text, line) != LineKind::kRecord) return;
      assembler.add(line);
      take_all();
    });
    assembler.finish();
    take_all();
  }

  // The one event of TYPE BODY lines.
  void one(std::string_view records, auto check, std::string_view node = "") {
    log_ = normal_event_log(records, node);  // what is told borrows from the assembler's copy
    int count = 0;
    each(log_, [&](const event::Event& event) {
      ++count;
      check(event);
    });
    CHECK(count == 1);
  }

  const NormalEvent& normal() const { return mapper_.normal(); }

 private:
  os::Names names_;
  EventMapper mapper_;
  std::string log_;
};

#define IDS " auid=1000 uid=1000 gid=1000 euid=1000 suid=1000 fsuid=1000 egid=1000 sgid=1000 fsgid=1000"
#define BY_ALICE " ppid=10 pid=11" IDS " tty=pts1 ses=3 comm=\"x\" exe=\"/usr/bin/x\" key=\"k\"\n"
#define CALL(number, result) "SYSCALL arch=c000003e syscall=" number " " result
#define FILE_PATH(mode) \
  "PATH item=0 name=\"/a\" inode=5 dev=fd:01 mode=" mode " ouid=0 ogid=50 rdev=00:00 nametype=NORMAL\n"

}  // namespace

TEST_CASE("event: an open that failed", "[linux][event]") {
  Mapped mapped;
  mapped.one(CALL("2", "success=no exit=-13 a0=1 a1=2 a2=0 a3=0 items=1") BY_ALICE
             "CWD cwd=\"/home\"\n" FILE_PATH("0104755") "PROCTITLE proctitle=\"x y\"\n",
             [](const event::Event& event) {
               CHECK(event.time == Time{1709283600, 41'000'000});
               CHECK(event.time_digits == 3);
               CHECK(event.sequence == 812);
               CHECK(event.id == "1709283600.041:812");
               CHECK(event.code == "SYSCALL");
               CHECK(event.dataset == "knox.linux_audit");
               CHECK(event.host.name.empty());
               CHECK(event.host.os_type == "linux");
               CHECK(event.kind == event::Kind::kEvent);
               CHECK(event.action == event::Action::kOpen);
               CHECK(event.word == "open");
               CHECK(event.categories == "file");
               CHECK(event.types == "access change");
               CHECK(event.success == false);
               CHECK(event.error == "EACCES");
               CHECK(event.error_text == "Permission denied");
               CHECK(event.who.real == event::User{kAlice, kAlice});
               CHECK(event.who.effective == event::User{});
               CHECK(event.who.saved == event::User{});
               CHECK(event.who.filesystem == event::User{});
               CHECK(event.who.audit == kAlice);
               CHECK(event.who.session == 3);
               CHECK(event.who.terminal == "pts1");
               CHECK(event.process.pid == 11);
               CHECK(event.parent.pid == 10);
               CHECK(event.process.name == "x");
               CHECK(event.process.executable == "/usr/bin/x");
               CHECK(event.process.cwd == "/home");
               CHECK(event.process.title == "x y");
               CHECK(!event.process.args.known());
               CHECK(event.file.path == "/a");
               CHECK(event.file.type == "file");
               CHECK(event.file.mode == 04755);
               CHECK(event.file.owner == kRoot);
               CHECK(event.file.group == Principal{50, "staff"});
               CHECK(event.file.inode == 5);
               CHECK(event.file.device == "fd:01");
               REQUIRE(event.tags.size() == 1);
               CHECK(event.tags[0] == "k");
               CHECK(event.text.empty());
             });
}

TEST_CASE("event: what fails has a reason, in the same words everywhere", "[linux][event]") {
  Mapped mapped;
  const auto open = [&](std::string_view result, auto check) {
    mapped.one(std::string("SYSCALL arch=c000003e syscall=2 a0=1 ").append(result) + BY_ALICE, check);
  };
  open("success=no exit=-512", [](const event::Event& event) {
    CHECK(event.error == "ERESTARTSYS");
    CHECK(event.error_text == "Interrupted by a signal");
  });
  open("success=no exit=-4095", [](const event::Event& event) {
    CHECK(event.error == "4095");
    CHECK(event.error_text.empty());
  });
  open("success=no exit=-9223372036854775808",
       [](const event::Event& event) { CHECK(event.error == "9223372036854775808"); });
  open("success=yes exit=-13", [](const event::Event& event) { CHECK(event.error.empty()); });
  open("success=no", [](const event::Event& event) { CHECK(event.error.empty()); });
  open("exit=3", [](const event::Event& event) { CHECK(!event.success); });
  // What a connection that is being made comes to, nobody knows.
  mapped.one(CALL("42", "success=no exit=-115 a0=5 a1=1 a2=10 a3=0") BY_ALICE, [](const event::Event& event) {
    CHECK(!event.success);
    CHECK(event.error.empty());
  });
}

TEST_CASE("event: types of files", "[linux][event]") {
  Mapped mapped;
  const auto type = [&](std::string_view mode) {
    std::string found;
    mapped.one(std::string(CALL("2", "success=yes exit=3 a0=1") BY_ALICE
                           "PATH item=0 name=\"/a\" nametype=NORMAL mode=")
                   .append(mode),
               [&](const event::Event& event) { found = event.file.type; });
    return found;
  };
  CHECK(type("040755") == "dir");
  CHECK(type("0120777") == "symlink");
  CHECK(type("010600") == "fifo");
  CHECK(type("0140600") == "socket");
  CHECK(type("060600") == "block_device");
  CHECK(type("020600") == "char_device");
  CHECK(type("0600") == "");
  CHECK(type("nonsense") == "");
  CHECK(type("7777777777777777777777") == "");
}

TEST_CASE("event: ids that differ, and ids that were never set", "[linux][event]") {
  Mapped mapped;
  mapped.one(
      "SYSCALL arch=c000003e syscall=2 success=yes exit=3 pid=11 auid=4294967295 uid=1000 gid=1000 euid=0 "
      "suid=1001 "
      "fsuid=0 egid=1000 sgid=1000 fsgid=50 tty=(none) ses=4294967295",
      [](const event::Event& event) {
        CHECK(event.who.real == event::User{kAlice, kAlice});
        CHECK(event.who.effective == event::User{kRoot, kAlice});
        CHECK(event.who.saved == event::User{kBob, {}});
        CHECK(event.who.filesystem == event::User{{}, {50, "staff"}});
        CHECK(event.who.audit == kNobody);
        CHECK(!event.who.session);
        CHECK(event.who.terminal.empty());
      });
  // Where there is no effective one, it is the real one.
  mapped.one(
      "SYSCALL arch=c000003e syscall=2 success=yes exit=3 pid=11 uid=1000 suid=0 fsuid=1000 sgid=4294967295",
      [](const event::Event& event) {
        CHECK(event.who.saved == event::User{kRoot, {}});
        CHECK(event.who.filesystem == event::User{});
      });
}

TEST_CASE("event: the records of programs are about people", "[linux][event]") {
  Mapped mapped;
  mapped.one(
      "USER_CMD pid=9 uid=1000 auid=1000 ses=3 msg='cwd=\"/\" cmd=69642075 exe=\"/usr/bin/sudo\" "
      "terminal=pts/1 "
      "res=success'",
      [](const event::Event& event) {
        CHECK(event.code == "USER_CMD");
        CHECK(event.who.real == event::User{kAlice, {}});
        CHECK(event.who.terminal == "pts/1");
        CHECK(event.process.command_line == "id u");
        CHECK(event.process.executable == "/usr/bin/sudo");
        CHECK(event.process.cwd == "/");
      });
  mapped.one(
      "USER_LOGIN pid=9 uid=0 auid=4294967295 ses=4294967295 msg='op=login acct=\"bob\" "
      "exe=\"/usr/sbin/sshd\" "
      "hostname=gate.example addr=192.0.2.9 terminal=ssh res=failed'",
      [](const event::Event& event) {
        CHECK(event.success == false);
        CHECK(event.error.empty());
        CHECK(event.who.real.user == Principal{{}, "bob"});
        CHECK(event.who.terminal.empty());  // ssh is none
        CHECK(event.source.address == "192.0.2.9");
        CHECK(event.source.is_ip);
        CHECK(event.source.hostname == "gate.example");
        CHECK(event.network.type == "ipv4");
        CHECK(event.addresses.empty());
        CHECK(event.text.empty());  // login is no text
      });
  mapped.one("USER pid=9 uid=0 auid=1000 ses=3 msg='hello there op=x exe=\"/bin/x\" res=success'",
             [](const event::Event& event) { CHECK(event.text == "hello there"); });
  mapped.one(
      "USER_ACCT pid=9 uid=0 auid=1000 msg='op=adding group to /etc/group id=50 exe=\"/x\" res=success'",
      [](const event::Event& event) { CHECK(event.text == "adding group to /etc/group"); });

  mapped.one(
      "ADD_USER pid=9 uid=0 auid=1000 ses=3 msg='op=add-user id=1001 exe=\"/x\" hostname=192.0.2.1 addr=? "
      "res=success'",
      [](const event::Event& event) {
        CHECK(event.who.effective.user == kRoot);
        CHECK(event.who.target.user == kBob);
        REQUIRE(event.addresses.size() == 1);
        CHECK(event.addresses[0] == "192.0.2.1");
      });
  mapped.one(
      "DEL_GROUP pid=9 uid=0 auid=1000 ses=3 msg='op=delete-group grp=\"staff\" exe=\"/x\" res=success'",
      [](const event::Event& event) {
        CHECK(event.who.group == Principal{{}, "staff"});
      });
}

TEST_CASE("event: of a fork the process is the child", "[linux][event]") {
  Mapped mapped;
  const auto is_child = [](const event::Event& event) {
    CHECK(event.word == "fork");
    CHECK(event.process.pid == 77);
    CHECK(event.process.executable == "/usr/bin/x");
    CHECK(event.parent.pid == 11);
    CHECK(event.parent.name == "x");
    CHECK(event.parent.executable == "/usr/bin/x");
  };
  const auto is_caller = [](const event::Event& event) {
    CHECK(event.process.pid == 11);
    CHECK(event.parent.pid == 10);
    CHECK(event.parent.name.empty());
  };
  mapped.one(CALL("57", "success=yes exit=77 a0=0") BY_ALICE, is_child);
  mapped.one(CALL("58", "success=yes exit=77 a0=0") BY_ALICE, is_child);
  mapped.one(CALL("56", "success=yes exit=77 a0=1200011") BY_ALICE, is_child);
  mapped.one(CALL("56", "success=yes exit=77 a0=3d0f00") BY_ALICE, is_caller);  // a thread
  mapped.one(CALL("435", "success=yes exit=77 a0=7ffc a1=58") BY_ALICE, is_caller);
  mapped.one(CALL("57", "success=no exit=-11 a0=0") BY_ALICE, is_caller);
  mapped.one(CALL("57", "success=yes exit=0 a0=0") BY_ALICE, is_caller);
  mapped.one(CALL("57", "success=yes exit=4294967296 a0=0") BY_ALICE, is_caller);
  mapped.one(CALL("57", "success=yes") BY_ALICE, is_caller);
}

TEST_CASE("event: executions and exits", "[linux][event]") {
  Mapped mapped;
  mapped.one(CALL("59", "success=yes exit=0 a0=1") BY_ALICE
             "EXECVE argc=2 a0=\"ls\" a1=\"-l\"\n" FILE_PATH("0100755"),
             [](const event::Event& event) {
               CHECK(event.word == "exec");
               CHECK(event.process.pid == 11);
               CHECK(event.process.args.bytes() == std::string_view("ls\0-l\0", 6));
             });
  const auto status = [&](std::string_view call) {
    std::optional<std::uint32_t> code;
    mapped.one(std::string("SYSCALL arch=c000003e ").append(call) + BY_ALICE,
               [&](const event::Event& event) { code = event.process.exit_code; });
    return code;
  };
  CHECK(status("syscall=231 a0=7f") == 127);
  CHECK(status("syscall=231 a0=ffffffff") == 255);
  CHECK(status("syscall=60 a0=100") == 0);
  CHECK(status("syscall=60") == std::nullopt);
  CHECK(status("syscall=2 a0=1") == std::nullopt);
  mapped.one("ANOM_ABEND auid=1000 uid=1000 gid=1000 ses=3 pid=9 comm=\"x\" exe=\"/x\" sig=11 res=1",
             [](const event::Event& event) {
               CHECK(event.kind == event::Kind::kAlert);
               CHECK(!event.process.exit_code);
             });
}

TEST_CASE("event: what a process may do from now on", "[linux][event]") {
  Mapped mapped;
  mapped.one("CAPSET pid=9 cap_pi=0 cap_pp=0000000000000401 cap_pe=0 cap_pa=0",
             [](const event::Event& event) {
               CHECK(event.process.permitted_capabilities == "CAP_CHOWN,CAP_NET_BIND_SERVICE");
               CHECK(event.process.effective_capabilities == "none");
             });
}

TEST_CASE("event: ends of connections", "[linux][event]") {
  Mapped mapped;
  const auto call = [&](std::string_view number, std::string_view saddr, auto check) {
    mapped.one(std::string("SYSCALL arch=c000003e success=yes exit=0 a0=3 syscall=").append(number) +
                   BY_ALICE + "SOCKADDR saddr=" + std::string(saddr),
               check);
  };
  constexpr std::string_view kInet = "020001BBC00002070000000000000000", kUnix = "01002F72756E2F7800";
  call("42", kInet, [](const event::Event& event) {
    CHECK(event.destination.address == "192.0.2.7");
    CHECK(event.destination.port == 443);
    CHECK(event.network.direction == "egress");
    CHECK(event.network.type == "ipv4");
    CHECK(!event.source.known());
  });
  call("43", kInet, [](const event::Event& event) {
    CHECK(event.source.address == "192.0.2.7");
    CHECK(event.network.direction == "ingress");
  });
  call("49", kInet, [](const event::Event& event) {
    CHECK(event.server.address == "192.0.2.7");
    CHECK(!event.source.known());
    CHECK(!event.destination.known());
  });
  call("42", kUnix, [&](const event::Event& event) {
    CHECK(event.destination.path == "/run/x");
    CHECK(!event.network.known());
    CHECK(mapped.normal().network.type == "unix");
    CHECK(mapped.normal().network.direction == "egress");
  });
  mapped.one("NETFILTER_PKT mark=0x1 saddr=192.0.2.1 daddr=192.0.2.2 proto=6 sport=1024 dport=22",
             [](const event::Event& event) {
               CHECK(event.source.address == "192.0.2.1");
               CHECK(event.destination.port == 22);
               CHECK(event.network.transport == "tcp");
             });
  mapped.one(
      "USER_AUTH pid=9 uid=0 auid=1000 msg='op=x addr=192.0.2.1 raddr=2001:db8::1 laddr=192.0.2.3 "
      "res=success'",
      [](const event::Event& event) {
        CHECK(event.source.address == "192.0.2.1");
        CHECK(event.destination.address == "192.0.2.3");
        REQUIRE(event.addresses.size() == 1);
        CHECK(event.addresses[0] == "2001:db8::1");
      });
}

TEST_CASE("event: its host and its id", "[linux][event]") {
  constexpr std::string_view kRecord = "USER_END pid=9 uid=0";
  Mapped mapped, named("fileserver");
  for (int i = 0; i < 2; ++i) {  // the same in each run
    mapped.one(
        kRecord,
        [](const event::Event& event) {
          CHECK(event.host.name == "web1");
          CHECK(event.id == "web1-1709283600.041:812");
        },
        "node=web1 ");
    mapped.one(
        kRecord,
        [](const event::Event& event) {
          CHECK(event.host.name == "a\"b/\xff");
          CHECK(event.id == "a%22b%2F%FF-1709283600.041:812");
        },
        "node=a\"b/\xff ");
    mapped.one(kRecord, [](const event::Event& event) { CHECK(event.id == "1709283600.041:812"); });
  }
  mapped.one(
      kRecord, [](const event::Event& event) { CHECK(event.id.size() == 255 + 19); },
      "node=" + std::string(5000, 'n') + " ");
  named.one(
      kRecord,
      [](const event::Event& event) {
        CHECK(event.host.name == "fileserver");
        CHECK(event.id == "fileserver-1709283600.041:812");
      },
      "node=web1 ");
}

TEST_CASE("event: what comes late is not what it belongs to", "[linux][event]") {
  const std::string log =
      std::string("type=SYSCALL msg=audit(100.001:1): arch=c000003e syscall=2 pid=1\n") +
      "type=PROCTITLE msg=audit(100.001:1): proctitle=\"x\"\n" +
      "type=USER_END msg=audit(200.000:2): pid=1\n" + "type=CWD msg=audit(100.001:1): cwd=\"/\"\n" +
      "type=USER_END msg=audit(300.000:3): pid=1\n" + "type=PATH msg=audit(100.001:1): item=0 name=\"a\"\n";
  std::vector<std::string> ids;
  for (int i = 0; i < 2; ++i) {
    std::vector<std::string> found;
    Mapped().each(log, [&](const event::Event& event) { found.emplace_back(event.id); });
    REQUIRE(found.size() == 5);
    CHECK(std::ranges::count(found, "100.001:1") == 1);
    CHECK(std::ranges::count_if(found, [](const auto& id) { return id.starts_with("100.001:1-late-"); }) ==
          2);
    std::ranges::sort(found);
    CHECK(std::ranges::adjacent_find(found) == found.end());
    if (i == 1) CHECK(ids == found);
    ids = found;
  }
}

TEST_CASE("event: who acts has a number", "[linux][event]") {
  Mapped mapped;
  const auto number = [&](const std::string& ids) {
    std::uint64_t found = 0;
    mapped.one("SYSCALL arch=c000003e syscall=2 success=yes exit=3 pid=1 " + ids,
               [&](const event::Event& event) { found = event.who.number; });
    return found;
  };
  const std::uint64_t alice = number("uid=1000 euid=1000");
  const std::uint64_t as_root = number("uid=1000 euid=0");
  CHECK(alice != 0);
  CHECK(as_root != alice);
  CHECK(number("uid=1000 euid=0 suid=1001") != as_root);
  CHECK(number("auid=1000 uid=1000 euid=1000") != alice);
  CHECK(number("uid=1000 euid=1000") == alice);
  CHECK(number("uid=1000 euid=1000\x1dUID=\"eve\"") != alice);
  // A number is of one: more actors than are remembered.
  std::set<std::uint64_t> numbers;
  for (int i = 2000; i < 3000; ++i) numbers.insert(number("uid=" + std::to_string(i)));
  CHECK(numbers.size() == 1000);
  CHECK(number("uid=1 euid=1\x1dUID=\"" + std::string(600, 'n') + "\"") == 0);
}

TEST_CASE("event: hostile and broken records", "[linux][event]") {
  Mapped mapped;
  for (const std::string_view record :
       {"SYSCALL x", "PATH item=99999999999 name=(null)", "EXECVE a0=1 a0=2", "USER_CMD cmd=",
        "LOGIN auid=-1", "CAPSET pe= pp=", "1399 =x ==", "SYSCALL arch=c000003e syscall=231 a0=ggg",
        "SOCKADDR saddr=02", "SYSCALL arch=0 syscall=99999999999999999999 exit=99999999999999999999 ses=x"}) {
    mapped.one(record, [](const event::Event& event) { CHECK(!event.code.empty()); });
  }
}

}  // namespace knox::linux_audit
