#include "knox/kernel/linux/rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "knox/kernel/linux/netlink.h"
#include "support/guarded.h"
#include "unit/catch.h"

namespace knox::kernel {

namespace {

constexpr Arch kHost = Arch::kX86_64;

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

RuleRequest request(std::string_view line) {
  const auto request = parse_rule(words_of(line), kHost);
  INFO(line << ": " << (request ? "" : request.error()));
  REQUIRE(request);
  return *request;
}

std::string refusal(std::string_view line) {
  const auto request = parse_rule(words_of(line), kHost);
  return request ? "none" : request.error();
}

struct Case {
  std::string_view line, text;  // an empty text: as the line
};

}  // namespace

TEST_CASE("rules read and written in auditctl's words") {
  const auto row = GENERATE(values<Case>({
      {"-a always,exit -S all -F pid=1005", ""},
      {"-a always,exit -F pid=1005", "-a always,exit -S all -F pid=1005"},
      {"-a exit,always -F arch=b64 -S open -S openat -F auid=510",
       "-a always,exit -F arch=b64 -S open,openat -F auid=510"},
      {"-a always,exit -F arch=b32 -S openat -F exit=-EACCES -F exit!=-2 -F exit=5",
       "-a always,exit -F arch=b32 -S openat -F exit=-EACCES -F exit!=-ENOENT -F exit=5"},
      {"-a always,exit -F arch=b64 -S 2,257,999 -F a0=0x10 -F a1&=3 -F a2&4 -F a3>=010",
       "-a always,exit -F arch=b64 -S open,openat,999 -F a0=0x10 -F a1&=0x3 -F a2&0x4 -F a3>=0x8"},
      {"-a always,exit -F arch=b64 -S openat -F a2=-1",
       "-a always,exit -F arch=b64 -S openat -F a2=0xFFFFFFFF"},
      {"-a always,exit -F arch!=b32 -S openat", ""},
      {"-a always,exit -F arch=aarch64 -S openat", ""},
      {"-a always,exit -F uid=0 -F arch=b64 -S sync", "-a always,exit -F arch=b64 -S sync -F uid=0"},
      {"-w /nonexistent/shadow -p wa", ""},
      {"-w /nonexistent/shadow -p wa -k a -k b", ""},
      {"-w /nonexistent -p axwr", "-w /nonexistent -p rwxa"},
      {"-w /nonexistent -F uid=0", "-a always,exit -S all -F path=/nonexistent -F perm=rwxa -F uid=0"},
      {"-a always,exit -F path=/x -F perm=wa", "-w /x -p wa"},
      {"-a always,exit -F path=/x -F perm!=wa", "-a always,exit -S all -F path=/x -F perm!=wa"},
      {"-a always,exit -F path=/x", "-a always,exit -S all -F path=/x"},
      {"-a never,exit -F path=/x -F perm=wa", "-a never,exit -S all -F path=/x -F perm=wa"},
      {"-a always,exit -F perm=x -F path=/x -k y", "-a always,exit -S all -F perm=x -F path=/x -F key=y"},
      {"-a always,exit -F dir=/home/ -F perm=rwxa -F uid=0 -C auid!=obj_uid -k foo",
       "-a always,exit -S all -F dir=/home/ -F perm=rwxa -F uid=0 -C auid!=obj_uid -F key=foo"},
      {"-a always,exit -C euid=uid -C gid!=egid", "-a always,exit -S all -C uid=euid -C gid!=egid"},
      {"-a always,exit -F auid=unset -F auid!=4294967295 -F uid=-2 -F sessionid=unset",
       "-a always,exit -S all -F auid=-1 -F auid!=-1 -F uid=-2 -F sessionid=-1"},
      {"-a always,exit -F loginuid=5 -F loginuid_set=1", "-a always,exit -S all -F auid=5 -F loginuid_set=1"},
      {"-a always,exit -F success=no -F pers=8 -F inode=5 -F devmajor=8 -F devminor=0x10",
       "-a always,exit -S all -F success=0 -F pers=8 -F inode=5 -F devmajor=8 -F devminor=16"},
      {"-a always,exit -F filetype=dir -F exe!=/bin/ls",
       "-a always,exit -S all -F filetype=dir -F exe!=/bin/ls"},
      {"-a always,exit -F subj_user=abc -F obj_lev_low>=s0",
       "-a always,exit -S all -F subj_user=abc -F obj_lev_low>=s0"},
      {"-a always,exit -F arch=b64 -S connect -F saddr_fam=inet6",
       "-a always,exit -F arch=b64 -S connect -F saddr_fam=10"},
      {"-a never,task -F uid=1000", ""},
      {"-a never,exclude -F msgtype>=1300", "-a never,exclude -F msgtype>=SYSCALL"},
      {"-a always,user -F msgtype=USER_LOGIN -F exe=/bin/su", ""},
      {"-a never,filesystem -F fstype=debugfs", ""},
      {"-a never,filesystem -F fstype=0xEF53", ""},
      {"-a always,io_uring -S openat,19 -k u", "-a always,io_uring -S openat,close -F key=u"},
      {"-Aalways,exit -Ssync -kx", "-a always,exit -S sync -F key=x"},
  }));
  const RuleRequest parsed = request(row.line);
  const std::string text = rule_text(parsed.rule, kHost);
  CHECK(text == (row.text.empty() ? row.line : row.text));
  const RuleRequest again = request(text);
  CHECK(rule_text(again.rule, kHost) == text);
  CHECK(parse_wire(wire_bytes(parsed.rule)) == parsed.rule);
}

TEST_CASE("what is wrong with a rule") {
  const auto row = GENERATE(values<Case>({
      {"", "no rule: one of -a, -A, -d, -w, -W and -D is needed"},
      {"foo", "foo: an option of a rule is expected"},
      {"-x y", "-x: no option of a rule"},
      {"-a", "-a: a value is missing"},
      {"-a always", "-a always: LIST,ACTION is expected"},
      {"-a always,entry -S sync", "-a always,entry: kernels have no list entry any more"},
      {"-a always,foo", "-a: unknown list 'foo'; known are exit, task, user, exclude, filesystem, io_uring"},
      {"-a possible,exit", "-a: unknown action 'possible'; known are always, never"},
      {"-a always,exit -w /x", "-w: a rule has only one of -a, -A, -d, -w, -W and -D"},
      {"-F uid=0", "-F uid=0: -a comes first"},
      {"-a always,exit -F uid", "-F uid: no operator"},
      {"-a always,exit -F uid=", "-F uid=: no value behind the operator"},
      {"-a always,exit -F =5", "-F =5: no field in front of the operator"},
      {"-a always,exit -F colour=5", "-F: unknown field 'colour'; known are those of auditctl(8)"},
      {"-a always,exit -F uid&1", "-F uid: the kernel compares it only by !=, <=, >=, =, < or >"},
      {"-a always,exit -F success!=0", "-F success: the kernel compares it only by ="},
      {"-a always,exit -F inode>5", "-F inode: the kernel compares it only by != or ="},
      {"-a always,exit -F pid=12x", "-F pid: 12x is no number of 32 bits"},
      {"-a always,exit -F pid=4294967296", "-F pid: 4294967296 is no number of 32 bits"},
      {"-a always,exit -F a2=4294967296",
       "-F a2: 4294967296 is no number of 32 bits, which is all that the kernel compares"},
      {"-a always,exit -F uid=no-such-user", "-F uid: no-such-user is no user of this system"},
      {"-a always,exit -F exit=EWHAT", "-F exit: EWHAT is neither a number nor the name of an error"},
      {"-a always,exit -F arch=b16", "-F arch: b16 is no architecture"},
      {"-a always,exit -F path=etc", "-F path: etc has to begin with /"},
      {"-a always,exit -F path=/etc/", "-F path: /etc/ may not end with /"},
      {"-a always,exit -F path=/x -F dir=/y", "-F dir: a rule has only one of path, dir and inode"},
      {"-a always,exit -F exe=/x -F exe=/y", "-F exe: a rule has only one exe"},
      {"-a always,exit -F perm=rz", "-F perm: rz has other letters than r, w, x and a"},
      {"-a always,exit -F filetype=directory",
       "-F filetype: directory is not file, dir, socket, link, character, block or fifo"},
      {"-a always,exit -F saddr_fam=99", "-F saddr_fam: 99 is no address family"},
      {"-a always,exit -F msgtype=CWD", "-F msgtype: only in rules of the list user or exclude, not of exit"},
      {"-a always,exit -F fstype=debugfs", "-F fstype: only in rules of the list filesystem, not of exit"},
      {"-a never,exclude -F exit=0", "-F exit: only in rules of the list exit or io_uring, not of exclude"},
      {"-a never,exclude -F uid=0 -k x",
       "-k key: only in rules of the list task, exit, filesystem or io_uring, not of exclude"},
      {"-a always,task -S sync", "-S sync: rules of the list task have no system calls"},
      {"-a always,exit -S nosuch", "-S nosuch: x86_64 has no such system call"},
      {"-a always,exit -F arch=b32 -S newfstatat", "-S newfstatat: i386 has no such system call"},
      {"-a always,exit -F arch=b64 -S 2032", "-S 2032: rules know system calls up to 2031"},
      {"-a always,exit -S sync -F arch=b64",
       "-F arch=b64: arch has to stand before -S, because it says what the names mean"},
      {"-w /x -S sync", "-S sync: -w is about all system calls; use -a and -F path"},
      {"-w x", "path: x has to begin with /"},
      {"-w /x -p wa -p r", "-p r: a rule has only one -p"},
      {"-p wa", "-p wa: -w comes first"},
      {"-a always,exit -C uid>euid", "-C uid>euid: two ids are compared by = or !="},
      {"-a always,exit -C uid!=gid",
       "-C uid!=gid: the kernel compares two of auid, uid, euid, suid, fsuid and obj_uid, or two of gid, "
       "egid, "
       "sgid, fsgid and obj_gid"},
      {"-a always,exit -k a\x01"
       "b",
       "-k key: a\x01"
       "b may not have control characters"},
      {"-a never,filesystem", "a rule of the list filesystem says which: -F fstype=TYPE"},
      {"-a never,exclude", "a rule of the list exclude without a field would exclude everything"},
      {"-Dx", "-Dx: -D has no value"},
  }));
  CHECK(refusal(row.line) == row.text);
}

TEST_CASE("limits of rules") {
  std::string fields = "-a always,exit";
  for (int i = 0; i < 64; ++i) fields += " -F pid!=1";
  CHECK(refusal(fields) == "none");
  CHECK(refusal(fields + " -F pid!=1") == "a rule has at most 64 fields");
  CHECK(refusal(fields + " -k x") == "a rule has at most 64 fields");
  const std::string key(128, 'k');
  CHECK(refusal("-w /x -k " + key + " -k " + key.substr(1)) == "none");
  CHECK(refusal("-w /x -k " + key + " -k " + key) == "-k: keys are at most 256 bytes long");
  CHECK(refusal("-w /" + std::string(4095, 'x')) == "path: /" + std::string(4095, 'x') + " is too long");
}

TEST_CASE("what requests ask for") {
  CHECK(request("-w /x").verb == RuleVerb::kAdd);
  CHECK(request("-W /x -p w").verb == RuleVerb::kDelete);
  CHECK(request("-d always,exit -S sync").verb == RuleVerb::kDelete);
  CHECK(request("-D").verb == RuleVerb::kDeleteAll);
  CHECK(request("-D -k x -k y").rule.find(RuleKey::kKey)->text == "x\x01y");
  CHECK(request("-A always,exit").rule.prepend);
  CHECK_FALSE(request("-a always,exit -S sync").warning.empty());
  CHECK(request("-a always,exit -S all").warning.empty());
  CHECK(request("-a always,exit -F arch=b64 -S sync").warning.empty());
  CHECK_FALSE(parse_rule(words_of("-a always,exit -F arch=b32"), Arch::kPpc64le));
  CHECK_FALSE(parse_rule(words_of("-a always,exit -F arch=b64"), Arch::kI386));
}

TEST_CASE("damaged rules from the wire") {
  const std::string bytes =
      wire_bytes(request("-a always,exit -F path=/some/file -F perm=wa -F exe=/x -k k").rule);
  CHECK(bytes.size() == 1040 + 10 + 2 + 1);
  test::Guarded guarded(bytes.size());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_FALSE(parse_wire(as_chars(guarded(std::string_view(bytes).substr(0, size)))));
  }
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const char value : {'\x00', '\x7f', '\xff'}) {
      std::string damaged = bytes;
      damaged[at] = value;
      const std::optional<RuleData> rule = parse_wire(as_chars(guarded(damaged)));
      if (rule) CHECK(rule_text(*rule, kHost).size() < 16384);
    }
  }
}

