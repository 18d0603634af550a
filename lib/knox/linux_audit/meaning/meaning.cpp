#include "knox/linux_audit/meaning/meaning.h"

#include <algorithm>

#include "knox/event/exec.h"
#include "knox/linux_audit/meaning/action_filter.h"
#include "knox/linux_audit/meaning/actions.h"
#include "knox/linux_audit/meaning/file_facts.h"
#include "knox/linux_audit/record/outcome.h"

namespace knox::linux_audit {

namespace {

// open(2)'s flags, the same everywhere.
constexpr std::uint64_t kForWriting = 03;

class EventMeaning {
 public:
  EventMeaning(const Event& event, Facts& facts) : facts_(facts), event_(facts.event) { find_rules(event); }

  void make();

 private:
  void find_rules(const Event& event);
  void set_endpoints();
  bool was_done_all_the_same() const;
  void take_call();
  void set_result();
  void set_action();
  void set_actor();
  void set_object();
  void set_users();
  void set_acting_user(const Identity& user, const Identity& as);
  void set_login_users(const Identity& uid);
  bool is_of_own_group() const;
  void set_group();
  bool has_no_signal() const;
  void set_ecs_action(event::Action action);
  std::optional<std::uint64_t> argument(ArgKind kind) const;
  bool makes_thread() const;
  void set_membership();
  void set_reboot();
  void set_file_after();
  void set_open_types();

  std::string_view name(const Identity& identity);
  std::string_view fact(const Source& source);
  std::string_view first_known(const Sources& sources);

