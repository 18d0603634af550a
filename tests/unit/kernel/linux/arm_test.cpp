// Arming, as far as nothing is asked of the system: whose a rule is, what keeps records from coming, and what
// a guard reports. tests/live/cases/arm*.sh have the rest.
#include <fmt/format.h>
#ifdef __linux__
#include <sys/personality.h>
#endif

#include <algorithm>
#include <string>
#include <vector>

#include "knox/kernel/linux/arm_guard.h"
#include "knox/kernel/linux/arm_keys.h"
#include "knox/kernel/linux/arm_watch.h"
#include "unit/catch.h"

using namespace knox::kernel;

namespace {

RuleData rule(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  const auto request = parse_rule(words, Arch::kX86_64);
  INFO((request ? std::string() : request.error()));
  REQUIRE(request.has_value());
  return request->rule;
}

KernelStatus with(std::uint32_t enabled) {
  KernelStatus status;
  status.enabled = enabled;
  return status;
}

const GuardKey kKey = {.process = 77, .start = 123456, .enabled = 0, .backlog_limit = 64};
constexpr std::string_view kExecve = "-a always,exit -F arch=b64 -S execve";

}  // namespace

TEST_CASE("the key of a guard, and only that") {
  CHECK(key_text(kKey) == "knox-77-123456-0-64");
  CHECK(parse_key(key_text(kKey)) == kKey);
  const GuardKey largest = {.process = 0x7fffffff, .start = ~0ull, .enabled = 1, .backlog_limit = 0xffffffff};
  CHECK(parse_key(key_text(largest)) == largest);
  for (const std::string text : {"",
                                 "knox",
                                 "knox-",
                                 "knox-77",
                                 "knox-77-123456",
                                 "knox-77-123456-0",
                                 "knox-77-123456-0-",
                                 "knox-web",
                                 "knox-77-123456-0-64-",
                                 "knox-77-123456-0-64-1",
                                 "knox-77-123456-0-64 ",
                                 "Knox-77-123456-0-64",
                                 "knox-077-123456-0-64",
                                 "knox-77-0123456-0-64",
                                 "knox-+77-123456-0-64",
                                 "knox--77-123456-0-64",
                                 "knox-0-123456-0-64",
                                 "knox-77-x-0-64",
                                 "knox-77-123456-0-4294967296",
                                 "knox-77--0-64",
                                 "knox-9999999999-123456-0-64",
                                 "myknox-77-123456-0-64",
                                 "knox_77_123456_0_64"}) {
    INFO(text);
    CHECK(!parse_key(text));
  }
}

#ifdef __linux__
TEST_CASE("the kernel's architecture, whatever setarch(8) has uname(2) say") {
  const Arch arch = host_arch();
  const int before = ::personality(0xffffffff);
  REQUIRE(before >= 0);
  REQUIRE(::personality(PER_LINUX32) >= 0);
  const Arch under_setarch = host_arch();
  REQUIRE(::personality(static_cast<unsigned long>(before)) >= 0);
  CHECK(under_setarch == arch);
}
#endif

TEST_CASE("whose a rule is") {
  const RuleData armed = guarded_rule(rule(fmt::format("{} -k mine", kExecve)), kKey, 70);
  CHECK(rule_text(armed, Arch::kX86_64) ==
        fmt::format("{} -F pid!=70 -F pid!=77 -F key=knox-77-123456-0-64", kExecve));
  CHECK(guard_of(armed) == kKey);
  CHECK(guard_of(*parse_wire(wire_bytes(armed))) == kKey);
  // A key that looks the same makes it nobody's guard.
  for (const std::string_view more :
       {"-k knox-77-123456-0-64", "-F pid!=70 -F key=knox-77-123456-0-64",
        "-F pid=77 -F key=knox-77-123456-0-64", "-F ppid!=77 -F key=knox-77-123456-0-64",
        "-F pid!=77 -F key=knox-77-123456-0", "-F pid!=77 -k knox-77", "-F pid!=77",
        "-F pid!=77 -k knox-77-123456-0-64 -k other"}) {
    INFO(more);
    CHECK(!guard_of(rule(fmt::format("{} {}", kExecve, more))));
  }
  CHECK(!guard_of(rule("-a never,exit -F arch=b64 -S execve -F pid!=77 -F key=knox-77-123456-0-64")));
  CHECK(!guard_of(rule("-w /etc/passwd -p wa -k knox-77-123456-0-64")));
}

