#include "knox/linux_audit/meaning/event_mapper.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>
#include <vector>

#include "knox/emit/ecs_schema.h"
#include "knox/linux_audit/meaning/event_text.h"
#include "knox/linux_audit/meaning/normalize.h"
#include "knox/linux_audit/meaning/stable_id.h"
#include "knox/linux_audit/names/constants.h"
#include "knox/linux_audit/record/value.h"

namespace knox::linux_audit {

namespace {

using event::Principal;
using event::User;
using std::string_view_literals::operator""sv;

Principal if_set(const Identity& identity) {
  return identity.id == kUnsetId ? Principal{} : identity;
}

// What a process has beside its effective ids, where that is another.
User if_other(const Identity& user, const Identity& group, const User& effective) {
  const auto other = [](const Identity& identity, const Principal& than) {
    return identity.id == than.id ? Principal{} : if_set(identity);
  };
  return {other(user, effective.user), other(group, effective.group)};
}

// Numbers for those who act (event::Who::number): the same for the same ones, as long as they are remembered.
// Those who are of more than two users have none: they are rare.
class ActorNumbers {
 public:
  void number(event::Who& who);

 private:
  static constexpr std::size_t kActors = 256, kMaxNames = 512;
  using Principals = std::array<Principal, 5>;
  struct Actor {
    std::uint64_t number = 0;
    Principals all;
    std::string names;  // which `all` has
  };

  std::vector<Actor> actors_{kActors};
  std::uint64_t last_ = 0;
};

void ActorNumbers::number(event::Who& who) {
  if (who.saved.known() || who.filesystem.known()) return;
  const Principals all = {who.real.user, who.real.group, who.effective.user, who.effective.group, who.audit};
  std::uint32_t hash = 0;
  for (const Principal& principal : all) hash = hash * 31 + principal.id.value_or(kUnsetId);
  Actor& actor = actors_[(hash ^ hash >> 8) % kActors];
  if (actor.number == 0 || actor.all != all) {
    std::size_t size = 0;
    for (const Principal& principal : all) size += principal.name.size();
    if (size > kMaxNames) return;
    actor = {++last_, all, {}};
    actor.names.reserve(kMaxNames);
    for (Principal& principal : actor.all) {
      const std::size_t at = actor.names.size();
      actor.names += principal.name;
      principal.name = {actor.names.data() + at, principal.name.size()};
    }
  }
  who.number = actor.number;
}

// Of a packet that was logged.
std::string_view transport_of(std::string_view protocol) {
  struct Row {
    std::string_view protocol, name;
  };
  constexpr Row kRows[] = {{"IPPROTO_TCP", "tcp"},          {"IPPROTO_UDP", "udp"},
                           {"IPPROTO_SCTP", "sctp"},        {"IPPROTO_ICMP", "icmp"},
                           {"IPPROTO_ICMPV6", "ipv6-icmp"}, {"IPPROTO_GRE", "gre"}};
  if (protocol.empty()) return {};
  const Row* const row = std::ranges::find(kRows, protocol, &Row::protocol);
  return row == std::end(kRows) ? std::string_view() : row->name;
}

std::string_view type_of_file(std::uint32_t mode) {
  const std::string_view type = file_type(mode);
  if (type == "directory") return "dir";
  if (type == "block") return "block_device";
  return type == "character" ? "char_device"sv : type;
}

// Kinds of objects that have a name, and no other place in an event; and those whose second name says more.
constexpr std::array kNamed = {"audit-config"sv,    "bpf-program"sv,    "crypto-key"sv, "device"sv,
                               "firewall"sv,        "kernel-module"sv,  "mac-config"sv, "mac-object"sv,
                               "mac-policy"sv,      "message-queue"sv,  "service"sv,    "software"sv,
                               "landlock-domain"sv, "network-device"sv, "system"sv,     "virtual-machine"sv};
constexpr std::array kDetailed = {"audit-config"sv, "firewall"sv,   "landlock-domain"sv,
                                  "mac-config"sv,   "mac-policy"sv, "virtual-machine"sv};

bool is_one_of(std::span<const std::string_view> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

bool is_terminal(std::string_view name) {
  return std::ranges::any_of(std::array{"pts"sv, "tty"sv, "/dev/"sv, "console"sv, "hvc"sv, ":"sv},
                             [&](std::string_view begin) { return name.starts_with(begin); });
}

}  // namespace

struct EventMapper::State {
  State(os::Names& names, std::string name_of_host) : normalizer(names), host(std::move(name_of_host)) {}