TEST_CASE("rules for system calls") {
  const std::vector<Syscall> calls = {Syscall::sys_execve, Syscall::sys_socketcall};
  const auto texts = [&](RuleOutcome outcome, Arch host) {
    std::vector<std::string> list;
    for (const RuleData& rule : syscall_rules(calls, outcome, host)) list.push_back(rule_text(rule, host));
    return list;
  };
  CHECK(texts(RuleOutcome::kBoth, Arch::kX86_64) ==
        std::vector<std::string>{"-a always,exit -F arch=b64 -S execve",
                                 "-a always,exit -F arch=b32 -S execve,socketcall"});
  CHECK(texts(RuleOutcome::kFailure, Arch::kRiscv64) ==
        std::vector<std::string>{"-a always,exit -F arch=b64 -S execve -F success=0"});
  CHECK(texts(RuleOutcome::kSuccess, Arch::kI386) ==
        std::vector<std::string>{"-a always,exit -F arch=b32 -S execve,socketcall -F success=1"});
  CHECK(syscall_rules({}, RuleOutcome::kBoth, Arch::kX86_64).empty());
}

TEST_CASE("a rule for operations of io_uring") {
  const std::vector<std::uint32_t> operations = {16, 18, 64};
  CHECK(rule_text(uring_rule(operations, RuleOutcome::kBoth), Arch::kX86_64) ==
        "-a always,io_uring -S connect,openat,uring_cmd128");
  CHECK(rule_text(uring_rule(operations, RuleOutcome::kFailure), Arch::kX86_64) ==
        "-a always,io_uring -S connect,openat,uring_cmd128 -F success=0");
}