TEST_CASE("when a process was started") {
  const std::string rest = " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20 21";
  const auto start = [&](const std::string& front) { return parse_stat(front + rest + "\n"); };
  CHECK(start("7 (knox-guard) S")->ticks == 4711);
  CHECK(!start("7 (knox-guard) S")->has_ended);
  CHECK(start("7 (knox-guard) Z")->has_ended);
  CHECK(start("7 (knox-guard) X")->has_ended);
  CHECK(start("7 (a) S 1 2) (b) ) T")->ticks == 4711);
  CHECK(!start("7 (a) S 1 2) (b) ) T")->has_ended);
  CHECK(!parse_stat(""));
  CHECK(!parse_stat("7 (knox-guard) S 1 2 3"));
  CHECK(!parse_stat("7 knox-guard S" + rest));
  CHECK(!parse_stat("7 (a) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 x 20"));
}

TEST_CASE("what keeps records from coming") {
  const KernelStatus on = with(1), off = with(0);
  const Wanted wanted = {.key = key_text(kKey), .rules = 1};
  const RuleData own = guarded_rule(rule(kExecve), kKey, 70);
  const auto found = [&](std::vector<RuleData> rules, const Wanted& of) {
    return obstacles(on, rules, of).size();
  };
  const auto before = [&](std::string_view line) { return found({rule(line), own}, wanted); };
  const auto behind = [&](std::string_view line) { return found({own, rule(line)}, wanted); };

  CHECK(found({own}, wanted) == 0);
  CHECK(obstacles(off, std::vector{own}, wanted) == std::vector{std::string(kAuditingIsOff)});
  CHECK(obstacles(on, {}, wanted) ==
        std::vector<std::string>{
            "somebody has deleted 1 of the 1 audit rules with the key knox-77-123456-0-64"});
  CHECK(obstacles(on, {}, {}).empty());
  CHECK(obstacles(on, std::vector{own, guarded_rule(rule(kExecve), {.process = 8}, 9)},
                  {.key = wanted.key, .rules = 2})
            .size() == 1);

  // The kernel takes the first rule that fits.
  for (const std::string_view hiding :
       {"-a never,exit -S all", "-a never,exit -F arch=b64 -S all -F exe=/usr/bin/make",
        "-a never,exit -S all -F uid=33", "-a never,exit -F arch=b64 -S execve",
        "-a never,exit -F arch=b64 -S fork,execve -F success=1"}) {
    INFO(hiding);
    CHECK(before(hiding) == 1);
    CHECK(behind(hiding) == 0);
  }
  for (const std::string_view harmless :
       {"-a never,exit -F arch=b64 -S adjtimex -F uid=33", "-a never,exit -F arch=b32 -S all",
        "-a always,exit -F arch=b64 -S execve -k mine", "-a never,user -F uid=33",
        "-a always,exclude -F msgtype=CRYPTO_KEY_USER", "-a never,exclude -F msgtype>=1400",
        "-a always,task"}) {
    INFO(harmless);
    CHECK(before(harmless) == 0);
  }
  const RuleData failing = guarded_rule(rule(fmt::format("{} -F success=0", kExecve)), kKey, 70);
  CHECK(found({rule("-a never,exit -F arch=b64 -S execve -F success=1"), failing}, wanted) == 0);
  CHECK(found({rule("-a never,exit -F arch=b64 -S execve -F success=0"), failing}, wanted) == 1);

  for (const std::string_view taking :
       {"-a never,task", "-a never,task -F uid=33", "-a always,exclude -F msgtype=CWD",
        "-a never,exclude -F msgtype=SYSCALL", "-a always,exclude -F uid=33",
        "-a always,exclude -F msgtype>=1300 -F msgtype<=1310", "-a always,exclude -F msgtype!=USER_AUTH",
        "-a never,filesystem -F fstype=tracefs"}) {
    INFO(taking);
    CHECK(before(taking) == 1);
    CHECK(behind(taking) == 1);
    CHECK(found({rule(taking)}, {}) == 1);
  }
  CHECK(obstacles(on, std::vector{rule("-a always,exclude -F msgtype=CWD"), own}, wanted) ==
        std::vector<std::string>{"a rule takes away records: -a always,exclude -F msgtype=CWD"});
  // Who only listens has the rules that there are.
  CHECK(found({rule("-a never,exit -S all"), rule("-w /etc/passwd -p wa")}, {}) == 1);
  CHECK(found({rule("-w /etc/passwd -p wa"), rule("-a never,exit -S all")}, {}) == 0);
}

