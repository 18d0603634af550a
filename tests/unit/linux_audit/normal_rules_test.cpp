// The rules behind normalised events: every type of record, and every system call that matters, has one.
#include "knox/linux_audit/meaning/actions.h"

#include <set>
#include <string>

#include "knox/emit/ecs_schema.h"
#include "unit/catch.h"

namespace knox::linux_audit {

namespace {

constexpr RecordType kTypes[] = {
#define RECORD_TYPE(number, name) RecordType::name,
#include "knox/linux_audit/tables/record_types.def"
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
    const ActionRule& rule = find_rule(type);
    CHECK(!rule.category.empty());
    CHECK(rule.category != "unknown");
    CHECK(!rule.phrase.empty());
    CHECK((rule.phrase == "requested-of-audit") == is_request(type));
    CHECK(rule.action != event::Action::kNone);
    // What somebody has judged to be an anomaly is a detection in ECS.
    const bool is_detection = event::info(rule.action).categories.ends_with("intrusion_detection");
    CHECK((rule.category != "anomaly" || is_detection));
    CHECK(!rule.phrase.starts_with("caused-event"));
  }
}

TEST_CASE("all numbers of record types have a rule") {
  const std::set<std::string_view> kCategories = {
      "unknown",    "configuration", "userspace",     "audit-daemon", "audit-rule",       "mac",
      "crypto",     "anomaly",       "integrity",     "virt",         "anomaly-response", "mac-decision",
      "user-login", "user-account",  "group-account", "process",      "dac-decision",     "system-services",
      "tty",        "network"};
  for (std::uint32_t number = 0; number <= 0xffff; ++number) {
    const ActionRule& rule = find_rule(static_cast<RecordType>(number));
    if (rule.phrase.empty() || !kCategories.contains(rule.category)) FAIL(number << ' ' << rule.category);
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
    const ActionRule* const rule = find_rule(call);
    REQUIRE(rule != nullptr);
    CHECK(!rule->phrase.empty());
    CHECK(rule->category == "audit-rule");
  }
  CHECK(find_rule(Syscall::kUnknown) == nullptr);
  CHECK(find_rule(find_syscall("sched_yield")) == nullptr);
}

// Not from the table: as go-libaudit and ausearch have them, so that what reads their actions reads these.
TEST_CASE("actions are in the words of go-libaudit") {
  struct Calls {
    std::string_view action, calls;
  };
  for (const auto& [action, calls] : {
           Calls{"opened-file", "open openat openat2 creat truncate ftruncate fallocate readlink readlinkat"},
           Calls{"read-file", "read"},
           Calls{"wrote-to-file", "write"},
           Calls{"changed-file-attributes-of",
                 "setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr"},
           Calls{"changed-file-permissions-of", "chmod fchmod fchmodat"},
           Calls{"changed-file-ownership-of", "chown fchown lchown fchownat"},
           Calls{"loaded-kernel-module", "init_module finit_module"},
           Calls{"unloaded-kernel-module", "delete_module"},
           Calls{"created-directory", "mkdir mkdirat"},
           Calls{"mounted", "mount"},
           Calls{"unmounted", "umount umount2"},
           Calls{"renamed", "rename renameat renameat2"},
           Calls{"checked-metadata-of", "access faccessat stat fstat lstat stat64 newfstatat getxattr"},
           Calls{"checked-filesystem-metadata-of", "statfs fstatfs"},
           Calls{"linked", "link linkat"},
           Calls{"symlinked", "symlink symlinkat"},
           Calls{"made-device", "mknod mknodat"},
           Calls{"deleted", "unlink unlinkat rmdir"},
           Calls{"changed-timestamp-of", "utime utimes futimesat utimensat"},
           Calls{"executed", "execve execveat"},
           Calls{"listen-for-connections", "listen"},
           Calls{"accepted-connection-from", "accept accept4"},
           Calls{"bound-socket", "bind"},
           Calls{"connected-to", "connect"},
           Calls{"received-from", "recvfrom recvmsg"},
           Calls{"sent-to", "sendto sendmsg"},
           Calls{"killed-pid", "kill tkill tgkill"},
           Calls{"changed-identity-of",
                 "setuid setreuid setresuid setfsuid setgid setregid setresgid setfsgid"},
           Calls{"changed-system-time", "settimeofday clock_settime stime adjtimex"},
           Calls{"changed-system-name", "sethostname setdomainname"},
           Calls{"allocated-memory", "mmap brk"},
           Calls{"adjusted-scheduling-policy-of", "sched_setparam sched_setscheduler sched_setattr"},
       }) {
    emit::for_each_name(calls, [&](std::string_view name) {
      INFO(name);
      const ActionRule* const rule = find_rule(find_syscall(name));
      REQUIRE(rule != nullptr);
      CHECK(rule->phrase == action);
    });
  }
  struct Record {
    RecordType type;
    std::string_view action;
  };
  using enum RecordType;
  for (const auto& [type, action] : {
           Record{LOGIN, "changed-login-id-to"},
           Record{USER_AUTH, "authenticated"},
           Record{USER_ACCT, "was-authorized"},
           Record{USER_MGMT, "modified-user-account"},
           Record{CRED_ACQ, "acquired-credentials"},
           Record{CRED_DISP, "disposed-credentials"},
           Record{CRED_REFR, "refreshed-credentials"},
           Record{USER_START, "started-session"},
           Record{USER_END, "ended-session"},
           Record{USER_CHAUTHTOK, "changed-password"},
           Record{USER_ERR, "error"},
           Record{USYS_CONFIG, "changed-configuration"},
           Record{USER_LOGIN, "logged-in"},
           Record{USER_LOGOUT, "logged-out"},
           Record{ADD_USER, "added-user-account"},
           Record{DEL_USER, "deleted-user-account"},
           Record{ADD_GROUP, "added-group-account-to"},
           Record{DEL_GROUP, "deleted-group-account-from"},
           Record{DAC_CHECK, "access-result"},
           Record{CHGRP_ID, "changed-group"},
           Record{TEST, "sent-test"},
           Record{USER, "sent-message"},
           Record{USER_SELINUX_ERR, "access-error"},
           Record{USER_CMD, "ran-command"},
           Record{USER_TTY, "typed"},
           Record{TTY, "typed"},
           Record{CHUSER_ID, "changed-user-id"},
           Record{GRP_AUTH, "authenticated-to-group"},
           Record{MAC_CHECK, "mac-permission"},
           Record{ACCT_LOCK, "locked-account"},
           Record{ACCT_UNLOCK, "unlocked-account"},
           Record{USER_DEVICE, "configured-device"},
           Record{SYSTEM_BOOT, "booted-system"},
           Record{SYSTEM_SHUTDOWN, "shutdown-system"},
           Record{SYSTEM_RUNLEVEL, "changed-to-runlevel"},
           Record{SERVICE_START, "started-service"},
           Record{SERVICE_STOP, "stopped-service"},
           Record{GRP_MGMT, "modified-group-account"},
           Record{GRP_CHAUTHTOK, "changed-group-password"},
           Record{DAEMON_START, "started-audit"},
           Record{DAEMON_END, "shutdown-audit"},
           Record{DAEMON_ABORT, "aborted-auditd-startup"},
           Record{DAEMON_CONFIG, "changed-auditd-configuration"},
           Record{DAEMON_ROTATE, "rotated-audit-logs"},
           Record{DAEMON_RESUME, "resumed-audit-logging"},
           Record{DAEMON_ACCEPT, "remote-audit-connected"},
           Record{DAEMON_CLOSE, "remote-audit-disconnected"},
           Record{DAEMON_ERR, "audit-error"},
           Record{CONFIG_CHANGE, "changed-audit-configuration"},
           Record{FEATURE_CHANGE, "changed-audit-feature"},
           Record{KERNEL, "initialized-audit-subsystem"},
           Record{SECCOMP, "violated-seccomp-policy"},
           Record{AVC, "violated-selinux-policy"},
           Record{SELINUX_ERR, "caused-mac-policy-error"},
           Record{MAC_POLICY_LOAD, "loaded-selinux-policy"},
           Record{MAC_CONFIG_CHANGE, "changed-selinux-boolean"},
           Record{NETFILTER_CFG, "loaded-firewall-rule-to"},
           Record{FANOTIFY, "accessed-policy-controlled-file"},
           Record{ANOM_PROMISCUOUS, "changed-promiscuous-mode-on-device"},
           Record{ANOM_ABEND, "crashed-program"},
           Record{ANOM_LOGIN_FAILURES, "failed-log-in-too-many-times-to"},
           Record{ANOM_LOGIN_TIME, "attempted-log-in-during-unusual-hour-to"},
           Record{ANOM_LOGIN_SESSIONS, "opened-too-many-sessions-to"},
           Record{ANOM_LOGIN_LOCATION, "attempted-log-in-from-unusual-place-to"},
           Record{USER_ROLE_CHANGE, "changed-role-to"},
           Record{ROLE_ASSIGN, "assigned-user-role-to"},
           Record{ROLE_MODIFY, "modified-role"},
           Record{LABEL_OVERRIDE, "overrode-label-of"},
           Record{LABEL_LEVEL_CHANGE, "modified-level-of"},
           Record{FS_RELABEL, "relabeled-filesystem"},
           Record{USER_MAC_POLICY_LOAD, "loaded-mac-policy"},
           Record{USER_MAC_CONFIG_CHANGE, "changed-mac-configuration"},
           Record{CRYPTO_LOGIN, "crypto-officer-logged-in"},
           Record{CRYPTO_LOGOUT, "crypto-officer-logged-out"},
           Record{CRYPTO_KEY_USER, "negotiated-crypto-key"},
           Record{CRYPTO_SESSION, "started-crypto-session"},
           Record{VIRT_CONTROL, "issued-vm-control"},
           Record{VIRT_RESOURCE, "assigned-vm-resource"},
           Record{VIRT_MACHINE_ID, "assigned-vm-id"},
           Record{VIRT_INTEGRITY_CHECK, "checked-integrity-of"},
           Record{VIRT_CREATE, "created-vm-image"},
           Record{VIRT_DESTROY, "deleted-vm-image"},
           Record{VIRT_MIGRATE_IN, "migrated-vm-from"},
           Record{VIRT_MIGRATE_OUT, "migrated-vm-to"},
       }) {
    INFO(record_type_name(type));
    CHECK(find_rule(type).phrase == action);
  }
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
