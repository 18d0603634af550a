#include "knox/linux_audit/normalize_summary.h"

#include <algorithm>

#include "knox/linux_audit/normalize_files.h"
#include "knox/linux_audit/normalize_rules.h"

namespace knox::linux_audit {

namespace {

// open(2)'s flags, the same everywhere.
constexpr std::uint64_t kForWriting = 03;

class Summary {
 public:
  Summary(const Event& event, Facts& facts) : facts_(facts), event_(facts.event) { find_rules(event); }

  void make();

 private:
  void find_rules(const Event& event);
  void set_endpoints();
  void set_result();
  void set_action();
  void set_actor();
  void set_object();
  void set_users();
  bool has_no_signal() const;
  void set_open_types();

  std::string_view name(const Identity& identity);
  std::string_view fact(const Source& source);
  std::string_view first_known(const Sources& sources);

  Facts& facts_;
  NormalEvent& event_;
  const Line* main_ = nullptr;
  const Rule* rule_ = nullptr;       // that holds
  const Rule* call_rule_ = nullptr;  // of the system call that it happened in; nullptr: none
  Meaning meaning_ = Meaning::kPlain;
  std::string_view other_file_;
};

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
void Summary::find_rules(const Event& event) {
  for (const Line& line : event.records) {
    const Rule& rule = find_rule(line.type);
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
  }
  meaning_ = rule_->meaning;
}

void Summary::make() {
  const std::string_view type = record_type_name(main_->type);
  event_.record_type = type.empty() ? main_->type_name : type;
  if (event_.record_type.empty()) event_.record_type = "unknown";
  event_.category = rule_->category;
  event_.ecs.categories = rule_->categories;
  event_.ecs.types = rule_->types;
  other_file_ = find_file(facts_, call_rule_ != nullptr ? call_rule_->meaning : meaning_);
  set_endpoints();
  set_result();
  set_action();
  set_actor();
  set_object();
  set_users();
  event_.summary.how = event_.process.exe.empty() ? event_.process.name : event_.process.exe;
}

void Summary::set_endpoints() {
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
  if (!far.known()) far = facts_.remote;
  if (!facts_.hostname.empty() && facts_.hostname != far.address) far.hostname = facts_.hostname;
  if (!event_.source.known() && !event_.destination.known()) return;
  if (event_.network.type.empty() && far.is_ip) {
    event_.network.type = far.address.find(':') == far.address.npos ? "ipv4" : "ipv6";
  }
  if (meaning == Meaning::kOutgoing) event_.network.direction = "egress";
  if (meaning == Meaning::kIncoming) event_.network.direction = "ingress";
}

void Summary::set_result() {
  std::string_view& result = event_.result;
  if (!rule_->is_part) result = facts_.record_result;
  if (result.empty()) result = facts_.call_result;
  if (result.empty()) result = facts_.record_result;
  if (meaning_ == Meaning::kCrashed) result = {};
  std::string_view& types = event_.ecs.types;
  if (meaning_ == Meaning::kDecision) {
    const bool is_denied =
        facts_.decision == "denied" || facts_.decision == "DENIED" || facts_.decision == "KILLED";
    const bool is_detection = event_.ecs.categories == "intrusion_detection";
    const bool is_known = !facts_.decision.empty();
    const bool is_let_through = facts_.has_only("permissive", "1");  // SELinux says that it would deny it
    if (result.empty() && is_known) result = is_denied && !is_let_through ? "fail" : "success";
    if (is_detection && is_known) types = is_denied ? "denied" : "allowed";
  }
  event_.ecs.outcome = result.empty() ? "unknown" : result == "success" ? "success" : "failure";
}

void Summary::set_action() {
  std::string_view& action = event_.summary.action;
  action = rule_->action;
  if (meaning_ == Meaning::kOpen) {
    set_open_types();
  } else if (main_->type == RecordType::AVC && facts_.decision == "granted") {
    action = "used-selinux-policy";
  } else if (action == "killed-pid" && has_no_signal()) {
    action = "checked-pid";
    event_.ecs.types = "info";
  } else if (action == "called-syscall") {
    const std::string_view call = syscall_name(facts_.call);
    if (!call.empty()) action = facts_.texts.join("called-", call);
  }
}

// Whether the signal is 0, which is none: kill(2) then says whether there is such a process.
bool Summary::has_no_signal() const {
  const auto signal = std::ranges::find(facts_.kinds, ArgKind::kSignal);
  if (signal == facts_.kinds.end()) return false;
  return facts_.arguments[static_cast<std::size_t>(signal - facts_.kinds.begin())] == 0;
}

// What a file is opened for.
void Summary::set_open_types() {
  std::uint64_t flags = facts_.open_flags;
  if (facts_.call == Syscall::sys_open) flags = facts_.arguments[1];
  if (facts_.call == Syscall::sys_openat) flags = facts_.arguments[2];
  if (facts_.call == Syscall::sys_open_by_handle_at) flags = facts_.arguments[2];
  const bool is_creation =
      std::ranges::any_of(event_.paths, [](const NormalPath& path) { return path.nametype == "CREATE"; });
  const bool is_change = (flags & kForWriting) != 0;
  const bool is_reading = (flags & kForWriting) != 1;
  if (is_creation) event_.summary.action = "created-file";
  constexpr std::string_view kTypes[] = {
      "access",          "access",          "change",          "access change",
      "access creation", "access creation", "change creation", "access change creation"};
  if (facts_.call != Syscall::sys_creat) {
    event_.ecs.types =
        kTypes[(is_creation ? 4 : 0) + (is_change ? 2 : 0) + (is_change && is_reading ? 1 : 0)];
  }
}

// A name, or the number, or unset.
std::string_view Summary::name(const Identity& identity) {
  if (!identity.name.empty()) return identity.name;
  if (!identity.id) return {};
  return *identity.id == kUnsetId ? "unset" : facts_.texts.number(*identity.id);
}

void Summary::set_actor() {
  auto& actor = event_.summary.actor;
  actor.primary = name(event_.id(kAuid));
  if (actor.primary.empty()) actor.primary = "unset";
  const bool is_account = meaning_ == Meaning::kLogin && facts_.account.known();
  actor.secondary = name(is_account ? facts_.account : event_.id(kUid));
}

void Summary::set_object() {
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

std::string_view Summary::first_known(const Sources& sources) {
  for (const Source& source : sources) {
    if (source.fact == Fact::kNone) break;
    if (const std::string_view text = fact(source); !text.empty()) return text;
  }
  return {};
}

std::string_view Summary::fact(const Source& source) {
  const Endpoint& far = facts_.socket.known() ? facts_.socket : facts_.remote;
  switch (source.fact) {
    case Fact::kFile: return event_.file.path;
    case Fact::kOtherFile: return other_file_;
    case Fact::kAccount: return name(facts_.account);
    case Fact::kGroup: return facts_.group.known() ? name(facts_.group) : name(facts_.account);
    case Fact::kOwnGroup: return name(facts_.group);
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

// Who does something is the real user, with the rights of the effective one. A program that lets somebody in
// is not who does it: the account is, or who had logged in before and becomes another.
void Summary::set_users() {
  auto& ecs = event_.ecs;
  const auto set = [](const Identity& identity) { return identity.id == kUnsetId ? Identity{} : identity; };
  ecs.audit = set(event_.id(kAuid));
  ecs.user = {set(event_.id(kUid)), set(event_.id(kGid))};
  const Identity effective = set(event_.id(kEuid));
  if (effective.known() && (effective.id != ecs.user.user.id || event_.id(kEgid).id != event_.id(kGid).id)) {
    ecs.effective = {effective, set(event_.id(kEgid))};
  }
  const Identity account = set(facts_.account);
  switch (meaning_) {
    case Meaning::kLogin:
      if (!account.known()) break;
      if (!ecs.audit.known()) {
        ecs.user = {account, {}};
      } else {
        ecs.user = {ecs.audit, {}};
        const bool is_same =
            account.name.empty() ? account.id == ecs.audit.id : account.name == ecs.audit.name;
        if (!is_same) ecs.effective = {account, {}};
      }
      break;
    case Meaning::kAccount:
      ecs.target = {account, {}};
      ecs.group = facts_.group;
      break;
    case Meaning::kGroup:
      ecs.group = facts_.group.known() ? facts_.group : Identity{};
      if (!ecs.group.known()) {
        ecs.group = account;
      } else if (ecs.group.name.empty() && !facts_.account.id) {
        ecs.group.name = account.name;
      } else {
        ecs.target = {account, {}};
      }
      break;
    default: break;
  }
}

}  // namespace

void summarize(const Event& event, Facts& facts) {
  Summary(event, facts).make();
}

}  // namespace knox::linux_audit
