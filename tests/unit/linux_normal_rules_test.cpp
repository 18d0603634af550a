// The rules behind normalised events: every type of record, and every system call that matters, has one.
#include "knox/linux_audit/normalize_rules.h"

#include <set>
#include <string>

#include "knox/emit/ecs_schema.h"
#include "unit/catch.h"

namespace knox::linux_audit {

namespace {

constexpr RecordType kTypes[] = {
#define RECORD_TYPE(number, name) RecordType::name,
#define ALIAS(number, name)
#include "knox/linux_audit/tables/record_types.def"
#undef RECORD_TYPE
#undef ALIAS
};

// Those that only the kernel and auditctl say to each other have no rows, and are in no log.
bool is_request(RecordType type) {
  return static_cast<int>(type) < 1100 && type != RecordType::USER && type != RecordType::LOGIN &&
         type != RecordType::SIGNAL_INFO;
}

}  // namespace

TEST_CASE("every type of record has an action and a category of its own") {
  for (const RecordType type : kTypes) {
    INFO(record_type_name(type));
    const Rule& rule = find_rule(type);
    CHECK(!rule.category.empty());
    CHECK(rule.category != "unknown");
    CHECK(!rule.action.empty());
    CHECK((rule.action == "requested-of-audit") == is_request(type));
    CHECK(emit::is_sound_ecs(rule.categories, rule.types));
    CHECK(!rule.action.starts_with("caused-event"));
  }
}

TEST_CASE("all numbers of record types have a rule") {
  const std::set<std::string_view> kCategories = {
      "unknown",    "configuration", "userspace",     "audit-daemon", "audit-rule",       "mac",
      "crypto",     "anomaly",       "integrity",     "virt",         "anomaly-response", "mac-decision",
      "user-login", "user-account",  "group-account", "process",      "dac-decision",     "system-services",
      "tty",        "network"};
  for (std::uint32_t number = 0; number <= 0xffff; ++number) {
    const Rule& rule = find_rule(static_cast<RecordType>(number));
    if (rule.action.empty() || !kCategories.contains(rule.category)) FAIL(number << ' ' << rule.category);
  }
}

TEST_CASE("system calls that change something have a rule") {
  for (const std::string_view name :
       {"open",           "openat",    "openat2",     "creat",         "rename",       "renameat",
        "renameat2",      "unlink",    "unlinkat",    "link",          "linkat",       "symlink",
        "symlinkat",      "mkdir",     "mkdirat",     "rmdir",         "chmod",        "fchmod",
        "fchmodat",       "chown",     "fchown",      "lchown",        "fchownat",     "mount",
        "umount2",        "mknod",     "mknodat",     "truncate",      "ftruncate",    "setxattr",
        "removexattr",    "utimensat", "execve",      "execveat",      "fork",         "vfork",
        "clone",          "clone3",    "kill",        "tkill",         "tgkill",       "ptrace",
        "setuid",         "setresuid", "setgid",      "setresgid",     "init_module",  "finit_module",
        "delete_module",  "connect",   "accept",      "accept4",       "bind",         "listen",
        "sendto",         "recvfrom",  "socket",      "adjtimex",      "settimeofday", "clock_settime",
        "clock_adjtime",  "stime",     "sethostname", "setdomainname", "bpf",          "io_uring_setup",
        "io_uring_enter", "swapon",    "reboot",      "kexec_load"}) {
    INFO(name);
    const Syscall call = find_syscall(name);
    REQUIRE(call != Syscall::kUnknown);
    const Rule* const rule = find_rule(call);
    REQUIRE(rule != nullptr);
    CHECK(!rule->action.empty());
    CHECK(rule->category == "audit-rule");
  }
  CHECK(find_rule(Syscall::kUnknown) == nullptr);
  CHECK(find_rule(find_syscall("sched_yield")) == nullptr);
}

TEST_CASE("pairs of ECS categories and types") {
  CHECK(emit::is_sound_ecs("file", "access change"));
  CHECK(emit::is_sound_ecs("authentication session", "start"));
  CHECK(!emit::is_sound_ecs("file", "start"));
  CHECK(!emit::is_sound_ecs("file process", "start"));
  CHECK(!emit::is_sound_ecs("files", "access"));
  CHECK(!emit::is_sound_ecs("", "info"));
  CHECK(!emit::is_sound_ecs("file", ""));
}

}  // namespace knox::linux_audit