  Facts& facts_;
  NormalEvent& event_;
  const Line* main_ = nullptr;
  const ActionRule* rule_ = nullptr;       // that holds
  const ActionRule* call_rule_ = nullptr;  // of the system call that it happened in; nullptr: none
  Meaning meaning_ = Meaning::kPlain;
  std::string_view other_file_;
};

Identity id_if_set(const Identity& identity) {
  return identity.id == kUnsetId ? Identity{} : identity;
}

// By what both have.
bool is_same(const Identity& a, const Identity& b) {
  return a.id && b.id ? a.id == b.id : !a.name.empty() && a.name == b.name;
}

// Which record of AppArmor's own types an AVC record stands for.
RecordType apparmor_type(std::string_view decision) {
  struct Row {
    std::string_view word;
    RecordType type;
  };
  constexpr Row kRows[] = {{"DENIED", RecordType::APPARMOR_DENIED}, {"ALLOWED", RecordType::APPARMOR_ALLOWED},
                           {"AUDIT", RecordType::APPARMOR_AUDIT},   {"STATUS", RecordType::APPARMOR_STATUS},
                           {"HINT", RecordType::APPARMOR_HINT},     {"ERROR", RecordType::APPARMOR_ERROR},
                           {"KILLED", RecordType::APPARMOR_KILL}};
  const Row* const row = std::ranges::find(kRows, decision, &Row::word);
  return row == std::end(kRows) ? RecordType::APPARMOR : row->type;
}

// The record that stands for the event: the first that is more than a part of a system call, or the record of
// the call itself.
void EventMeaning::find_rules(const Event& event) {
  for (const Line& line : event.records) {
    const ActionRule& rule = find_rule(line.type);
    if (!rule.is_part) {
      main_ = &line;
      rule_ = &rule;
      break;
    }
    const bool is_call = line.type == RecordType::SYSCALL || line.type == RecordType::URINGOP;
    if (main_ == nullptr || is_call) {
      main_ = &line;
      rule_ = &rule;
    }
  }
  call_rule_ = find_rule(facts_.call);
  if (call_rule_ != nullptr && (main_->type == RecordType::SYSCALL || main_->type == RecordType::URINGOP)) {
    rule_ = call_rule_;
  } else if (main_->type == RecordType::AVC && !facts_.apparmor.empty()) {
    rule_ = &find_rule(apparmor_type(facts_.apparmor));
  } else if (main_->type == RecordType::USER_AVC) {
    // What object managers say when a policy is loaded, or is enforced from now on or no longer.
    const std::string_view message = facts_.find_datum("message");
    if (message == "setenforce notice") rule_ = &find_rule(RecordType::USER_MAC_STATUS);
    if (message == "policyload notice") rule_ = &find_rule(RecordType::USER_MAC_POLICY_LOAD);
  } else if (facts_.meant_type == RecordType::GRP_MGMT || facts_.meant_type == RecordType::USER_MGMT) {
    rule_ = &find_rule(facts_.meant_type);
  }
  meaning_ = rule_->meaning;
}

void EventMeaning::make() {
  const std::string_view type = record_type_name(main_->type);
  event_.record_type = type.empty() ? main_->type_name : type;
  if (event_.record_type.empty()) event_.record_type = "unknown";
  event_.category = rule_->category;
  event_.ecs.kind = rule_->category == "anomaly" ? "alert" : "event";  // somebody has judged it
  set_ecs_action(rule_->action);
  other_file_ = find_file(facts_, call_rule_ != nullptr ? call_rule_->meaning : meaning_);
  set_endpoints();
  set_result();
  set_action();
  set_actor();
  set_object();
  if (was_done_all_the_same()) take_call();
  set_users();
  set_file_after();
  event_.summary.how = event_.process.exe.empty() ? event_.process.name : event_.process.exe;
}

// Whether a security module has said something of a call that succeeded: SELinux in permissive mode,
// auditallow rules, fapolicyd, IMA.
bool EventMeaning::was_done_all_the_same() const {
  const bool is_decision =
      rule_->category == "mac-decision" || rule_->category == "mac" || rule_->category == "integrity";
  return is_decision && call_rule_ != nullptr && call_rule_ != rule_ && facts_.call_result == "success" &&
         !is_of_program(main_->type) && main_->type != RecordType::MAC_POLICY_LOAD &&
         main_->type != RecordType::MAC_STATUS && main_->type != RecordType::MAC_CONFIG_CHANGE;
}

// Then the event is what was done, for all who look for that. The phrase is about the decision, as
// ausearch's.
void EventMeaning::take_call() {
  const std::string_view phrase = event_.summary.action, result = event_.result;
  rule_ = call_rule_;
  meaning_ = call_rule_->meaning;
  set_ecs_action(rule_->action);
  event_.result = {};
  set_result();
  set_action();
  event_.summary.action = phrase;
  event_.result = result;
}

void EventMeaning::set_endpoints() {
  const Meaning meaning = call_rule_ != nullptr ? call_rule_->meaning : meaning_;
  const bool is_outgoing = meaning == Meaning::kOutgoing || facts_.is_packet;
  if (facts_.socket.known()) {
    const bool is_source = meaning == Meaning::kIncoming || meaning == Meaning::kServing;
    (is_source ? event_.source : event_.destination) = facts_.socket;
    event_.ecs.source_is_server = meaning == Meaning::kServing;
  }
  Endpoint& near = is_outgoing ? event_.source : event_.destination;
  Endpoint& far = is_outgoing ? event_.destination : event_.source;
  if (!near.known()) near = facts_.local;
  if (!far.known()) {
    far = facts_.remote;
  } else if (facts_.remote.is_ip) {
    facts_.add_other_address(facts_.remote.address);
  }
  if (!facts_.hostname.empty() && facts_.hostname != far.address) far.hostname = facts_.hostname;
  if (!event_.source.known() && !event_.destination.known()) return;
  if (event_.network.type.empty() && far.is_ip) {
    event_.network.type = far.address.find(':') == far.address.npos ? "ipv4" : "ipv6";
  }
  if (meaning == Meaning::kOutgoing) event_.network.direction = "egress";
  if (meaning == Meaning::kIncoming) event_.network.direction = "ingress";
}

void EventMeaning::set_result() {
  std::string_view& result = event_.result;
  if (!rule_->is_part) result = facts_.record_result;
  if (result.empty()) result = facts_.call_result;
  if (result.empty()) result = facts_.record_result;
  if (meaning_ == Meaning::kCrashed) result = {};
  std::string_view& types = event_.ecs.types;
  if (meaning_ == Meaning::kDecision) {
    const bool is_denied = parse_outcome(facts_.decision) == false;
    const bool is_detection = event_.ecs.categories == "intrusion_detection";
    const bool is_known = !facts_.decision.empty();
    const bool is_let_through = facts_.has_only("permissive", "1");  // SELinux says that it would deny it
    if (result.empty() && is_known) result = is_denied && !is_let_through ? "fail" : "success";
    if (is_detection && is_known) types = is_denied ? "denied" : "allowed";
  }
  event_.ecs.outcome = result.empty() ? "unknown" : result == "success" ? "success" : "failure";
  // What did not succeed began no session.
  std::string_view& categories = event_.ecs.categories;
  if (result != "success" && categories == "authentication session") categories = "authentication";
}

void EventMeaning::set_action() {
  std::string_view& phrase = event_.summary.action;
  phrase = rule_->phrase;
  if (meaning_ == Meaning::kOpen) {
    set_open_types();
  } else if (main_->type == RecordType::AVC && facts_.decision == "granted" && rule_ != call_rule_) {
    phrase = "used-selinux-policy";
    event_.ecs.action = event::Action::kUsedSelinuxPolicy;
    event_.ecs.word = phrase;
  } else if (rule_->action == event::Action::kKilledPid && has_no_signal()) {
    phrase = "checked-pid";
    set_ecs_action(event::Action::kCheckedPid);
  } else if (rule_->action == event::Action::kFork && makes_thread()) {
    set_ecs_action(event::Action::kCreatedThread);
  } else if (rule_->action == event::Action::kModifiedUserAccount) {
    set_membership();
  } else if (rule_->action == event::Action::kRebootedSystem) {
    set_reboot();
  } else if (rule_->action == event::Action::kNegotiatedCryptoKey && facts_.has_only("op", "destroy")) {
    phrase = "destroyed-crypto-key";
    set_ecs_action(event::Action::kDestroyedCryptoKey);
  }
  if (phrase == "called-syscall") {
    const std::string_view call = syscall_name(facts_.call);
    if (!call.empty()) phrase = facts_.texts.join("called-", call);
    if (rule_->action == event::Action::kCalledSyscall) event_.ecs.word = phrase;
  }
}

void EventMeaning::set_ecs_action(event::Action action) {
  const event::ActionInfo& info = event::info(action);
  event_.ecs.action = action;
  event_.ecs.word = info.word;
  event_.ecs.categories = info.categories;
  event_.ecs.types = info.types;
}

bool EventMeaning::makes_thread() const {
  constexpr std::uint64_t kCloneThread = 0x10000;
  return (argument(ArgKind::kCloneFlags).value_or(0) & kCloneThread) != 0;
}

std::optional<std::uint64_t> EventMeaning::argument(ArgKind kind) const {
  const auto found = std::ranges::find(facts_.kinds, kind);
  if (found == facts_.kinds.end()) return std::nullopt;
  return facts_.arguments[static_cast<std::size_t>(found - facts_.kinds.begin())];
}

// Whether the signal is 0, which is none: kill(2) then says whether there is such a process.
bool EventMeaning::has_no_signal() const {
  return argument(ArgKind::kSignal) == 0U;
}

// Red Hat's shadow writes add-user-to-group, Debian's "adding user to group", and both delete likewise.
void EventMeaning::set_membership() {
  const std::string_view op = facts_.find_datum("op");
  if (op.find("group") == op.npos || op.find("user") == op.npos) return;
  if (op.starts_with("add")) set_ecs_action(event::Action::kAddedUserToGroup);
  if (op.starts_with("delet") || op.starts_with("remov"))
    set_ecs_action(event::Action::kRemovedUserFromGroup);
}

// reboot(2) does other things, too: systemd makes Ctrl-Alt-Del its own with it whenever a system starts.
void EventMeaning::set_reboot() {
  const std::optional<std::uint64_t> command = argument(ArgKind::kRebootCommand);
  if (!command) return;
  event::Action action{};
  switch (static_cast<std::uint32_t>(*command)) {
    case 0x4321fedc:                                                        // POWER_OFF
    case 0xcdef0123: action = event::Action::kShutdownSystem; break;        // HALT
    case 0xd000fce2: action = event::Action::kSuspendedSystem; break;       // SW_SUSPEND
    case 0x00000000:                                                        // CAD_OFF
    case 0x89abcdef: action = event::Action::kChangedConfiguration; break;  // CAD_ON
    default: return;
  }
  set_ecs_action(action);
  event_.summary.action = event::info(action).word;
}

// What a file is after chmod(2) and chown(2): PATH records tell what it was.
void EventMeaning::set_file_after() {
  const bool is_mode = rule_->action == event::Action::kChangedFilePermissionsOf;
  const bool is_owner = rule_->action == event::Action::kChangedFileOwnershipOf;
  if ((!is_mode && !is_owner) || event_.result != "success" || rule_ != call_rule_) return;
  for (std::size_t i = 0; i < facts_.kinds.size(); ++i) {
    const ArgKind kind = facts_.kinds[i];
    if (is_mode && kind == ArgKind::kMode) {
      event_.file_after.mode = static_cast<std::uint32_t>(facts_.arguments[i] & 07777);
    } else if (is_owner && is_id(kind)) {
      const std::uint32_t id = id_argument(kind, facts_.arguments[i]);
      if (id != kUnsetId)
        (is_group_id(kind) ? event_.file_after.group : event_.file_after.owner) =
            facts_.named(id, is_group_id(kind));
    }
  }
}

// What a file is opened for.
void EventMeaning::set_open_types() {
  std::uint64_t flags = facts_.open_flags;
  if (facts_.call == Syscall::sys_open) flags = facts_.arguments[1];
  if (facts_.call == Syscall::sys_openat) flags = facts_.arguments[2];
  if (facts_.call == Syscall::sys_open_by_handle_at) flags = facts_.arguments[2];
  const bool is_creation =
      std::ranges::any_of(event_.paths, [](const NormalPath& path) { return path.nametype == "CREATE"; });
  const bool was_there = facts_.call == Syscall::sys_creat && !is_creation && event_.result == "success" &&
                         !event_.paths.empty();
  if (is_creation) set_ecs_action(event::Action::kCreation);
  if (was_there) set_ecs_action(event::Action::kOpen);
  const bool is_change = (flags & kForWriting) != 0;
  const bool is_reading = (flags & kForWriting) != 1;
  constexpr std::string_view kTypes[] = {
      "access",          "access",          "change",          "access change",
      "access creation", "access creation", "change creation", "access change creation"};
  if (was_there) {
    event_.ecs.types = "change";
  } else if (facts_.call != Syscall::sys_creat) {
    event_.ecs.types =
        kTypes[(is_creation ? 4 : 0) + (is_change ? 2 : 0) + (is_change && is_reading ? 1 : 0)];
  }
}

// A name, or the number, or unset.
std::string_view EventMeaning::name(const Identity& identity) {
  if (!identity.name.empty()) return identity.name;
  if (!identity.id) return {};
  return *identity.id == kUnsetId ? "unset" : facts_.texts.number(*identity.id);
}

void EventMeaning::set_actor() {
  auto& actor = event_.summary.actor;
  actor.primary = name(event_.id(kAuid));
  if (actor.primary.empty()) actor.primary = "unset";
  const bool is_account = meaning_ == Meaning::kLogin && facts_.account.known();
  const bool has_others = event_.id(kEuid).known() && event_.id(kEuid).id != event_.id(kUid).id;
  const Identity& rights = has_others ? event_.id(kEuid) : event_.id(kUid);
  actor.secondary = name(is_account ? facts_.account : rights);
}

void EventMeaning::set_object() {
  auto& object = event_.summary.object;
  object.type = rule_->object->type;
  object.primary = first_known(rule_->object->primary);
  object.secondary = first_known(rule_->object->secondary);
  // Of a file that is known, what it is says more than how it was reached.
  const bool may_be_file = object.type == "file-descriptor" || object.type == "mac-object";
  if (object.type != "file" && (!may_be_file || event_.file.path.empty())) return;
  const auto mode = parse_octal(event_.file.mode);
  std::string_view type = mode && *mode <= UINT32_MAX ? file_type(static_cast<std::uint32_t>(*mode)) : "";
  if (type == "fifo") type = "named-pipe";
  if (type == "block") type = "block-device";
  if (type == "character") type = "character-device";
  object.type = type.empty() ? "file" : type;
}

std::string_view EventMeaning::first_known(const Sources& sources) {
  for (const Source& source : sources) {
    if (source.fact == Fact::kNone) break;
    if (const std::string_view text = fact(source); !text.empty()) return text;
  }
  return {};
}

std::string_view EventMeaning::fact(const Source& source) {
  const Endpoint& far = facts_.socket.known() ? facts_.socket : facts_.remote;
  switch (source.fact) {
    case Fact::kFile: return event_.file.path;
    case Fact::kOtherFile: return other_file_;
    case Fact::kMountPoint: return other_file_.empty() ? std::string_view() : event_.file.path;
    case Fact::kAccount: return name(facts_.account);
    case Fact::kGroup:
      return facts_.group.known() || is_of_own_group() ? name(facts_.group) : name(facts_.account);
    case Fact::kOwnGroup: return name(facts_.group);
    case Fact::kNewIdentity: return facts_.new_identity;
    case Fact::kAddress:
      if (!far.address.empty()) return far.address;
      return far.path.empty() ? facts_.hostname : far.path;
    case Fact::kPort: return far.port ? facts_.texts.number(*far.port) : std::string_view();
    case Fact::kPid:
      return event_.process.pid ? facts_.texts.number(*event_.process.pid) : std::string_view();
    case Fact::kExe: return event_.process.exe;
    case Fact::kComm: return event_.process.name;
    case Fact::kAuid: return name(event_.id(kAuid));
    case Fact::kSession:
      return event_.session && *event_.session != kUnsetId ? facts_.texts.number(*event_.session)
                                                           : std::string_view();
    case Fact::kCommand: return facts_.command;
    case Fact::kTag: return event_.tags.empty() ? std::string_view() : event_.tags.front();
    default: return facts_.find_datum(source.key);
  }
}

// The rule that knox-json(5) states. A system call is its process's own: user is the real one, user.effective
// the one whose rights it had. A record that a program sends is about the person at the program: user is who
// logged in, else whom a login lets in, else the program's user; user.effective as whom, which is the account
// of a login and the program's user otherwise.
void EventMeaning::set_users() {
  auto& ecs = event_.ecs;
  const Identity uid = id_if_set(event_.id(kUid));
  ecs.audit = id_if_set(event_.id(kAuid));
  if (meaning_ == Meaning::kLogin) {
    set_login_users(uid);
  } else if (main_->type == RecordType::LOGIN) {
    set_acting_user(id_if_set(facts_.old_login).known() ? id_if_set(facts_.old_login) : ecs.audit, ecs.audit);
    if (!ecs.user.known()) ecs.user = {uid, {}};
  } else if (is_of_program(main_->type)) {
    const bool is_anybody =
        ecs.categories.starts_with("authentication") && !event::is_persons_program(event_.process.exe);
    set_acting_user(ecs.audit.known() || is_anybody ? ecs.audit : uid, uid);
    if (is_anybody && !ecs.audit.known()) ecs.effective = {};
  } else {
    ecs.is_process = true;
    ecs.user = {uid.known() ? uid : ecs.audit, id_if_set(event_.id(kGid))};
    const Identity effective = id_if_set(event_.id(kEuid));
    if (effective.known() && (effective.id != uid.id || event_.id(kEgid).id != event_.id(kGid).id)) {
      ecs.effective = {effective, id_if_set(event_.id(kEgid))};
    }
  }
  if (facts_.victim.id) ecs.target = {id_if_set(facts_.victim), {}};
  if (meaning_ == Meaning::kAccount) {
    ecs.target = {id_if_set(facts_.account), {}};
    ecs.group = facts_.group;
  } else if (meaning_ == Meaning::kGroup) {
    set_group();
  }
}

void EventMeaning::set_acting_user(const Identity& user, const Identity& as) {
  event_.ecs.user = {user, {}};
  if (as.known() && !is_same(as, user)) event_.ecs.effective = {as, {}};
}

void EventMeaning::set_login_users(const Identity& uid) {
  const Identity& audit = event_.ecs.audit;
  const Identity account = id_if_set(facts_.account);
  if (audit.known()) return set_acting_user(audit, account);
  // Nobody has logged in before: sshd lets somebody in, su is run by somebody.
  if (event::is_persons_program(event_.process.exe)) return set_acting_user(uid, account);
  set_acting_user(account, account);
}

// newgrp(1) changes the group of its own process, and id= is that process's user.
bool EventMeaning::is_of_own_group() const {
  return main_->type == RecordType::CHGRP_ID || main_->type == RecordType::GRP_AUTH;
}

void EventMeaning::set_group() {
  auto& ecs = event_.ecs;
  const Identity account = id_if_set(facts_.account);
  ecs.group = facts_.group;
  if (is_of_own_group()) return;
  if (!ecs.group.known()) {
    ecs.group = account;
  } else if (ecs.group.name.empty() && !facts_.account.id) {
    ecs.group.name = account.name;
  } else {
    ecs.target = {account, {}};
  }
}

}  // namespace

void summarize(const Event& event, Facts& facts) {
  EventMeaning(event, facts).make();
}

}  // namespace knox::linux_audit