TEST_CASE("a rule against all") {
  const std::vector<RuleData> rules = {request("-a never,task -F uid=1").rule, request("-a never,exit").rule,
                                       request("-a never,task").rule};
  CHECK(find_rule_against_all(rules) == &rules[2]);
  CHECK(find_rule_against_all(std::span(rules).first(2)) == nullptr);
}

TEST_CASE("status of the kernel, as old and new kernels tell it") {
  std::string bytes;
  for (std::uint32_t word = 100; word < 112; ++word) bytes.append(reinterpret_cast<const char*>(&word), 4);
  for (std::size_t size = 0; size < 32; ++size) CHECK_FALSE(parse_status(bytes.substr(0, size)));
  const std::optional<KernelStatus> oldest = parse_status(bytes.substr(0, 32));
  REQUIRE(oldest);
  CHECK(oldest->enabled == 101);
  CHECK(oldest->backlog == 107);
  CHECK_FALSE(oldest->features);
  CHECK(parse_status(bytes.substr(0, 36))->features == 108U);
  CHECK_FALSE(parse_status(bytes.substr(0, 39))->backlog_wait_time);
  CHECK(parse_status(bytes.substr(0, 40))->backlog_wait_time == 109U);
  CHECK(parse_status(bytes)->backlog_wait_time_actual == 110U);
}