TEST_CASE("which records say that something has changed") {
  const std::string off = "audit(1.000:1): op=set audit_enabled=0 old=1 auid=0 ses=1 subj=kernel res=1";
  CHECK(turns_auditing_off(1305, off));
  CHECK(turns_auditing_off(1305, "audit(1.000:1): audit_enabled=0 old=1 auid=0 ses=1 res=1"));
  CHECK(!turns_auditing_off(1300, off));
  CHECK(!turns_auditing_off(1305, "audit(1.000:1): op=set audit_enabled=0 old=1 auid=0 ses=1 res=0"));
  CHECK(!turns_auditing_off(1305, "audit(1.000:1): op=set audit_enabled=1 old=0 auid=0 ses=1 res=1"));
  CHECK(is_change(1305));
  CHECK(!is_change(1335));
}

TEST_CASE("only news are told") {
  using Lines = std::vector<std::string>;
  ObstacleNews news;
  CHECK(news.update({}).empty());
  CHECK(news.update({"a"}) == Lines{"a"});
  CHECK(news.update({"a", "b"}) == Lines{"b"});
  CHECK(news.update({"b"}).empty());
  CHECK(news.update({}) == Lines{"all is recorded again"});
  CHECK(news.update({}).empty());
  CHECK(news.add("c") == Lines{"c"});
  CHECK(news.add("c").empty());
  CHECK(news.update({"c"}).empty());
  CHECK(news.update({}) == Lines{"all is recorded again"});
}

TEST_CASE("what a guard reports is read again") {
  const GuardReport report = {.kind = GuardReport::kSeen,
                              .key = kKey,
                              .sight = {.lost = 5, .daemon = 6, .obstacles = {"one", "two\nlines"}},
                              .mistake = "a mistake"};
  const std::string bytes = report_bytes(report);
  const auto read = parse_report(bytes);
  REQUIRE(read);
  CHECK(read->kind == GuardReport::kSeen);
  CHECK(read->key == kKey);
  CHECK(read->sight.lost == 5);
  CHECK(read->sight.daemon == 6);
  CHECK(read->sight.obstacles == report.sight.obstacles);
  CHECK(read->mistake == "a mistake");
  for (std::size_t size = 0; size < bytes.size(); ++size)
    (void)parse_report(std::string_view(bytes).substr(0, size));
  CHECK(!parse_report(std::string_view(bytes).substr(0, 8)));
  std::string unknown = bytes;
  unknown[0] = 9;
  CHECK(!parse_report(unknown));
  GuardReport huge;
  huge.sight.obstacles.assign(10, std::string(9000, 'x'));
  CHECK(report_bytes(huge).size() <= kMaxReport);
  CHECK(parse_report(report_bytes(huge))->mistake.empty());
}