  const event::Event& map(const Event& event);

  void set_what();
  void set_error();
  void set_who();
  void set_process();
  void set_capabilities();
  void set_begun_and_ended();
  void set_file();
  void set_object();
  event::Object object() const;
  void set_network();

  Normalizer normalizer;
  std::string host;

  const NormalEvent* normal = nullptr;
  event::Event to;
  ActorNumbers actors;
  StableId id;
  EventText texts;
  std::array<char, 24> error_digits;
};

const event::Event& EventMapper::State::map(const Event& event) {
  normal = &normalizer.normalize(event);
  to = {};
  to.time = event.time;
  to.sequence = event.serial;
  to.code = normal->record_type;
  to.dataset = "knox.linux_audit";
  to.host = {.name = host.empty() ? event.node : std::string_view(host), .os_type = "linux"};
  to.id = id.of(event, to.host.name);
  set_what();
  set_error();
  set_who();
  set_process();
  set_begun_and_ended();
  set_file();
  set_network();
  set_object();
  to.text = texts.of(*normal, to);
  to.tags = normal->tags;
  return to;
}

void EventMapper::State::set_what() {
  const auto& ecs = normal->ecs;
  if (ecs.kind == "alert") to.kind = event::Kind::kAlert;
  to.action = ecs.action;
  to.word = ecs.word;
  to.categories = ecs.categories;
  to.types = ecs.types;
  if (ecs.outcome != "unknown") to.success = ecs.outcome == "success";
}

void EventMapper::State::set_error() {
  const std::int64_t result = normal->call.result.value_or(0);
  if (result >= 0 || to.success != false) return;
  const std::uint64_t number = 0 - static_cast<std::uint64_t>(result);
  if (number <= UINT32_MAX) to.error = errno_name(static_cast<std::uint32_t>(number));
  if (!to.error.empty()) {
    to.error_text = errno_text(static_cast<std::uint32_t>(number));
    return;
  }
  char* const digits = error_digits.data();
  to.error = {digits, std::to_chars(digits, digits + error_digits.size(), number).ptr};
}

void EventMapper::State::set_who() {
  const auto& ecs = normal->ecs;
  event::Who& who = to.who;
  who.real = ecs.user;
  who.effective = ecs.effective;
  if (ecs.is_process) {
    const User& effective = who.effective.known() ? who.effective : who.real;
    who.saved = if_other(normal->id(kSuid), normal->id(kSgid), effective);
    who.filesystem = if_other(normal->id(kFsuid), normal->id(kFsgid), effective);
  }
  who.audit = ecs.audit;
  who.target = {if_set(ecs.target.user), if_set(ecs.target.group)};
  who.group = if_set(ecs.group);
  if (normal->session != kUnsetId) who.session = normal->session;
  who.terminal = normal->datum("tty");
  if (who.terminal.empty()) {
    const std::string_view terminal = normal->datum("terminal");
    if (is_terminal(terminal)) who.terminal = terminal;
  }
  actors.number(who);
}

void EventMapper::State::set_process() {
  const auto& [pid, ppid, name, exe, cwd, title, args] = normal->process;
  event::Process& process = to.process;
  process.pid = pid;
  process.name = name;
  process.executable = exe;
  process.args = args;
  process.cwd = cwd;
  process.title = title;
  if (!args.known() && to.code == "USER_CMD") process.command_line = normal->datum("cmd");
  to.parent.pid = ppid;
  set_capabilities();
}

// What the process may do from now on, of BPRM_FCAPS and CAPSET.
void EventMapper::State::set_capabilities() {
  const auto find = [&](std::string_view key, std::string_view of_old_kernels, std::string_view of_call) {
    for (const std::string_view name : {key, of_old_kernels}) {
      if (const std::string_view names = normal->datum(name); !names.empty()) return names;
    }
    return normal->datum(of_call);
  };
  to.process.effective_capabilities = find("pe", "new_pe", "cap_pe");
  to.process.permitted_capabilities = find("pp", "new_pp", "cap_pp");
}

void EventMapper::State::set_begun_and_ended() {
  const auto& [call, result, arguments] = normal->call;
  if (call == Syscall::sys_exit || call == Syscall::sys_exit_group) {
    const auto status = parse_hex(arguments[0].digits);
    if (status) to.process.exit_code = static_cast<std::uint32_t>(*status & 0xff);
  }
  if (to.action != event::Action::kFork || to.success != true) return;
  if (!result || *result <= 0 || *result > INT32_MAX) return;
  to.parent = {.pid = to.process.pid, .name = to.process.name, .executable = to.process.executable};
  to.process.pid = static_cast<std::uint32_t>(*result);
}

void EventMapper::State::set_file() {
  const NormalFile& from = normal->file;
  if (from.path.empty() && from.inode.empty() && from.target_path.empty()) return;
  event::File& file = to.file;
  file.path = from.path;
  file.target_path = from.target_path;
  if (const auto mode = parse_octal(from.mode); mode && *mode <= UINT32_MAX) {
    file.type = type_of_file(static_cast<std::uint32_t>(*mode));
    file.mode = static_cast<std::uint32_t>(*mode & 07777);
  }
  const auto& after = normal->file_after;
  if (after.mode) file.mode = after.mode;
  file.owner = after.owner.id ? after.owner : if_set(from.owner);
  file.group = after.group.id ? after.group : if_set(from.group);
  file.inode = parse_number(from.inode);
  file.device = from.device;
}

void EventMapper::State::set_network() {
  (normal->ecs.source_is_server ? to.server : to.source) = normal->source;
  to.destination = normal->destination;
  to.addresses = normal->addresses;
  const auto& [direction, type] = normal->network;
  // Only what uses IP is a network in ECS: a local socket is none.
  if (!type.empty() && type != "ipv4" && type != "ipv6") return;
  to.network = {direction, type, transport_of(normal->datum("proto"))};
}

// A number alone says nothing where it is not known what it counts.
event::Object EventMapper::State::object() const {
  using enum event::Action;
  const auto& [type, primary, secondary] = normal->summary.object;
  const auto is_number = [](std::string_view text) { return parse_number(text).has_value(); };
  if (event::is_done_to_process(to.action))
    return primary == "0" ? event::Object{} : event::Object{primary, secondary};
  switch (to.action) {
    case kCreatedThread: return {to.success == true ? normal->datum("exit") : std::string_view(), {}};
    case kUidChange:
    case kGidChange:
    case kMounted:  // what is mounted at the file
    case kChangedToRunlevel: return {primary, {}};
    case kUsedBpf: return {primary, secondary};
    case kCrashedProgram:
    case kViolatedSeccompPolicy: return {{}, secondary};
    case kChangedSelinuxEnforcement:
      if (primary == "0") return {"permissive", {}};
      return primary == "1" ? event::Object{"enforcing", {}} : event::Object{};
    default: break;
  }
  const bool is_decision = emit::has_name(event::info(to.action).categories, "intrusion_detection");
  if (type == "mac-object" && !is_decision) return {};  // what was done has its own
  if (type == "user-role") return {secondary.empty() ? normal->datum("new-context") : secondary, {}};
  if (type == "file") return {primary, {}};  // which has no path
  if (!is_one_of(kNamed, type) || normal->category == "audit-daemon" || is_number(primary)) return {};
  return {primary, is_one_of(kDetailed, type) ? secondary : std::string_view()};
}

// What stands elsewhere in the event is not told twice.
void EventMapper::State::set_object() {
  to.object = object();
  const bool is_program = normal->summary.object.type == "service";  // whose unit is not told
  const auto is_told = [&](std::string_view name) {
    const bool is_process = name == to.process.name || name == to.process.executable;
    return name == to.file.path || (is_program && is_process) || name == normal->datum("message");
  };
  if (is_told(to.object.name)) to.object.name = {};
}

EventMapper::EventMapper(os::Names& names, std::string host) : state_(new State(names, std::move(host))) {}
EventMapper::~EventMapper() = default;

const event::Event& EventMapper::map(const Event& event) {
  return state_->map(event);
}

const NormalEvent& EventMapper::normal() const noexcept {
  return *state_->normal;
}

}  // namespace knox::linux_audit
