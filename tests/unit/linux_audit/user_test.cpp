// Whose event it is: user, user.effective and user.target of every record that a program sends, by the rule
// that knox-json(5) states.
#include <string>
#include <string_view>

#include "knox/linux_audit/names/record_types.h"
#include "unit/linux_audit/normal_events.h"

namespace knox::linux_audit {

namespace {

using test::JsonDocument;
using test::normal_event_log;
using test::NormalLog;

// "who/as whom/done to whom", names where there are some, else ids; nothing between the bars: nobody.
std::string users(const JsonDocument& document) {
  std::string text;
  for (const std::string at : {"/ecs/user", "/ecs/user/effective", "/ecs/user/target"}) {
    if (!text.empty() || at != "/ecs/user") text += '/';
    const std::string name = document.at(at + "/name");
    text += name.empty() ? document.at(at + "/id") : name;
  }
  return text;
}

struct Case {
  std::string_view record, users;
};

#define SSHD " exe=\"/usr/sbin/sshd\" hostname=? addr=192.0.2.9 terminal=ssh res=success'"
#define BY(program) " exe=\"/usr/sbin/" program "\" hostname=? addr=? terminal=pts/1 res=success'"
#define NOBODY "pid=9 uid=0 auid=4294967295 ses=4294967295 msg='"
#define ALICE "pid=9 uid=1000 auid=1000 ses=3 msg='"
#define ALICE_AS_ROOT "pid=9 uid=0 auid=1000 ses=3 msg='"

constexpr Case kCases[] = {
    // sshd is root and lets alice in; before that nobody has logged in.
    {"USER_AUTH " NOBODY "op=PAM:authentication acct=\"alice\"" SSHD, "alice//"},
    {"USER_AUTH " NOBODY "op=pubkey acct=\"?\"" SSHD, "//"},
    {"USER_ERR " NOBODY "op=PAM:bad_ident grantors=? acct=\"?\"" SSHD, "//"},
    {"USER_ACCT " NOBODY "op=PAM:accounting acct=\"alice\"" SSHD, "alice//"},
    {"CRED_ACQ " NOBODY "op=PAM:setcred acct=\"alice\"" SSHD, "alice//"},
    {"LOGIN pid=9 uid=0 old-auid=4294967295 auid=1000 tty=(none) old-ses=4294967295 ses=3 res=1", "alice//"},
    {"USER_START " ALICE_AS_ROOT "op=PAM:session_open acct=\"alice\"" SSHD, "alice//"},
    {"USER_LOGIN " ALICE_AS_ROOT "op=login id=1000" SSHD, "alice//"},
    {"USER_LOGIN " NOBODY "op=login acct=28696E76616C6964207573657229" SSHD, "(invalid user)//"},
    {"CRED_REFR " ALICE_AS_ROOT "op=PAM:setcred acct=\"alice\"" SSHD, "alice//"},
    {"USER_END " ALICE_AS_ROOT "op=PAM:session_close acct=\"alice\"" SSHD, "alice//"},
    {"USER_END " ALICE_AS_ROOT "op=PAM:session_close" SSHD, "alice//"},
    {"CRED_DISP " ALICE_AS_ROOT "op=PAM:setcred acct=\"alice\"" SSHD, "alice//"},
    {"USER_LOGOUT " ALICE_AS_ROOT "op=login id=1000" SSHD, "alice//"},
    {"USER_LOGIN " NOBODY "uid=1000 exe=\"/usr/libexec/gdm-session-worker\" res=success'", "alice//"},
    {"USER_LOGIN " NOBODY "uid=1001: exe=\"/usr/sbin/sshd\" (hostname=h, addr=192.0.2.1, terminal=ssh "
     "res=success)'",
     "bob//"},
    {"USER_ROLE_CHANGE " ALICE_AS_ROOT "pam: default-context=a:b:c:s0 selected-context=a:b:c:s0" SSHD,
     "alice//"},
    // Who has logged in becomes another.
    {"LOGIN pid=9 uid=0 old-auid=1000 auid=1001 tty=(none) old-ses=3 ses=4 res=1", "alice/bob/"},
    {"LOGIN login pid=64 uid=0 old auid=1000 new auid=1001 old ses=3 new ses=4", "alice/bob/"},
    {"USER_AUTH " ALICE "op=PAM:authentication acct=\"root\"" BY("su"), "alice/root/"},
    {"USER_START " ALICE "op=PAM:session_open acct=\"root\"" BY("su"), "alice/root/"},
    {"CRED_ACQ " ALICE_AS_ROOT "op=PAM:setcred acct=\"bob\"" BY("sudo"), "alice/bob/"},
    {"USER_ACCT " ALICE "op=PAM:accounting acct=\"alice\"" BY("sudo"), "alice//"},
    {"USER_CMD " ALICE "cwd=\"/\" cmd=\"id\" terminal=pts/1" BY("sudo"), "alice//"},
    // Where no login was recorded, su(1) is still run by somebody; a service's runuser(1) by root.
    {"USER_AUTH pid=9 uid=1000 auid=4294967295 ses=4294967295 msg='op=PAM:authentication acct=\"root\"" BY(
         "su"),
     "alice/root/"},
    {"USER_START " NOBODY "op=PAM:session_open acct=\"bob\"" BY("runuser"), "root/bob/"},
    {"USER_ACCT " NOBODY "op=PAM:accounting acct=\"bob\"" BY("cron"), "bob//"},
    // Accounts: who has logged in does it as root to another.
    {"ADD_USER " ALICE_AS_ROOT "op=add-user acct=\"bob\"" BY("useradd"), "alice/root/bob"},
    {"ADD_USER " NOBODY "op=add-user acct=\"bob\"" BY("useradd"), "root//bob"},
    {"DEL_USER " ALICE_AS_ROOT "op=delete-user id=1001" BY("userdel"), "alice/root/bob"},
    {"USER_MGMT " ALICE_AS_ROOT "op=add-home-dir id=1001" BY("useradd"), "alice/root/bob"},
    {"USER_CHAUTHTOK " ALICE "op=PAM:chauthtok acct=\"alice\"" BY("passwd"), "alice//alice"},
    {"USER_CHAUTHTOK " ALICE_AS_ROOT "op=change max age id=1001" BY("chage"), "alice/root/bob"},
    {"CHUSER_ID " ALICE_AS_ROOT "op=x acct=\"bob\"" BY("usermod"), "alice/root/bob"},
    {"ACCT_LOCK " ALICE_AS_ROOT "op=locked-password id=1001" BY("passwd"), "alice/root/bob"},
    {"ACCT_UNLOCK " ALICE_AS_ROOT "op=unlocked-password id=1001" BY("passwd"), "alice/root/bob"},
    {"ROLE_ASSIGN " ALICE_AS_ROOT
     "op=login-sename,role acct=\"bob\" old-seuser=? new-seuser=x" BY("semanage"),
     "alice/root/bob"},
    {"ROLE_REMOVE " ALICE_AS_ROOT "op=login acct=\"bob\"" BY("semanage"), "alice/root/bob"},
    {"USER_ACCT " ALICE_AS_ROOT "faillock reset uid=1001" BY("pam_tally2"), "alice/root/bob"},
    // Groups.
    {"ADD_GROUP " ALICE_AS_ROOT "op=add-group id=50" BY("groupadd"), "alice/root/"},
    {"DEL_GROUP " ALICE_AS_ROOT "op=delete-group grp=\"staff\" acct=\"bob\"" BY("userdel"), "alice/root/bob"},
    {"GRP_MGMT " ALICE_AS_ROOT "op=add-user-to-group grp=\"staff\" acct=\"bob\"" BY("usermod"),
     "alice/root/bob"},
    {"USER_ACCT " ALICE_AS_ROOT "op=user bob added by root to group staff acct=\"staff\"" BY("gpasswd"),
     "alice/root/bob"},
    {"USER_ACCT " ALICE_AS_ROOT "op=user bob removed by root from group staff acct=\"staff\"" BY("gpasswd"),
     "alice/root/bob"},
    {"USER_ACCT " ALICE_AS_ROOT "op=user bob added by root to group staff x acct=\"staff\"" BY("gpasswd"),
     "alice/root/"},
    {"USER_ACCT " ALICE_AS_ROOT "op=members of group staff set by root to bob acct=\"staff\"" BY("gpasswd"),
     "alice/root/"},
    {"GRP_AUTH pid=9 uid=1000 auid=1000 ses=3 msg='op=authentication new-gid=50 id=1000" BY("newgrp"),
     "alice//"},
    {"CHGRP_ID pid=9 uid=1000 auid=1000 ses=3 msg='op=changing new_gid=50 id=1000" BY("newgrp"), "alice//"},
    // Others.
    {"SERVICE_START " NOBODY "unit=cron comm=\"systemd\"" BY("systemd"), "root//"},
    {"USYS_CONFIG " ALICE_AS_ROOT "op=change-system-time" BY("hwclock"), "alice/root/"},
    {"DAEMON_END op=terminate auid=1000 uid=0 ses=3 pid=5 subj=x res=success", "alice/root/"},
    {"VIRT_CONTROL " NOBODY "virt=kvm op=start vm=\"a\"" BY("libvirtd"), "root//"},
    {"ANOM_LOGIN_FAILURES " NOBODY "op=pam_tally2 acct=\"bob\"" SSHD, "//bob"},
    {"RESP_ACCT_LOCK " ALICE_AS_ROOT "op=faillock acct=\"bob\"" BY("faillock"), "alice/root/bob"},
    // The kernel's own are the process's.
    {"SYSCALL arch=c000003e syscall=2 success=yes exit=3 pid=1 auid=1000 uid=1001 euid=0 gid=1 egid=1",
     "bob/root/"},
    {"ANOM_ABEND auid=1000 uid=1001 gid=1001 ses=3 pid=9 comm=\"x\" exe=\"/x\" sig=11 res=1", "bob//"},
    {"CONFIG_CHANGE auid=1000 ses=3 op=add_rule key=\"k\" list=4 res=1", "alice//"},
};

}  // namespace

TEST_CASE("who acts, as whom, and to whom") {
  NormalLog json(make_normal_json_printer), ecs(make_ecs_printer);
  for (const Case& expected : kCases) {
    INFO(expected.record);
    const std::string log = normal_event_log(expected.record);
    const JsonDocument document(json.print(log));
    CHECK(users(document) == expected.users);
    CHECK(JsonDocument(ecs.print(log)).at("/user/target/name") == document.at("/ecs/user/target/name"));
  }
}

TEST_CASE("an account is in the data of each record of programs") {
  NormalLog json(make_normal_json_printer), ecs(make_ecs_printer);
  for (int number = 1100; number < 2600; number = number == 1299 ? 2100 : number + 1) {
    const std::string_view type = record_type_name(static_cast<RecordType>(number));
    if (type.empty()) continue;
    INFO(type);
    const std::string log = normal_event_log(std::string(type) + " " NOBODY "op=x acct=6120622063" SSHD);
    CHECK(JsonDocument(json.print(log)).at("/data/acct") == "a b c");
    CHECK(JsonDocument(ecs.print(log)).at("/auditd/data/acct") == "a b c");
  }
}

TEST_CASE("groups of accounts") {
  NormalLog log(make_normal_json_printer);
  struct Row {
    std::string_view record, group, object;
  };
  for (const auto& [record, group, object] : {
           Row{"CHGRP_ID " ALICE "op=changing new_gid=50 id=1000" BY("newgrp"),
               R"({"id":"50","name":"staff"})",
               R"({"type":"group-account","primary":"staff","secondary":"alice"})"},
           Row{"CHGRP_ID " ALICE "op=changing new-gid=50 id=1000" BY("newgrp"),
               R"({"id":"50","name":"staff"})",
               R"({"type":"group-account","primary":"staff","secondary":"alice"})"},
           Row{"CHGRP_ID " ALICE "op=changing new-group=wheel id=1000" BY("newgrp"), R"({"name":"wheel"})",
               R"({"type":"group-account","primary":"wheel","secondary":"alice"})"},
           Row{"CHGRP_ID " ALICE "op=changing new_gid=10 id=1000" BY("newgrp") "\x1dUID=\"u\" AUID=\"v\" "
                                                                               "NEW_GID=\"wheel\" ID=\"w\"",
               R"({"id":"10","name":"wheel"})",
               R"({"type":"group-account","primary":"wheel","secondary":"w"})"},
           Row{"CHGRP_ID " ALICE "op=changing id=1000" BY("newgrp"), "",
               R"({"type":"group-account","secondary":"alice"})"},
           Row{"GRP_AUTH " ALICE "op=authentication new-gid=50 id=1000" BY("newgrp"),
               R"({"id":"50","name":"staff"})",
               R"({"type":"group-account","primary":"staff","secondary":"alice"})"},
           Row{"USER_CHAUTHTOK " ALICE_AS_ROOT "op=modifying group id=50" BY("groupmod"),
               R"({"id":"50","name":"staff"})", R"({"type":"group-account","primary":"staff"})"},
           Row{"USER_ACCT " ALICE_AS_ROOT
               "op=user bob added by root to group staff acct=\"staff\"" BY("gpasswd"),
               R"({"name":"staff"})", R"({"type":"group-account","primary":"staff","secondary":"bob"})"},
       }) {
    INFO(record);
    const JsonDocument document(log.print(normal_event_log(record)));
    CHECK(document.at("/ecs/group") == group);
    CHECK(document.at("/summary/object") == object);
  }
}

TEST_CASE("two names of one key in an ENRICHED record") {
  NormalLog log(make_normal_json_printer);
  const JsonDocument document(log.print(normal_event_log(
      "USER_ACCT " ALICE_AS_ROOT
      "faillock reset uid=1001" BY("pam_tally2") "\x1dUID=\"toor\" AUID=\"carol\" UID=\"dave\"")));
  CHECK(document.at("/user/names") == R"({"auid":"carol","uid":"toor"})");
  CHECK(document.at("/ecs/user/target/name") == "dave");
}

TEST_CASE("an ENRICHED key for which there is no field left names nobody") {
  NormalLog log(make_normal_json_printer);
  const JsonDocument document(log.print(normal_event_log(
      "USER_ACCT " ALICE_AS_ROOT
      "faillock reset uid=1001" BY("pam_tally2") "\x1dUID=\"toor\" UID=\"dave\" UID=\"mallory\"")));
  CHECK(document.at("/user/names/uid") == "toor");
  CHECK(document.at("/ecs/user/target/name") == "dave");
  const JsonDocument added(log.print(normal_event_log(
      "ADD_USER " ALICE_AS_ROOT "op=add-user id=1001" BY("useradd") "\x1dID=\"dave\" ID=\"mallory\"")));
  CHECK(added.at("/ecs/user/target/name") == "dave");
}

}  // namespace knox::linux_audit