TEST_CASE("how much the kernel lost") {
  LostCount plain(10, false);
  CHECK(plain.update(10, 50) == 0);
  CHECK(plain.update(17, 60) == 7);
  LostCount wraps(0xffffffff, false);
  CHECK(wraps.update(1, 0) == 2);
  LostCount reset(1000, false);
  CHECK(reset.update(1005, 0) == 5);
  CHECK(reset.update(0, 0) == 5);
  CHECK(reset.update(3, 0) == 8);
  LostCount holds(10, true);
  CHECK(holds.update(60, 20) == 0);     // 30 of them are on their way
  CHECK(holds.update(160, 50) == 0);    // all that were counted have come
  CHECK(holds.update(160, 140) == 10);  // ten of 150 have not
  CHECK(holds.update(160, 145) == 10);
}

TEST_CASE("whether the kernel holds records for a daemon") {
  CHECK(holds_for_daemon("audit=1"));
  CHECK(holds_for_daemon("quiet audit=on ro\n"));
  CHECK(holds_for_daemon("audit=0 audit=1"));
  CHECK_FALSE(holds_for_daemon("audit=1 audit=0\n"));
  CHECK_FALSE(holds_for_daemon("noaudit=1 audit_backlog_limit=1"));
  CHECK_FALSE(holds_for_daemon("  "));
  CHECK_FALSE(holds_for_daemon(""));
}

}  // namespace knox::kernel
