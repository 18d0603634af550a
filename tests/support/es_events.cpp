#include "support/es_events.h"

namespace knox::test {

namespace {

using Members = EsLines::Members;

class Teller {
 public:
  explicit Teller(const EsStyle& style) : style_(style), json_(style) {}

  std::vector<EsEvent> tell() {
    tell_processes();
    tell_files();
    tell_logins();
    tell_accounts();
    tell_system();
    return std::move(told_);
  }

 private:
  // `as` who acts.
  void add(int type, std::string_view name, const Members& members, std::string_view told,
           EsLines::Process as = {}, std::string_view auth = "0") {
    const std::string_view shown =
        style_.is_jamf && name == "cs_invalidated" ? std::string_view("cs_invalidate") : name;
    told_.push_back({name, json_.message(head(auth), type, shown, json_.object(members), json_.process(as)),
                     std::string(told)});
  }
  EsLines::Head head(std::string_view auth) const {
    return {.seconds = 1'700'000'000 + told_.size(), .sequence = told_.size() + 1, .auth = auth};
  }
  std::string text(std::string_view value) const { return json_.quote(value); }
  std::string file(std::string_view path) const { return json_.file(path, 0100640); }
  std::string other() const {
    return json_.process(
        {.token = {.auid = 502, .euid = 502, .ruid = 502, .pid = 99}, .executable = "/bin/sleep"});
  }
  std::string asker() const {
    return json_.process(
        {.token = {.euid = 0, .pid = 4108}, .executable = "/usr/sbin/dseditgroup", .tty = "/dev/ttys001"});
  }

  void tell_processes();
  void tell_files();
  void tell_logins();
  void tell_accounts();
  void tell_system();

  EsStyle style_;
  EsLines json_;
  std::vector<EsEvent> told_;
};

constexpr EsLines::Process kDaemon = {
    .token = {.auid = ~0U, .euid = 0, .egid = 0, .ruid = 0, .rgid = 0, .pid = 70, .asid = 70},
    .executable = "/usr/sbin/sshd"};
constexpr EsLines::Process kSshd = {
    .token = {.euid = 0, .egid = 0, .ruid = 0, .rgid = 0, .pid = 70, .asid = 70},
    .executable = "/usr/sbin/sshd"};
constexpr EsLines::Process kWindow = {.token = {.euid = 0, .ruid = 0, .pid = 388},
                                      .executable = "/x/loginwindow"};
constexpr EsLines::Process kSudo = {
    .token = {.euid = 0}, .executable = "/usr/bin/sudo", .tty = "/dev/ttys003"};

void Teller::tell_processes() {
  EsLines::Exec exec;
  exec.after = {.token = {.pidversion = 2001}, .executable = "/bin/ls"};
  exec.args = {"ls", "-l", "/tmp/a b"};
  told_.push_back({"exec", json_.exec(head("0"), exec), "501 exec ls -l '/tmp/a b' [812] by [811]"});
  told_.push_back(
      {"exec", json_.exec(head("1"), exec), "501 exec ls -l '/tmp/a b' [812] by [811]: failure, denied"});
  add(11, "fork", {{"child", json_.process({.token = {.pid = 900}, .parent = {.pid = 812}})}},
      "501 fork /bin/zsh [900] by zsh[812]");
  add(15, "exit", {{"stat", "256"}}, "501 end by zsh[812]");
  add(15, "exit", {{"stat", "9"}}, "501 end (SIGKILL) by zsh[812]");
  add(15, "exit", {{"stat", "139"}}, "501 end (SIGSEGV) by zsh[812]");
  add(31, "signal", {{"sig", "9"}, {"target", other()}},
      "501 killed-pid 99 (sleep) of 502 by zsh[812] 'sig=SIGKILL target=/bin/sleep[99]'");
  add(31, "signal", {{"sig", "0"}, {"target", other()}, {"instigator", asker()}},
      "501 (as 0) checked-pid 99 (sleep) of 502 by dseditgroup[4108] 'sig=0 target=/bin/sleep[99]'");
  add(31, "signal", {{"sig", "77"}, {"target", other()}},
      "501 killed-pid 99 (sleep) of 502 by zsh[812] 'sig=77 target=/bin/sleep[99]'");
  add(96, "trace", {{"target", other()}},
      "501 traced-process 99 (sleep) of 502 by zsh[812] 'target=/bin/sleep[99]'");
  for (const auto& [type, name] : {std::pair(16, "get_task"), std::pair(95, "get_task_name"),
                                   std::pair(101, "get_task_read"), std::pair(102, "get_task_inspect")}) {
    add(type, name, {{"target", other()}},
        "501 opened-process 99 (sleep) of 502 by zsh[812] 'target=/bin/sleep[99]'");
  }
  add(93, "proc_suspend_resume", {{"target", other()}, {"type", "1"}},
      "501 controlled-process 99 (sleep) by zsh[812] 'target=/bin/sleep[99] type=resume'");
  add(86, "proc_check", {{"target", other()}, {"type", "2"}, {"flavor", "3"}},
      "501 called-proc-check 99 (sleep) by zsh[812] 'target=/bin/sleep[99] type=2 flavor=3'");
  add(86, "proc_check", {{"target", "null"}, {"type", "1"}, {"flavor", "0"}},
      "501 called-proc-check by zsh[812] 'type=1 flavor=0'");
  add(97, "remote_thread_create", {{"target", other()}, {"thread_state", "null"}},
      "501 called-remote-thread-create 99 (sleep) by zsh[812] 'target=/bin/sleep[99]'");
  add(51, "chdir", {{"target", file("/tmp")}}, "501 changed-working-directory-to /tmp by zsh[812]");
  add(57, "chroot", {{"target", file("/var/empty")}}, "501 changed-root-directory-to /var/empty by zsh[812]");
  add(103, "setuid", {{"uid", "0"}}, "501 uid_change by zsh[812] uid=0");
  add(105, "seteuid", {{"euid", "0"}}, "501 uid_change by zsh[812] euid=0");
  add(104, "setgid", {{"gid", "20"}}, "501 gid_change by zsh[812] gid=20");
  add(20, "mmap", {{"source", file("/tmp/a")}}, "501 allocated-memory /tmp/a by zsh[812]");
  add(21, "mprotect", {{"protection", "7"}}, "501 changed-protection-of-memory by zsh[812] protection=7");
  add(94, "cs_invalidated", {}, "501 called-cs-invalidated by zsh[812]");
}

void Teller::tell_files() {
  const std::string a = file("/tmp/a"), tmp = file("/tmp");
  add(10, "open", {{"fflag", "1"}, {"file", a}}, "501 open /tmp/a by zsh[812]");
  add(13, "create",
      {{"destination_type", "0"}, {"destination", json_.object({{"existing_file", a}})}, {"acl", "null"}},
      "501 creation /tmp/a by zsh[812]");
  const std::string new_path = json_.object({{"dir", tmp}, {"filename", text("b")}});
  add(13, "create",
      {{"destination_type", "1"}, {"destination", json_.object({{"new_path", new_path}})}, {"acl", "null"}},
      "501 creation /tmp/b by zsh[812]");
  add(25, "rename",
      {{"source", a}, {"destination_type", "1"}, {"destination", json_.object({{"new_path", new_path}})}},
      "501 rename /tmp/a to /tmp/b by zsh[812]");
  add(25, "rename",
      {{"source", a},
       {"destination_type", "0"},
       {"destination", json_.object({{"existing_file", file("/tmp/c")}})}},
      "501 rename /tmp/a to /tmp/c by zsh[812]");
  add(19, "link", {{"source", a}, {"target_dir", tmp}, {"target_filename", text("l")}},
      "501 linked /tmp/l to /tmp/a by zsh[812]");
  add(61, "clone", {{"source", a}, {"target_dir", tmp}, {"target_name", text("k")}},
      "501 copied-file /tmp/a to /tmp/k by zsh[812]");
  add(110, "copyfile",
      {{"source", a}, {"target_file", "null"}, {"target_dir", tmp}, {"target_name", text("k")}},
      "501 copied-file /tmp/a to /tmp/k by zsh[812]");
  add(110, "copyfile",
      {{"source", a}, {"target_file", file("/tmp/z")}, {"target_dir", tmp}, {"target_name", text("z")}},
      "501 copied-file /tmp/a to /tmp/z by zsh[812]");
  add(32, "unlink", {{"target", a}, {"parent_dir", tmp}}, "501 deletion /tmp/a by zsh[812]");
  add(14, "exchangedata", {{"file1", a}, {"file2", file("/tmp/z")}},
      "501 exchanged-files /tmp/a to /tmp/z by zsh[812]");
  add(41, "truncate", {{"target", a}}, "501 modification /tmp/a by zsh[812]");
  add(29, "setmode", {{"target", a}, {"mode", "2541"}}, "501 changed-file-permissions-of /tmp/a by zsh[812]");
  add(30, "setowner", {{"target", a}, {"uid", "0"}, {"gid", "80"}},
      "501 changed-file-ownership-of /tmp/a by zsh[812]");
  add(28, "setflags", {{"target", a}, {"flags", "2"}},
      "501 changed-file-attributes-of /tmp/a by zsh[812] flags=2");
  add(27, "setextattr", {{"target", a}, {"extattr", text("com.apple.quarantine")}},
      "501 changed-file-attributes-of /tmp/a by zsh[812] extattr=com.apple.quarantine");
  add(70, "deleteextattr", {{"target", a}, {"extattr", text("com.apple.quarantine")}},
      "501 extended_attributes_delete /tmp/a by zsh[812] extattr=com.apple.quarantine");
  add(59, "utimes", {{"target", a}}, "501 changed-timestamp-of /tmp/a by zsh[812]");
  add(82, "setacl", {{"target", a}}, "501 changed-file-acl-of /tmp/a by zsh[812]");
  add(33, "write", {{"target", a}}, "501 wrote-to-file /tmp/a by zsh[812]");
  add(12, "close", {{"target", a}, {"modified", "true"}}, "501 closed-file /tmp/a by zsh[812] modified=true");
  add(68, "readdir", {{"target", tmp}}, "501 read-directory /tmp by zsh[812]");
  add(39, "readlink", {{"source", a}}, "501 read-link /tmp/a by zsh[812]");
  add(62, "fcntl", {{"target", a}, {"cmd", "50"}}, "501 controlled-file /tmp/a by zsh[812] cmd=50");
  add(43, "lookup", {{"source_dir", tmp}, {"relative_target", text("x/y")}},
      "501 checked-metadata-of /tmp/x/y by zsh[812]");
  add(54, "stat", {{"target", a}}, "501 checked-metadata-of /tmp/a by zsh[812]");
  add(76, "uipc_bind", {{"dir", tmp}, {"filename", text("s")}, {"mode", "493"}},
      "501 bound-socket at /tmp/s by zsh[812] mode=0755");
  add(55, "access", {{"target", a}, {"mode", "4"}}, "501 checked-metadata-of /tmp/a by zsh[812] mode=4");
  add(35, "file_provider_materialize", {{"instigator", "null"}, {"source", a}, {"target", file("/tmp/b")}},
      "501 called-file-provider-materialize /tmp/a to /tmp/b by zsh[812]");
  add(78, "uipc_connect", {{"file", file("/var/run/syslog")}},
      "501 connection_attempted to /var/run/syslog by zsh[812]");
  add(145, "xpc_connect", {{"service_name", text("com.apple.x")}},
      "501 used-ipc by zsh[812] service_name=com.apple.x");
}

void Teller::tell_logins() {
  const std::string null = "null";
  const std::string od = json_.object({{"instigator", json_.process(kDaemon)},
                                       {"record_type", text("Users")},
                                       {"record_name", text("alice")},
                                       {"node_name", text("/Local/Default")},
                                       {"db_path", null},
                                       {"instigator_token", json_.token(kDaemon.token)}});
  add(111, "authentication", {{"success", "true"}, {"type", "0"}, {"data", json_.object({{"od", od}})}},
      "alice authenticated by sshd[70] 'type=0 record_type=Users node_name=/Local/Default'", kWindow);
  const std::string touch = json_.object({{"instigator", null}, {"touchid_mode", "0"}, {"uid", "501"}});
  add(111, "authentication",
      {{"success", "false"}, {"type", "1"}, {"data", json_.object({{"touchid", touch}})}},
      "501 authenticated by loginwindow[388] 'type=1 touchid_mode=verification': failure", kWindow);
  const auto ssh = [&](std::string_view success, std::string_view result, const std::string& uid) {
    return Members{{"success", std::string(success)}, {"result_type", std::string(result)},
                   {"source_address_type", "1"},      {"source_address", text("203.0.113.9")},
                   {"username", text("alice")},       {"uid", uid}};
  };
  add(120, "openssh_login", ssh("true", "2", "501"), "alice logged-in from 203.0.113.9 by sshd[70]", kSshd);
  add(120, "openssh_login", ssh("false", "6", "501"),
      "alice logged-in from 203.0.113.9 by sshd[70]: failure, 'public key refused'", kDaemon);
  add(120, "openssh_login", ssh("false", "9", null),
      "alice logged-in from 203.0.113.9 by sshd[70]: failure, 'invalid user'", kDaemon);
  add(121, "openssh_logout",
      {{"source_address_type", "2"},
       {"source_address", text("2001:db8::9")},
       {"username", text("alice")},
       {"uid", "501"}},
      "alice logged-out from 2001:db8::9 by sshd[70]", kSshd);
  add(122, "login_login",
      {{"success", "true"}, {"failure_message", null}, {"username", text("alice")}, {"uid", "501"}},
      "alice logged-in by login[70]", {.token = kSshd.token, .executable = "/usr/bin/login"});
  add(122, "login_login",
      {{"success", "false"},
       {"failure_message", text("Login incorrect")},
       {"username", text("\x1b[A")},
       {"uid", null}},
      "$'\\e[A' logged-in by login[70]: failure, 'Login incorrect'",
      {.token = kDaemon.token, .executable = "/usr/bin/login"});
  add(123, "login_logout", {{"username", text("alice")}, {"uid", "501"}}, "alice logged-out by login[70]",
      {.token = kSshd.token, .executable = "/usr/bin/login"});
  const Members window = {{"username", text("alice")}, {"graphical_session_id", "257"}};
  add(114, "lw_session_login", window, "alice logged-in by loginwindow[388] graphical_session_id=257",
      kWindow);
  add(115, "lw_session_logout", window, "alice logged-out by loginwindow[388] graphical_session_id=257",
      kWindow);
  add(116, "lw_session_lock", window, "alice locked-terminal by loginwindow[388] graphical_session_id=257",
      kWindow);
  add(117, "lw_session_unlock", window,
      "alice unlocked-terminal by loginwindow[388] graphical_session_id=257", kWindow);
  add(118, "screensharing_attach",
      {{"success", "true"},
       {"source_address_type", "1"},
       {"source_address", text("203.0.113.9")},
       {"viewer_appleid", null},
       {"authentication_type", text("RSA-SRP")},
       {"authentication_username", text("alice")},
       {"session_username", null},
       {"existing_session", "true"}},
      "alice started-session from 203.0.113.9 by sshd[70] 'authentication_type=RSA-SRP "
      "existing_session=true'",
      kDaemon);
  for (const EsLines::Process& daemon : {kDaemon, kSshd}) {  // whoever it runs as
    add(119, "screensharing_detach",
        {{"source_address_type", "1"}, {"source_address", text("203.0.113.9")}, {"viewer_appleid", null}},
        daemon.token.auid == ~0U ? "ended-session from 203.0.113.9 by sshd[70]"
                                 : "501 ended-session from 203.0.113.9 by sshd[70]",
        daemon);
  }
  const std::string token = json_.object({{"instigator", null}, {"token_id", text("T")}});
  add(111, "authentication",
      {{"success", "false"}, {"type", "2"}, {"data", json_.object({{"token", token}})}},
      "authenticated by sshd[70] 'type=2 token_id=T': failure", kDaemon);
  add(128, "su",
      {{"success", "true"},
       {"failure_message", null},
       {"from_uid", "501"},
       {"from_username", text("alice")},
       {"to_uid", "0"},
       {"to_username", text("root")},
       {"shell", null},
       {"argc", "1"},
       {"argv", json_.list(std::vector<std::string_view>{"zsh"})},
       {"env_count", "1"},
       {"env", json_.list(std::vector<std::string_view>{"A=1"})}},
      "501 (as root) switched-user zsh by [812]", kSudo);
  add(131, "sudo",
      {{"success", "true"},
       {"reject_info", null},
       {"from_uid", "501"},
       {"from_username", text("alice")},
       {"to_uid", "0"},
       {"to_username", text("root")},
       {"command", text("/usr/bin/id")}},
      "501 (as root) ran-command /usr/bin/id by sudo[812]", kSudo);
  add(131, "sudo",
      {{"success", "false"},
       {"reject_info", json_.object({{"failure_message", text("user NOT in sudoers")}})},
       {"from_uid", "501"},
       {"from_username", text("alice")},
       {"to_uid", null},
       {"to_username", null},
       {"command", null}},
      "501 ran-command by sudo[812]: failure, 'user NOT in sudoers'", kSudo);
  const auto right = [&](std::string_view name, std::string_view granted) {
    return json_.object({{"right_name", text(name)}, {"granted", std::string(granted)}});
  };
  const auto judge = [&](const std::string& code, const std::string& rights, std::string_view told) {
    add(130, "authorization_judgement",
        {{"instigator", asker()},
         {"petitioner", null},
         {"return_code", code},
         {"results", '[' + rights + ']'}},
        "501 (as 0) was-authorized by dseditgroup[4108]" + std::string(told), kDaemon);
  };
  judge("null", right("a", "false"), " 'right_name=a granted=false': failure");
  judge("0", right("a", "true") + ',' + right("b", "false"),
        " 'right_name=a granted=true right_name=b granted=false'");
  judge("-60005", right("a", "false") + ',' + right("b", "true"),
        " 'right_name=a granted=false right_name=b granted=true': failure, denied");
  judge("-60006", "", ": failure, canceled");
  judge("-60008", "", ": failure, -60008");
}

void Teller::tell_accounts() {
  const auto od = [&](Members members, std::string_view error = "0") {
    for (const auto& [key, value] : Members{{"instigator", asker()},
                                            {"error_code", std::string(error)},
                                            {"node_name", text("/Local/Default")},
                                            {"db_path", "null"}}) {
      members.emplace_back(key, value);
    }
    return members;
  };
  const auto add_od = [&](int type, std::string_view name, const Members& members, std::string_view told,
                          std::string_view error = "0") {
    add(type, name, od(members, error), told, kDaemon);
  };
  const std::string bob = text("bob"), staff = text("staff");
  add_od(141, "od_create_user", {{"user_name", bob}},
         "501 (as 0) added-user-account bob by dseditgroup[4108] node_name=/Local/Default");
  add_od(143, "od_delete_user", {{"user_name", bob}},
         "501 (as 0) deleted-user-account bob by dseditgroup[4108] node_name=/Local/Default");
  add_od(137, "od_enable_user", {{"user_name", bob}},
         "501 (as 0) unlocked-account bob by dseditgroup[4108] node_name=/Local/Default");
  add_od(136, "od_disable_user", {{"user_name", bob}},
         "501 (as 0) locked-account bob by dseditgroup[4108] node_name=/Local/Default");
  add_od(135, "od_modify_password", {{"account_name", bob}},
         "501 (as 0) changed-password bob by dseditgroup[4108] node_name=/Local/Default: failure, 5301",
         "5301");
  add_od(142, "od_create_group", {{"group_name", staff}},
         "501 (as 0) added-group-account-to staff by dseditgroup[4108] node_name=/Local/Default");
  add_od(144, "od_delete_group", {{"group_name", staff}},
         "501 (as 0) deleted-group-account-from staff by dseditgroup[4108] node_name=/Local/Default");
  const std::string member = json_.object({{"member_type", "0"}, {"member_value", bob}});
  add_od(132, "od_group_add", {{"group_name", staff}, {"member", member}},
         "501 (as 0) added-user-to-group bob staff by dseditgroup[4108] node_name=/Local/Default");
  add_od(133, "od_group_remove", {{"group_name", staff}, {"member", member}},
         "501 (as 0) removed-user-from-group bob staff by dseditgroup[4108] node_name=/Local/Default");
  add_od(134, "od_group_set", {{"group_name", staff}},
         "501 (as 0) modified-group-account staff by dseditgroup[4108] node_name=/Local/Default");
  add_od(140, "od_attribute_set", {{"record_type", "0"}, {"record_name", bob}},
         "501 (as 0) modified-user-account bob by dseditgroup[4108] 'change=set node_name=/Local/Default'");
  add_od(
      138, "od_attribute_value_add", {{"record_type", "1"}, {"record_name", staff}},
      "501 (as 0) modified-group-account staff by dseditgroup[4108] 'change=add node_name=/Local/Default'");
  add_od(
      139, "od_attribute_value_remove", {{"record_type", "0"}, {"record_name", bob}},
      "501 (as 0) modified-user-account bob by dseditgroup[4108] 'change=remove node_name=/Local/Default'");
}

void Teller::tell_system() {
  const std::string statfs = json_.object({{"f_bsize", "1024"},
                                           {"f_fsid", "[905969669,27]"},
                                           {"f_fstypename", text("apfs")},
                                           {"f_mntonname", text("/Volumes/X")}});
  const Members disk = {{"statfs", statfs}};
  add(22, "mount", disk, "501 mounted /Volumes/X by zsh[812] f_fstypename=apfs");
  add(23, "unmount", disk, "501 unmounted /Volumes/X by zsh[812] f_fstypename=apfs");
  add(99, "remount", disk, "501 changed-mount-attributes-of /Volumes/X by zsh[812] f_fstypename=apfs");
  const Members kext = {{"identifier", text("com.example.kext")}};
  add(17, "kextload", kext, "501 loaded-kernel-module by zsh[812] identifier=com.example.kext");
  add(18, "kextunload", kext, "501 unloaded-kernel-module by zsh[812] identifier=com.example.kext");
  add(75, "settime", {}, "501 changed-system-time by zsh[812]");
  const std::string item = json_.object({{"item_url", text("file:///Library/x.plist")}, {"app_url", "null"}});
  add(124, "btm_launch_item_add",
      {{"instigator", "null"}, {"app", "null"}, {"item", item}, {"executable_path", text("/tmp/.x")}},
      "501 created-job /tmp/.x by zsh[812] item_url=file:///Library/x.plist");
  add(125, "btm_launch_item_remove", {{"instigator", "null"}, {"app", "null"}, {"item", item}},
      "501 deleted-job by zsh[812] item_url=file:///Library/x.plist");
  const std::string profile = json_.object({{"identifier", text("com.example.profile")}});
  add(126, "profile_add", {{"instigator", "null"}, {"profile", profile}},
      "501 added-configuration by zsh[812] identifier=com.example.profile");
  add(126, "profile_add", {{"instigator", "null"}, {"is_update", "true"}, {"profile", profile}},
      "501 modified-configuration by zsh[812] 'is_update=true identifier=com.example.profile'");
  add(127, "profile_remove", {{"instigator", "null"}, {"profile", profile}},
      "501 deleted-configuration by zsh[812] identifier=com.example.profile");
  add(147, "tcc_modify",
      {{"service", text("SystemPolicyAllFiles")},
       {"instigator", "null"},
       {"responsible", "null"},
       {"update_type", "1"},
       {"right", "2"},
       {"reason", "99"}},
      "501 changed-privacy-permission by zsh[812] 'service=SystemPolicyAllFiles update_type=create "
      "right=allowed reason=99'");
  add(146, "gatekeeper_user_override", {{"file_type", "1"}, {"file", file("/tmp/a")}, {"sha256", "null"}},
      "501 overrode-gatekeeper /tmp/a by zsh[812] file_type=file");
  add(112, "xp_malware_detected", {{"detected_path", text("/tmp/x.app")}},
      "501 detected-malware /tmp/x.app by zsh[812]");
  add(113, "xp_malware_remediated", {{"success", "true"}, {"remediated_path", text("/tmp/x")}},
      "501 remediated-malware /tmp/x by zsh[812]");
  add(24, "iokit_open", {{"user_client_class", text("AppleAPFSUserClient")}},
      "501 called-iokit-open by zsh[812] user_client_class=AppleAPFSUserClient");
  add(9002, "new_in_macos_30", {{"a", "1"}}, "501 called-new-in-macos-30 by zsh[812] a=1");
  add(9003, "network_flow", {{"list", R"([1,{"a":"b}]"},[2,3],null])"}, {"pairs", R"([{"c":4},5])"}},
      R"x(501 called-network-flow by zsh[812] 'list=1,'\''{"a":"b}]"}'\'','\''[2,3]'\'',null c=4 pairs=5')x");
}

}  // namespace

std::vector<EsEvent> es_events(const EsStyle& style) {
  return Teller(style).tell();
}

}  // namespace knox::test
