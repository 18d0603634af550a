#include "knox/linux_audit/select/select.h"

#include <algorithm>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "support/linux_events.h"
#include "support/zone.h"
#include "unit/catch.h"

namespace knox::linux_audit {

namespace {

using test::audit_line;
using test::Lines;

os::Names names() {
  os::Names names;
  names.use_passwd("root:x:0:0:::\nalice:x:1000:1000:::\nbob:x:4242:5:::\n");
  names.use_group("wheel:x:0:\nalice:x:1000:\n");
  return names;
}

std::expected<Selection, std::string> make(const SelectionText& text) {
  return Selection::make(text, names());
}

// The serial numbers of what is selected. With `look`, events are passed over as soon as a record says so.
std::string selected(Selection& selection, const Lines& lines, bool look) {
  std::string serials;
  Assembler assembler;
  const auto drain = [&] {
    while (const Event* const event = assembler.next()) {
      if (!selection.matches(*event)) continue;
      (serials += serials.empty() ? "" : " ") += std::to_string(event->serial);
    }
  };
  for (const std::string& text : lines) {
    Line line;
    if (peek(text, line) != LineKind::kRecord) continue;
    if (look && selection.look(line) == Wanted::kNo) {
      assembler.ignore(line);
    } else {
      assembler.add(line);
    }
    drain();
  }
  assembler.finish();
  drain();
  return serials;
}

std::size_t words_in(const std::string& text) {
  return text.empty() ? 0 : static_cast<std::size_t>(std::ranges::count(text, ' ')) + 1;
}

std::string selected(SelectionText text, const Lines& lines) {
  std::expected<Selection, std::string> selection = make(text);
  if (!selection) return selection.error();
  std::string found = selected(*selection, lines, false);
  CHECK(selected(*selection, lines, true) == found);

  text.invert = !text.invert;
  std::expected<Selection, std::string> rest = make(text);
  REQUIRE(rest);
  const std::string others = selected(*rest, lines, false);
  CHECK(selected(*rest, lines, true) == others);
  Selection everything;
  CHECK(words_in(found) + words_in(others) == words_in(selected(everything, lines, false)));
  return found;
}

std::string selected(const SelectionText& text, const char* log) {
  return selected(text, test::frame_log(test::linux_log(log)).frames);
}

struct Case {
  SelectionText text;
  std::string_view serials;
};

void check(const char* log, const std::vector<Case>& cases) {
  for (std::size_t i = 0; i < cases.size(); ++i) {
    CAPTURE(log, i);
    CHECK(selected(cases[i].text, log) == cases[i].serials);
  }
}

}  // namespace

TEST_CASE("events are selected by each option") {
  check("session.log",
        {
            {{}, "700 701 702 703 704 705 706 707 708 709 710"},
            {{.event = {"703"}}, "703"},
            {{.event = {"709-9999", "700"}}, "700 709 710"},
            {{.event = {"1700000002.203:705"}}, "705"},
            {{.event = {"1700000002.204:705"}}, ""},
            {{.node = {"web1"}}, ""},

            {{.message = {"SYSCALL"}}, "701 702 703 704 705 706 709"},
            {{.message = {"USER_AUTH,USER_CMD", "1130"}}, "700 707 710"},
            {{.message = {"USER_AUTH,ALL"}}, "700 701 702 703 704 705 706 707 708 709 710"},
            {{.message = {"LOGIN"}, .success = {"no"}}, ""},
            {{.message = {"AVC"}, .syscall = {"openat"}}, "709"},

            {{.arch = {"x86_64"}}, "701 702 703 704 705 706 709"},
            {{.arch = {"C000003E"}}, "701 702 703 704 705 706 709"},
            {{.arch = {"b64"}}, "701 702 703 704 705 706 709"},
            {{.arch = {"b32", "aarch64"}}, ""},
            {{.syscall = {"execve"}}, "702 703"},
            {{.syscall = {"execve", "322"}}, "702 703 706"},
            {{.syscall = {"42"}}, "705"},
            {{.exit = {"EACCES"}}, "704 709"},
            {{.exit = {"-EACCES", "-2"}}, "704 706 709"},
            {{.exit = {"4"}}, "701"},
            {{.success = {"no"}}, "704 706 708 709"},
            {{.success = {"yes"}}, "700 701 702 703 707 710"},
            {{.success = {"yes", "no"}}, "700 701 702 703 704 706 707 708 709 710"},

            {{.ppid = {"911"}}, "704 705"},
            {{.auid = {"-1", "1000"}, .executable = {"sshd", "sudo"}}, "700 701 707"},
            {{.uid = {"0"}, .auid = {"1000"}}, "701"},
            {{.uid = {"root"}}, "700 701 710"},
            {{.uid = {"1000"}}, "702 703 704 705 706 707 709"},
            {{.euid = {"0"}}, "701"},
            {{.auid = {"alice"}}, "701 702 703 704 705 706 707 709"},
            {{.auid = {"unset"}}, "700 710"},
            {{.auid = {"bob"}}, ""},
            {{.uid_all = {"0"}}, "700 701 708 710"},
            {{.gid = {"wheel"}}, "701"},
            {{.egid = {"1000"}}, "702 703 704 705 706 709"},
            {{.gid_all = {"0"}}, "701"},

            {{.comm = {"s"}}, "701 702 706 708 710"},
            {{.comm = {"ls"}, .word = true}, "702"},
            {{.executable = {"/usr/sbin"}}, "700 701 709"},
            {{.executable = {"/usr/bin/ls"}, .word = true}, "702"},
            {{.executable = {"bin/ls"}, .word = true}, ""},
            {{.file = {"shadow"}}, "704 708"},
            {{.file = {"/etc"}, .word = true}, "704"},
            {{.file = {"my jobs"}}, "703"},  // in hex digits
            {{.key = {"etc"}}, "704"},       // two of them in one value
            {{.key = {"write"}, .word = true}, "704"},
            {{.key = {"w"}, .word = true}, ""},
            {{.key = {"null"}}, ""},
            {{.host = {"192.0.2.7"}, .word = true}, "700 705"},  // by its name, and in a SOCKADDR
            {{.exit = {"EINPROGRESS"}, .host = {"192.0.2."}}, "705"},
            {{.terminal = {"pts"}}, "702 703 704 705 706 707 709"},
            {{.terminal = {"pts/1"}}, "707"},
            {{.terminal = {"none"}}, ""},
            {{.subject = {"httpd_t"}}, "709"},
            {{.object = {"etc_t"}}, "709"},
            {{.object = {"httpd_t"}}, ""},
            {{.context = {"_t:s0"}}, "709"},
        });
  check("quirks.log", {
                          {{.node = {"web1"}}, "901"},
                          {{.node = {"web1", "web1.example.com"}}, "900 901"},
                          {{.arch = {"i386"}}, "900"},
                          {{.arch = {"b32"}}, "900"},
                          {{.syscall = {"clone"}}, ""},
                          {{.syscall = {"execve"}}, "900 913"},  // 11 of i386 and 221 of aarch64
                          {{.message = {"PATH"}}, "900"},
                          {{.message = {"LOGIN"}, .auid = {"-1"}}, "908"},
                          {{.success = {"no"}}, "904"},
                          {{.host = {"127.0.0.1"}}, "907"},
                          {{.file = {"msr"}}, ""},  // a module of the kernel
                      });
  check("enriched.log", {
                            {{.auid = {"alice"}}, "800 801 803 804 810 811 813 814 820 821 823 824"},
                            {{.auid = {"bob"}}, ""},
                            {{.key = {"run"}}, "804 810 814 824"},
                            {{.key = {"b"}}, "820"},
                            {{.object = {"bin_t"}}, "800 810 820"},
                            {{.host = {"192.0.2.7"}}, "802 812 822"},
                        });
}

TEST_CASE("linux events are selected by time") {
  check("session.log", {
                           {{.when = {.from = {1'700'000'004, 100'000'000}}}, "708 709 710"},
                           {{.when = {.to = {1'700'000'001, 999'999'999}}}, "700 701 702 703"},
                           {{.when = {{1'700'000'002, 0}, {1'700'000'003, 999'999'999}}}, "704 705 706"},
                           {{.when = {.to = {1'700'000'000, 0}}}, ""},
                       });
}

TEST_CASE("names of the logging host win over those of this one") {
  const Lines lines = {
      audit_line("USER_AUTH", "5.0:1", "pid=1 uid=4242 auid=7\x1dUID=\"alice\" AUID=\"bob\""),
      audit_line("USER_AUTH", "5.0:2", "pid=1 uid=1000 auid=4242\x1dUID=\"carol\" AUID=\"unknown(4242)\""),
      audit_line("SYSCALL", "5.0:3",
                 "arch=1 syscall=900 pid=1\x1d"
                 "ARCH=x SYSCALL=openat"),
      audit_line("USER_CMD", "5.0:4",
                 "pid=1 uid=4243 msg='uid=4244'\x1dUID=\"carol\" UID=\"bob\" UID=\"alice\""),
  };
  CHECK(selected({.uid = {"alice"}}, lines) == "1");
  CHECK(selected({.uid = {"1000"}}, lines) == "2");
  CHECK(selected({.uid = {"bob"}}, lines) == "4");
  CHECK(selected({.auid = {"bob"}}, lines) == "1 2");
  CHECK(selected({.syscall = {"openat"}}, lines) == "3");
  CHECK(selected({.syscall = {"900"}}, lines) == "3");
}

TEST_CASE("different records of an event can meet different options") {
  const Lines lines = {
      audit_line("SYSCALL", "5.0:1",
                 "arch=c000003e syscall=62 success=yes exit=0 ppid=1 pid=2 comm=\"kill\""),
      audit_line("OBJ_PID", "5.0:1", "opid=99 oauid=5 ouid=5 oses=1 obj=a:b:victim_t:s0 ocomm=\"sleep\""),
      // What the call did succeeded; it is the call's own outcome that is asked for.
      audit_line("CONFIG_CHANGE", "5.0:2", "op=add_rule key=\"k\" list=4 res=0"),
      audit_line("SYSCALL", "5.0:2", "arch=c000003e syscall=44 success=yes exit=1 ppid=1 pid=3"),
      // An operation that io_uring_enter(2) did itself.
      audit_line("SYSCALL", "5.0:3", "arch=c000003e syscall=426 success=yes exit=1 ppid=1 pid=4"),
      audit_line("URINGOP", "5.0:3", "uring_op=18 success=no exit=-2 items=0 ppid=1 pid=4"),
      // It did not return.
      audit_line("SYSCALL", "5.0:4", "arch=c000003e syscall=60 a0=0 ppid=1 pid=5 comm=\"exit=0\""),
      audit_line("VIRT_CONTROL", "6.0:5", "pid=6 msg='virt=kvm vm=\"w\" uuid=1-2 exe=\"/q\" res=failed'"),
  };
  CHECK(selected({.comm = {"kill"}, .object = {"victim"}}, lines) == "1");
  CHECK(selected({.comm = {"sleep"}, .object = {"victim"}}, lines) == "1");
  CHECK(selected({.success = {"no"}}, lines) == "3 5");
  CHECK(selected({.success = {"yes"}}, lines) == "1 2 3");
  CHECK(selected({.exit = {"ENOENT"}}, lines) == "3");
  CHECK(selected({.exit = {"0"}}, lines) == "1");
  CHECK(selected({.vm = {"w"}, .uuid = {"1-"}}, lines) == "5");
}

TEST_CASE("files and hosts are also looked for in the addresses of sockets") {
  const auto socket = [](const char* serial, std::string_view saddr) {
    return audit_line("SOCKADDR", std::string("5.0:") + serial, "saddr=" + std::string(saddr));
  };
  const Lines lines = {
      socket("1", "01002F72756E2F7800"),  // /run/x
      socket("2", "010000616273"),        // the abstract name abs
      socket("3", "0A0001BB0000000020010DB800000000000000000000000700000000"),
      socket("4", "02000035C0000235"),
      socket("5", "0200003"),
      socket("6", "0100"),
      audit_line("NETFILTER_PKT", "5.0:7", "saddr=192.0.2.53 daddr=192.0.2.1 proto=6"),
  };
  CHECK(selected({.file = {"/run"}}, lines) == "1");
  CHECK(selected({.file = {"abs"}, .word = true}, lines) == "2");
  CHECK(selected({.host = {"2001:db8::7"}, .word = true}, lines) == "3");
  CHECK(selected({.host = {"192.0.2.53"}}, lines) == "4 7");
  CHECK(selected({.host = {"192.0.2.1"}}, lines) == "7");
  CHECK(selected({.host = {"C0"}}, lines).empty());
}

TEST_CASE("records without a serial number may be of several calls") {
  const Lines lines = {
      "type=SYSCALL msg=audit(5): arch=c000003e syscall=0 success=yes exit=1",
      "type=SYSCALL msg=audit(5): arch=c000003e syscall=1 success=no exit=-2",
  };
  CHECK(selected({.syscall = {"read"}}, lines) == "0");
  CHECK(selected({.syscall = {"write"}, .success = {"no"}}, lines) == "0");
  CHECK(selected({.syscall = {"close"}}, lines).empty());
}

TEST_CASE("one record can be enough to pass an event over") {
  struct Sample {
    SelectionText text;
    std::string_view type, body;
    Wanted wanted;
  };
  constexpr std::string_view kCall = "arch=c000003e syscall=2 success=yes exit=3 ppid=7 pid=8 comm=\"a\"";
  const std::vector<Sample> samples = {
      {{.syscall = {"openat"}}, "SYSCALL", kCall, Wanted::kNo},
      {{.syscall = {"open"}}, "SYSCALL", kCall, Wanted::kMaybe},
      {{.syscall = {"open"}}, "SYSCALL", "arch=c000003e sys", Wanted::kMaybe},
      {{.syscall = {"open"}}, "PATH", "item=0", Wanted::kMaybe},
      {{.syscall = {"open"}}, "USER_AUTH", "pid=1", Wanted::kMaybe},
      {{.arch = {"b32"}}, "SYSCALL", kCall, Wanted::kNo},
      {{.success = {"no"}}, "SYSCALL", kCall, Wanted::kNo},
      {{.success = {"no"}},
       "SYSCALL",
       "arch=c000003e syscall=42 success=no exit=-115 a0=3 a1=0",
       Wanted::kNo},
      {{.success = {"no"}},
       "SYSCALL",
       "arch=c000003e syscall=42 success=no exit=-111 a0=3 a1=0",
       Wanted::kMaybe},
      {{.success = {"no"}},
       "SYSCALL",
       "arch=40000003 syscall=102 success=no exit=-115 a0=3 a1=0",
       Wanted::kNo},
      {{.success = {"no"}},
       "SYSCALL",
       "arch=40000003 syscall=102 success=no exit=-115 a0=9 a1=0",
       Wanted::kMaybe},
      {{.success = {"no"}}, "SYSCALL", "arch=c000003e syscall=426 success=yes exit=3", Wanted::kMaybe},
      {{.success = {"no"}}, "USER_AUTH", "pid=1", Wanted::kMaybe},
      {{.exit = {"4"}}, "SYSCALL", kCall, Wanted::kNo},
      {{.ppid = {"7"}}, "SYSCALL", kCall, Wanted::kMaybe},
      {{.ppid = {"8"}}, "SYSCALL", kCall, Wanted::kNo},
      {{.comm = {"b"}}, "SYSCALL", kCall, Wanted::kMaybe},  // before an execve
      {{.message = {"USER_AUTH"}}, "SYSCALL", kCall, Wanted::kMaybe},
      {{.message = {"PATH"}}, "SYSCALL", kCall, Wanted::kMaybe},
      {{.message = {"PATH"}}, "USER_AUTH", "pid=1", Wanted::kMaybe},
      {{.message = {"PATH"}}, "MAC_UNLBL_STCADD", "auid=0", Wanted::kMaybe},
      {{.syscall = {"sendto"}}, "MAC_UNLBL_STCADD", "auid=0", Wanted::kMaybe},
      {{.event = {"2"}}, "PATH", "item=0", Wanted::kNo},
      {{.syscall = {"openat"}, .invert = true}, "SYSCALL", kCall, Wanted::kMaybe},
      {{.event = {"1"}, .invert = true}, "PATH", "item=0", Wanted::kNo},
  };
  for (std::size_t i = 0; i < samples.size(); ++i) {
    CAPTURE(i);
    const std::expected<Selection, std::string> selection = make(samples[i].text);
    REQUIRE(selection);
    const std::string text = audit_line(samples[i].type, "5.0:1", samples[i].body);
    Line line;
    REQUIRE(peek(text, line) == LineKind::kRecord);
    CHECK(selection->look(line) == samples[i].wanted);
  }
}

TEST_CASE("nothing asked for is everything, of linux events too") {
  CHECK(Selection().empty());
  CHECK(make({})->empty());
  CHECK(make({.word = true})->empty());
  CHECK_FALSE(make({.invert = true})->empty());
  CHECK(selected({.invert = true}, "session.log").empty());
  CHECK_FALSE(make({.message = {"SYSCALL"}})->empty());
  CHECK(make({.message = {"ALL"}})->empty());
  CHECK_FALSE(make({.when = {.from = {1, 0}}})->empty());
}

TEST_CASE("what is not understood is an error that names the option") {
  const std::vector<Case> cases = {
      {{.event = {"x"}}, "--event: not an event: 'x' (812, 800-900 or 1700000000.041:812)"},
      {{.event = {"9-8"}}, "--event: not an event: '9-8' (812, 800-900 or 1700000000.041:812)"},
      {{.event = {"4294967296"}}, "--event: not an event: '4294967296' (812, 800-900 or 1700000000.041:812)"},
      {{.event = {"1:2):"}}, "--event: not an event: '1:2):' (812, 800-900 or 1700000000.041:812)"},
      {{.message = {"SYSCALL,"}},
       "--message: unknown record type ''; known are SYSCALL, USER_LOGIN ..., numbers, and ALL"},
      {{.arch = {"vax"}},
       "--arch: unknown architecture 'vax'; known are x86_64, i386, aarch64 ..., c000003e, b32 and b64"},
      {{.syscall = {"opne"}},
       "--syscall: unknown system call 'opne'; known are names as openat, and numbers"},
      {{.syscall = {"-1"}}, "--syscall: unknown system call '-1'; known are names as openat, and numbers"},
      {{.exit = {"EWHAT"}},
       "--exit: unknown exit 'EWHAT'; known are numbers, and errors as EACCES or -EACCES"},
      {{.success = {"maybe"}}, "--success: neither yes nor no: 'maybe' (yes or no)"},
      {{.ppid = {""}}, "--ppid: not a number: '' (digits, or -1 for one that was never set)"},
      {{.uid = {""}}, "--uid: nothing to look for: '' (a name or a number)"},
      {{.gid_all = {""}}, "--gid-all: nothing to look for: '' (a name or a number)"},
      {{.comm = {""}}, "--comm: nothing to look for: '' (some text)"},
      {{.node = {""}}, "--node: nothing to look for: '' (some text)"},
  };
  for (const Case& c : cases) {
    const std::expected<Selection, std::string> selection = make(c.text);
    REQUIRE_FALSE(selection);
    CHECK(selection.error() == c.serials);
  }
}

TEST_CASE("a name that this host does not know is looked for in ENRICHED parts, and told if nobody has it") {
  const Lines lines = {
      audit_line("USER_AUTH", "5.0:1", "pid=1 uid=7 auid=8\x1dUID=\"dora\" AUID=\"emil\""),
      audit_line("SYSCALL", "5.0:2",
                 "arch=c000003e syscall=59 uid=8 gid=7 egid=9\x1dUID=\"emil\" GID=\"staff\""),
  };
  constexpr std::string_view kUsers = "'; known are the names that this host or --passwd has, and numbers";
  constexpr std::string_view kGroups =
      "'; known are the names that this host or --group-file has, and numbers";
  struct Named {
    SelectionText text;
    std::string serials, unknown;
  };
  const std::vector<Named> cases = {
      {{.uid = {"dora"}}, "1", ""},
      {{.uid = {"emil"}}, "2", ""},
      {{.auid = {"emil"}}, "1", ""},
      {{.uid_all = {"emil"}}, "1 2", ""},
      {{.gid = {"staff"}}, "2", ""},
      {{.euid = {"emil"}}, "", "--euid: unknown user 'emil" + std::string(kUsers)},
      {{.auid = {"alice", "mallory"}}, "", "--auid: unknown user 'mallory" + std::string(kUsers)},
      {{.egid = {"staff"}}, "", "--egid: unknown group 'staff" + std::string(kGroups)},
  };
  for (const Named& c : cases) {
    std::expected<Selection, std::string> selection = make(c.text);
    REQUIRE(selection);
    CHECK(selected(*selection, lines, true) == c.serials);
    CHECK(selection->unknown_name().value_or("") == c.unknown);
  }
}

TEST_CASE("a file is found by its path, whatever of it is in which record") {
  const Lines lines = {
      audit_line("SYSCALL", "5.0:1", "arch=c000003e syscall=2 success=yes exit=0 a0=7f a1=0 ppid=1 pid=2"),
      audit_line("CWD", "5.0:1", "cwd=\"/home/alice\""),
      audit_line("PATH", "5.0:1", "item=0 name=\"src/a.c\" nametype=NORMAL"),
      audit_line("SYSCALL", "5.0:2", "arch=c000003e syscall=257 success=yes exit=0 a0=5 a1=0 ppid=1 pid=2"),
      audit_line("CWD", "5.0:2", "cwd=\"/home/alice\""),
      audit_line("PATH", "5.0:2", "item=0 name=7372632F612E63 nametype=NORMAL"),
  };
  CHECK(selected({.file = {"/home/alice/src/a.c"}}, lines) == "1");
  CHECK(selected({.file = {"alice/src/"}}, lines) == "1");
  CHECK(selected({.file = {"/home/alice/src/a.c"}, .word = true}, lines) == "1");
  CHECK(selected({.file = {"src/a.c"}, .word = true}, lines) == "1 2");
  CHECK(selected({.file = {"/home/alice"}}, lines) == "1 2");
  CHECK(selected({.file = {"/home/src/a.c"}}, lines).empty());
}

TEST_CASE("damaged events are selected or not, and looking agrees") {
  const std::vector<SelectionText> texts = {
      {.syscall = {"execve"}, .success = {"no"}},
      {.exit = {"-13"}, .ppid = {"911"}},
      {.file = {"etc"}},
      {.auid = {"alice"}, .key = {"watch"}},
      {.host = {"192"}},
  };
  const std::string log = test::linux_log("session.log").substr(0, 4000);
  for (const SelectionText& text : texts) {
    std::expected<Selection, std::string> selection = make(text);
    REQUIRE(selection);
    for (std::size_t at = 0; at < log.size(); at += 3) {
      std::string damaged = log;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
      const Lines lines = test::frame_log(damaged).frames;
      const std::string found = selected(*selection, lines, false);
      if (selected(*selection, lines, true) != found) {
        CAPTURE(at, found);
        FAIL("looking at records selects other events");
      }
    }
    const Lines whole = test::frame_log(log).frames;
    for (std::size_t size = 0; size < log.size(); size += 5) {
      selected(*selection, test::frame_log(log.substr(0, size)).frames, true);
    }
  }
}

}  // namespace knox::linux_audit
