#include "knox/bsm/event_mapper.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <utility>

#include "knox/base/out.h"
#include "knox/bsm/constants.h"
#include "knox/bsm/origin.h"
#include "knox/bsm/table_file.h"
#include "knox/event/signal_name.h"

namespace knox::bsm {

namespace {

constexpr std::string_view kDataset = "knox.bsm";
constexpr event::Event kNothing = {};
constexpr std::uint32_t kNumbers = 6;  // of an event: it is damaged or not, and ended in one of three ways

// Solaris' strings have sizes instead of NULs: rewritten into `memory`.
event::StringList list_of(const Texts& texts, std::string& memory) {
  memory.clear();
  for_each_text(texts, [&](std::string_view text) { memory.append(text) += '\0'; });
  return {memory, texts.count};
}

struct System {
  std::string_view type, platform;  // as ECS calls them
};
System system_of(Platform platform) {
  switch (platform) {
    case Platform::kDarwin: return {"macos", "darwin"};
    case Platform::kFreeBsd: return {"unix", "freebsd"};
    case Platform::kSolaris: return {"unix", "solaris"};
    case Platform::kUnknown: break;
  }
  return {};
}

}  // namespace

EventMapper::EventMapper(const EventMapperOptions& options)
    : tables_(*options.tables), names_(*options.names), host_(options.host), errors_(256), actors_(names_) {
  file_token_.meaning.word = "trail-file";
  file_token_.meaning.types = "info";
  for (std::size_t i = 1; i < errors_.size(); ++i) {
    const auto number = static_cast<std::uint8_t>(i);
    errors_[i].number = std::to_string(i);
    errors_[i].code = errno_name(number);
    if (errors_[i].code.empty()) errors_[i].code = errors_[i].number;
    if (const std::optional<int> local = local_errno(number)) errors_[i].text = std::strerror(*local);
  }
}

const EventMapper::OfEvent& EventMapper::of_event(std::uint16_t number) {
  constexpr std::string_view kAuthentication = "authentication";
  if (generation_ != tables_.generation()) {
    generation_ = tables_.generation();
    events_.clear();
    events_.resize(std::size_t{1} << 16);
  }
  std::unique_ptr<const OfEvent>& known = events_[number];
  if (known) return *known;
  const Event* const event = tables_.events().find(number);
  auto made = std::make_unique<OfEvent>();
  made->meaning = meaning_of(event);
  made->code = std::to_string(number);
  const std::string_view categories = made->meaning.categories;
  const bool authenticates = has_name(categories, kAuthentication);
  made->attempt = authenticates ? kAuthentication : categories;
  made->is_login = authenticates || has_name(categories, "session");
  made->number = last_number_ += kNumbers;
  known = std::move(made);
  return *known;
}

const event::Event& EventMapper::map(const Record& record) {
  const OfEvent& known = record.is_file() ? file_token_ : of_event(record.header().event);
  event_ = kNothing;
  gather(record, known.meaning.hint, facts_);
  facts_.is_linux = is_from_linux(record, tables_);
  address_texts_.begin_record();
  take_result(record);
  take_event(record, known);
  take_who();
  take_act(record);
  take_process();
  take_object();
  take_file();
  take_addresses(known.is_login);
  take_texts();
  if (facts_.is_linux) take_linux_facts();
  take_host(record.header());
  const std::string_view host = event_.host.name.empty() ? event_.host.address : event_.host.name;
  event_.id = ids_.of(record.bytes(), event_.time, event_.time_digits, host);
  return event_;
}

void EventMapper::take_event(const Record& record, const OfEvent& known) {
  const Meaning& meaning = known.meaning;
  event_.time = facts_.time;
  event_.time_digits = facts_.time_digits;
  if (facts_.sequence) event_.sequence = *facts_.sequence;
  event_.code = known.code;
  event_.dataset = kDataset;
  event_.kind = record.damage() ? event::Kind::kDamaged : event::Kind::kEvent;
  event_.number = known.number + (record.damage() ? 3U : 0U);
  if (event_.success) event_.number += *event_.success ? 1 : 2;
  event_.action = meaning.action;
  event_.word = meaning.word;
  event_.categories = event_.success == true ? meaning.categories : known.attempt;
  event_.types = meaning.types;
}

void EventMapper::take_result(const Record& record) {
  const Outcome ended = facts_.result ? outcome(facts_.result->error) : Outcome::kUnknown;
  if (ended != Outcome::kUnknown) event_.success = ended == Outcome::kSuccess;
  if (ended == Outcome::kFailure) {
    const ErrorText& error = errors_[facts_.result->error];
    const bool is_errno = is_kernel_event(record.header().event);
    event_.error = is_errno ? error.code : error.number;
    if (is_errno) event_.error_text = error.text;
  } else if (record.damage()) {
    damage_ = describe(*record.damage());
    event_.error_text = damage_;
  }
}

event::Principal EventMapper::user(std::uint32_t id) const {
  return id == kUnsetId ? event::Principal{} : event::Principal{id, names_.user(id)};
}
event::Principal EventMapper::group(std::uint32_t id) const {
  return id == kUnsetId ? event::Principal{} : event::Principal{id, names_.group(id)};
}

void EventMapper::take_who() {
  event::Who& who = event_.who;
  if (facts_.subject) {
    who = actors_.of(*facts_.subject);
    if (facts_.subject->session != kUnsetId) who.session = facts_.subject->session;
  }
  if (facts_.target) {
    who.target = {user(facts_.target->uid), group(facts_.target->gid)};
  } else {
    who.target.user.name = facts_.target_name;
  }
  take_login(who);
}

// Of a login, its end and what comes before it, who acts is the person, as on Linux, and not the daemon; of
// su, the rights are those of whom it is for. The subject's own ids are in EcsRest.
void EventMapper::take_login(event::Who& who) {
  using enum event::Action;
  event::Principal& person = who.target.user;
  switch (event_.action) {
    case kLoggedIn:
      if (!person.known()) person = who.audit;
      if (!person.id && event_.success == true) person.id = who.audit.id;
      break;
    case kAuthenticated:
      if (!person.known()) return;
      break;
    case kLoggedOut:
      if (!who.audit.known()) return;
      person = who.audit;
      break;
    case kSwitchedUser:
      if (!person.known()) return;
      who.effective = std::exchange(who.target, {});
      who.number = 0;
      return;
    default: return;
  }
  who.real = std::exchange(who.target, {});
  who.effective = {};
  who.number = 0;  // these are not those of the subject
}

// The child that a fork made, which may be no more than what it returned, and the status of an exit.
void EventMapper::take_act(const Record& record) {
  if (record.is_file()) return;
  const event::ProcessAct act = process_act(record.header().event);
  if (act != event::ProcessAct::kFork && act != event::ProcessAct::kExit) return;
  const event::ProcessEvent* const told = acts_.decode(record);
  if (told == nullptr) return;
  if (told->child) facts_.child = told->child->pid;
  event_.process.exit_code = told->exit_status;
}

void EventMapper::take_process() {
  event::Process& process = event_.process;
  if (facts_.subject && !(facts_.is_linux && facts_.subject->pid == 0)) process.pid = facts_.subject->pid;
  if (facts_.child) {
    event_.parent.pid = process.pid;
    process.pid = facts_.child;
  }
  if (facts_.identity && facts_.signer() != Signer::kCaller) {
    event::Process& signer = facts_.child ? event_.parent : process;
    signer.signature = {facts_.identity->signing_id.bytes, facts_.identity->team_id.bytes};
  }
  process.executable = facts_.executable;
  if (facts_.has_command()) take_command(process);
}

// The process that something is done to, by a signal, ptrace(2), task_for_pid; and the id that setuid(2)
// changes to.
void EventMapper::take_object() {
  const bool is_identity =
      event_.action == event::Action::kUidChange || event_.action == event::Action::kGidChange;
  if (is_identity && facts_.arguments.size() == 1 && facts_.arguments[0].value <= UINT32_MAX) {
    char* const end = put_decimal(object_.data(), facts_.arguments[0].value);
    event_.object.name = {object_.data(), static_cast<std::size_t>(end - object_.data())};
    return;
  }
  if (!facts_.process || facts_.process->pid == 0 || facts_.process->pid == kUnsetId) return;
  char* const end = put_decimal(object_.data(), facts_.process->pid);
  event_.object.name = {object_.data(), static_cast<std::size_t>(end - object_.data())};
}

void EventMapper::take_command(event::Process& process) {
  if (facts_.command) {
    process.args = list_of(facts_.command->args, args_);
    process.env = list_of(facts_.command->env, env_);
    return;
  }
  if (facts_.args) process.args = {facts_.args->args.bytes, facts_.args->args.count};
  if (facts_.env) process.env = {facts_.env->env.bytes, facts_.env->env.count};
}

void EventMapper::take_file() {
  event::File& file = event_.file;
  file.path = facts_.path;
  file.target_path = facts_.target_path;
  if (!facts_.attributes) return;
  constexpr std::uint32_t kModeBits = 07777;
  const FileAttributes& told = *facts_.attributes;
  file.type = told.type();
  if (told.has_mode) file.mode = told.mode & kModeBits;
  if (told.has_uid) file.owner = user(told.uid);
  if (told.has_gid) file.group = group(told.gid);
  file.inode = told.node;
  char* const end = put_decimal(device_.data(), told.fsid);
  file.device = {device_.data(), static_cast<std::size_t>(end - device_.data())};
}

void EventMapper::take_addresses(bool is_login) {
  addresses_.clear();
  for (const std::string_view address : facts_.addresses) addresses_.push_back(address_texts_.of(address));
  event_.addresses = addresses_;
  if (facts_.socket) {
    take_socket(*facts_.socket);
  } else if (is_login) {
    take_end(event_.source, facts_.origin);
    if (event_.source.is_ip) event_.network.type = facts_.origin.address.size() == 16 ? "ipv6" : "ipv4";
  }
}

// An unset address is shown where it is the one that a call was given.
void EventMapper::take_end(event::Endpoint& end, const SocketEnd& told) {
  end.address = address_texts_.of(told.address);
  end.is_ip = !end.address.empty();
  if (end.is_ip && told.port != 0) end.port = told.port;
}

void EventMapper::take_socket(const SocketEnds& socket) {
  const auto& [local, remote, path] = socket;
  const bool is_outgoing = facts_.hint == Hint::kOutgoing;
  const bool is_serving = facts_.hint == Hint::kServing;
  event::Endpoint& own = is_outgoing ? event_.source : event_.destination;
  event::Endpoint& other = is_outgoing ? event_.destination : event_.source;
  event::Endpoint& shown = is_serving ? event_.server : other;
  take_end(shown, remote);
  shown.path = path;
  if (!is_serving) take_end(own, local);
  if (!path.empty()) return;
  event_.network.type = remote.address.size() == 16 ? "ipv6" : "ipv4";
  if (!is_serving) event_.network.direction = is_outgoing ? "egress" : "ingress";
}

void EventMapper::take_texts() {
  text_.clear();
  const std::span texts(facts_.texts);
  const std::size_t own = facts_.is_linux ? facts_.first_texts : texts.size();
  add_telling_arguments();
  for (const std::string_view text : texts.first(own)) {
    if (facts_.hint == Hint::kSymlink && text == event_.file.target_path) continue;
    if (!text_.empty()) text_ += ", ";
    text_ += text;
  }
  event_.text = text_;
  for (const std::string_view text : texts.subspan(own)) take_linux_text(text);
}

// Those without which one event is like its opposite: a signal, what audit is set to.
void EventMapper::add_telling_arguments() {
  using enum event::Action;
  for (const ArgumentFacts& argument : facts_.arguments) {
    const bool is_signal = event_.action == kKilledPid && argument.text == "signal";
    if (!is_signal && event_.action != kChangedAuditConfiguration) continue;
    if (!text_.empty()) text_ += ' ';
    const std::string_view name = is_signal
                                      ? event::shared_signal_name(static_cast<std::uint32_t>(argument.value))
                                      : std::string_view();
    if (name.empty()) {
      text_.append(argument.text).append("=").append(std::to_string(argument.value));
    } else {
      text_ += name;
    }
  }
}

// The first of each key counts.
void EventMapper::take_linux_text(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == text.npos) return;
  const std::string_view key = text.substr(0, equals), value = text.substr(equals + 1);
  event::Process& caller = facts_.child ? event_.parent : event_.process;
  const auto take = [&](std::string_view& fact) {
    if (fact.empty()) fact = value;
  };
  if (key == "cwd") return take(caller.cwd);
  if (key == "comm") return take(caller.name);
  if (key == "exe") return take(caller.executable);
  if (key == "tty") return take(event_.who.terminal);
  if (key == "node") return take(event_.host.name);
  if (key == "ppid" && !event_.parent.pid) event_.parent.pid = parse_number<std::uint32_t>(value);
}

// What Linux says of an event in texts (knox-bsm(5)).
std::string_view EventMapper::linux_text(std::string_view key) const {
  for (const std::string_view text : facts_.texts) {
    if (text.size() > key.size() && text.starts_with(key) && text[key.size()] == '=')
      return text.substr(key.size() + 1);
  }
  return {};
}

void EventMapper::take_linux_facts() {
  const bool is_call =
      std::ranges::any_of(facts_.texts, [](std::string_view text) { return text.starts_with("SYSCALL "); });
  if (!is_call && !facts_.texts.empty())
    event_.error = event_.error_text = {};  // EPERM stands for a failure without a number
  if (facts_.hint == Hint::kSymlink && facts_.paths.size() > 1)
    event_.file.target_path = facts_.paths.front();
  if (event_.action == event::Action::kRanCommand) event_.process.command_line = linux_text("cmd");
  const std::string_view account = linux_text("acct");
  const bool is_login =
      has_name(event_.categories, "authentication") || has_name(event_.categories, "session");
  if (account.empty() || !is_login) return;
  // As in linux_audit/meaning/meaning.cpp: a login lets somebody in who is nobody before; su is run by
  // somebody.
  event::Who& who = event_.who;
  const bool is_persons_program = event::is_persons_program(linux_text("exe"));
  if (who.audit.known() || is_persons_program) {
    if (who.audit.known()) who.real = {who.audit, {}};
    who.effective = {{.id = {}, .name = account}, {}};
    if (who.real.user.name == account) who.effective = {};
  } else {
    who.real = {{.id = {}, .name = account}, {}};
    who.effective = {};
  }
  who.number = 0;
}

void EventMapper::take_host(const HeaderFacts& header) {
  event::Host& host = event_.host;
  if (!host_.empty()) host.name = host_;
  if (!header.host.empty()) host.address = address_texts_.of(header.host);
  const System system = facts_.is_linux ? System{"linux", "linux"} : system_of(tables_.platform());
  host.os_type = system.type;
  host.os_platform = system.platform;
}

}  // namespace knox::bsm
