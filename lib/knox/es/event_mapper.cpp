#include "knox/es/event_mapper.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <charconv>
#include <utility>

#include "knox/emit/ecs_schema.h"
#include "knox/es/events.h"
#include "knox/es/exec.h"

namespace knox::es {

namespace {

constexpr std::string_view kDataset = "knox.es";
constexpr std::uint32_t kUnset = ~std::uint32_t{0};
constexpr std::uint32_t kNumbers = 32;   // of an event: how it ended, and what for a file was opened
constexpr std::size_t kMostNames = 512;  // that are kept; public ones are fewer
constexpr event::Event kNothing = {};

std::optional<std::uint32_t> number_of(const Member* member) {
  std::uint32_t value = 0;
  if (member == nullptr || member->kind != Member::Kind::kNumber) return std::nullopt;
  const std::string_view text = member->text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text == "-1") return kUnset;
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// FREAD, FWRITE and O_CREAT, O_TRUNC of xnu's fcntl.h, as BSM's events of open are told apart.
std::string_view open_types(std::uint32_t flags, std::uint32_t& variant) {
  constexpr std::string_view kTypes[] = {"access",          "change",          "access change",
                                         "access creation", "change creation", "access change creation"};
  const bool reads = (flags & 1) != 0 || (flags & 3) == 0, writes = (flags & 2) != 0 || (flags & 0x400) != 0;
  const bool creates = (flags & 0x200) != 0;
  variant = (writes ? (reads ? 2U : 1U) : 0U) + (creates ? 3U : 0U);
  return kTypes[variant];
}

event::Signature signature_of(const Process& process) {
  return {.signing_id = process.signing_id,
          .team_id = process.team_id,
          .flags = process.signing_flags,
          .is_platform = process.is_platform,
          .cdhash = process.cdhash,
          .sha1 = process.executable.sha1,
          .sha256 = process.executable.sha256};
}

bool is_ip(std::string_view address, bool& is_v6) {
  const std::string text(address.substr(0, 64));
  in6_addr bytes;
  is_v6 = ::inet_pton(AF_INET6, text.c_str(), &bytes) == 1;
  return is_v6 || ::inet_pton(AF_INET, text.c_str(), &bytes) == 1;
}

}  // namespace

const EventMapper::OfEvent& EventMapper::of_event(std::string_view name) {
  constexpr std::string_view kAuthentication = "authentication";
  const auto found = events_.find(name);
  if (found != events_.end()) return found->second;
  const bool has_room = events_.size() < kMostNames;
  OfEvent& made = events_[has_room ? std::string(name) : std::string()];
  made = {};
  made.meaning = meaning_of(name);
  made.values = values_of(name);
  const std::string_view categories = made.meaning.categories;
  made.attempt = emit::has_name(categories, kAuthentication) ? kAuthentication : categories;
  if (has_room) made.number = last_number_ += kNumbers;
  return made;
}

const event::Event& EventMapper::map(const Message& message) {
  message_ = &message;
  taken_.assign(message.members.size(), false);
  event_ = kNothing;
  const OfEvent& known = of_event(message.event);
  const Hint hint = known.meaning.hint;
  take_actor();
  take_result();
  take_event(known);
  take_begun();
  if (hint == Hint::kLogin) take_login();
  if (message.event == "authentication") take_method();
  if (hint == Hint::kSwitch) take_switch();
  take_account(known);
  take_victim();
  take_files(hint);
  take_socket(hint);
  take_source();
  take_rest(known);
  take_id();
  return event_;
}

const Member* EventMapper::take(std::string_view key) {
  for (std::size_t i = 0; i < message_->members.size(); ++i) {
    if (taken_[i] || message_->members[i].key != key) continue;
    taken_[i] = true;
    return &message_->members[i];
  }
  return nullptr;
}
std::string_view EventMapper::take_text(std::string_view key) {
  const Member* const member = take(key);
  return member == nullptr || member->kind != Member::Kind::kText ? std::string_view() : member->text;
}
std::optional<std::uint32_t> EventMapper::take_number(std::string_view key) {
  return number_of(take(key));
}

event::Principal EventMapper::user(std::optional<std::uint32_t> id) const {
  return !id || *id == kUnset ? event::Principal{} : event::Principal{id, names_.user(*id)};
}
event::Principal EventMapper::group(std::optional<std::uint32_t> id) const {
  return !id || *id == kUnset ? event::Principal{} : event::Principal{id, names_.group(*id)};
}

// What the event says itself goes before what Endpoint Security let happen.
void EventMapper::take_result() {
  const Outcome ended = outcome(*message_);
  event_.success = ended.success;
  event_.error = ended.error;
  if (const Member* const success = take("success"); success != nullptr)
    event_.success = success->text == "true";
  if (const Member* const code = message_->find("error_code"); code != nullptr) {
    take("error_code");
    event_.success = code->text == "0";
    if (event_.success == false) event_.error = code->text;
  }
  if (message_->event == "authorization_judgement") take_judgement();
  const Member* const result = message_->event == "openssh_login" ? take("result_type") : nullptr;
  const std::string_view failure = take_text("failure_message");
  if (event_.success != false) return;
  if (const std::optional<std::uint32_t> type = number_of(result)) {
    event_.error = result->text;
    event_.error_text = openssh_result(*type);
  }
  if (!failure.empty()) event_.error_text = failure;
}

// Rights that were granted are in the text, each with its name; the code is the result of them all.
void EventMapper::take_judgement() {
  take("results");  // an empty list
  if (const Member* const code = take("return_code");
      code != nullptr && code->kind == Member::Kind::kNumber) {
    event_.success = code->text == "0";
    if (event_.success == true) return;
    event_.error = code->text;
    event_.error_text = authorization_result(code->text);
    return;
  }
  event_.success.reset();
  for (const Member& member : message_->members) {
    if (member.key == "granted") event_.success = event_.success.value_or(true) && member.text == "true";
  }
}

// Whether a member says that the event's action is the other one of its hint.
bool EventMapper::says_other(Hint hint) const {
  const auto says = [&](std::string_view key, std::string_view text) {
    const Member* const member = message_->find(key);
    return member != nullptr && member->text == text;
  };
  switch (hint) {
    case Hint::kGroup: return says("record_type", "1");
    case Hint::kSignal: return says("sig", "0");
    case Hint::kUpdate: return says("is_update", "true");
    default: return false;
  }
}

void EventMapper::take_event(const OfEvent& known) {
  const Meaning& meaning = known.meaning;
  event_.time = message_->time;
  event_.time_digits = message_->time_digits;
  event_.sequence = message_->sequence;
  event_.code = message_->event;
  event_.dataset = kDataset;
  event_.kind = message_->is_picked ? event::Kind::kAlert : event::Kind::kEvent;
  event_.action = meaning.action;
  event_.word = meaning.word;
  event_.categories = event_.success == true ? meaning.categories : known.attempt;
  event_.types = meaning.types;
  event_.host = {.name = host_.empty() ? message_->hostname : std::string_view(host_),
                 .os_type = "macos",
                 .os_platform = "darwin"};
  std::uint32_t variant = 0;
  if (meaning.hint == Hint::kOpen) {
    if (const std::optional<std::uint32_t> flags = take_number("fflag"))
      event_.types = open_types(*flags, variant);
  } else if (says_other(meaning.hint)) {
    const event::Action other = other_action(meaning.hint);
    const event::ActionInfo& info = event::info(other);
    event_.action = other;
    event_.word = info.word;
    event_.types = info.types;
    variant = 1;
  }
  if (known.number == 0 || event_.kind == event::Kind::kAlert) return;
  event_.number = known.number + variant * 3 + (event_.success ? (*event_.success ? 1 : 2) : 0);
}

void EventMapper::take_token(const Token& token) {
  const event::ProcessIds& ids = token.ids;
  event::Who& who = event_.who;
  who.real = {user(ids.ruid), group(ids.rgid)};
  if (ids.euid != ids.ruid || ids.egid != ids.rgid) who.effective = {user(ids.euid), group(ids.egid)};
  who.audit = user(ids.auid);
  if (ids.session != kUnset) who.session = ids.session;
  event_.process.pid = ids.pid;
}

// Of a begun process its own; who acts is then its parent, or what it was before.
void EventMapper::take_actor() {
  const Member* const instigator = take("instigator");
  const Member* const its_token = take("instigator_token");
  const Process* actor = &message_->process;
  if (message_->event == "exec" && message_->target.known()) actor = &message_->target;
  if (instigator != nullptr && instigator->process != nullptr) actor = instigator->process;
  if (actor == &message_->process && its_token != nullptr && its_token->process != nullptr) {
    return take_token(its_token->process->token);
  }
  take_token(actor->token);
  event_.who.terminal = terminal(actor->tty);
  event_.process.executable = actor->executable.path;
  event_.process.signature = signature_of(*actor);
  event_.parent.pid = actor->parent ? actor->parent->ids.pid : actor->ppid;
}

void EventMapper::take_begun() {
  event::Process& process = event_.process;
  if (message_->event == "exec") {
    process.args = message_->args;
    process.env = message_->env;
    process.cwd = message_->cwd;
    if (message_->target.executable.known()) take_file(message_->target.executable);
  } else if (message_->event == "fork") {
    event_.parent = std::exchange(process, {});
    process.pid = message_->target.token.ids.pid;
    process.executable = message_->target.executable.path;
    process.signature = signature_of(message_->target);
  } else if (message_->event == "exit" && message_->exit_status) {
    const std::uint32_t signal = *message_->exit_status & 0x7f;
    if (signal == 0) {
      process.exit_code = *message_->exit_status >> 8 & 0xff;
    } else {
      event_.object.detail = signal_name(signal);
    }
  }
}

// As in a login of BSM or Linux, who acts is the person, and not the daemon.
void EventMapper::take_login() {
  event::Principal person;
  for (const std::string_view key :
       {"username", "authentication_username", "session_username", "record_name"}) {
    const Member* const name = message_->find(key);
    if (name == nullptr || name->text.empty() || name->kind != Member::Kind::kText) continue;
    if (key == "record_name" && message_->find("record_type") != nullptr &&
        message_->find("record_type")->text != "Users") {
      continue;
    }
    take(key);
    person.name = name->text;
    break;
  }
  person.id = take_number("uid");
  if (person.id == kUnset) person.id.reset();
  event::Who& who = event_.who;
  // Whoever asks to be authenticated is not always who is.
  const bool is_of_session = event_.categories.find("session") != event_.categories.npos;
  // The daemon of screens is of no session that it shows.
  const bool may_be_its = !message_->event.starts_with("screensharing_");
  if (may_be_its && is_of_session && event_.success == true && !person.id) person.id = who.audit.id;
  if (may_be_its && !person.known()) person = who.audit;
  if (!person.known()) {
    who.real = {};
    who.effective = {};
    return;
  }
  if (person.name.empty()) person = user(person.id);
  if (who.audit.id && who.audit.id == person.id && who.audit.name.empty()) who.audit = person;
  who.real = {person, {}};
  who.effective = {};
}

// es_authentication_type_t. Of OpenDirectory (0) it is not told what was checked.
void EventMapper::take_method() {
  constexpr std::string_view kMethods[] = {"", "touchid", "token", "auto_unlock"};
  for (const Member& member : message_->members) {
    if (member.depth != 0 || member.key != "type") continue;
    const std::uint32_t type = number_of(&member).value_or(0);
    access_ = {.method = type < std::size(kMethods) ? kMethods[type] : std::string_view()};
    event_.access = &access_;
  }
}

void EventMapper::take_switch() {
  const auto principal = [&](std::string_view id_key, std::string_view name_key) {
    event::Principal told{take_number(id_key), take_text(name_key)};
    if (told.id == kUnset) told.id.reset();
    return told;
  };
  const event::Principal from = principal("from_uid", "from_username");
  const event::Principal to = principal("to_uid", "to_username");
  if (from.known()) event_.who.real.user = from;
  event_.who.effective = {to, {}};
  event::Process& process = event_.process;
  if (const Member* const argv = take("argv"); argv != nullptr && !argv->list.empty())
    process.args = argv->list;
  if (const Member* const env = take("env"); env != nullptr && !env->list.empty()) process.env = env->list;
  take("argc");
  take("env_count");
  process.command_line = take_text("command");
}

// Whom it is done to.
void EventMapper::take_account(const OfEvent& known) {
  event::Who& who = event_.who;
  for (const std::string_view key : {"user_name", "account_name"}) {
    if (const std::string_view name = take_text(key); !name.empty()) who.target.user.name = name;
  }
  if (const std::string_view name = take_text("group_name"); !name.empty()) who.group.name = name;
  const Member* const member_type = message_->find("member_type");
  if (member_type != nullptr && member_type->text == "0") {
    take("member_type");
    who.target.user.name = take_text("member_value");
  }
  if (known.meaning.hint == Hint::kGroup) {
    take("record_type");
    const bool is_group = event_.action == event::Action::kModifiedGroupAccount;
    (is_group ? who.group : who.target.user).name = take_text("record_name");
  }
}

// The process that it is done to, which the text names, too, with its path.
void EventMapper::take_victim() {
  const Member* const target = message_->find("target");
  if (target == nullptr || target->process == nullptr) return;
  const event::ProcessIds& ids = target->process->token.ids;
  event_.who.target = {user(ids.ruid), group(ids.rgid)};
  if (!ids.pid) return;
  const char* const end = std::to_chars(pid_.data(), pid_.data() + pid_.size(), *ids.pid).ptr;
  event_.object = {.name = {pid_.data(), end}, .detail = event::base_name(target->process->executable.path)};
}

void EventMapper::take_source() {
  take("source_address_type");
  const std::string_view address = take_text("source_address");
  if (address.empty()) return;
  bool is_v6 = false;
  event_.source.is_ip = is_ip(address, is_v6);
  if (address.starts_with('/')) {
    event_.source.path = address;
  } else {
    event_.source.address = address;
  }
  if (event_.source.is_ip) event_.network.type = is_v6 ? "ipv6" : "ipv4";
}

// A client gets each message once, and counts them; clocks alone may say the same of two.
void EventMapper::take_id() {
  std::uint64_t hash = event::host_number(message_->event) ^ event::host_number(message_->hostname);
  const auto add = [&](std::uint64_t part) {
    for (int shift = 0; shift < 64; shift += 8) hash = (hash ^ (part >> shift & 0xff)) * 0x100000001b3;
  };
  const event::ProcessIds& ids = message_->process.token.ids;
  for (const std::uint64_t part :
       {message_->time.seconds, std::uint64_t{message_->time.nanoseconds}, message_->mach_time.value_or(0),
        message_->sequence.value_or(0), message_->type_sequence.value_or(0), message_->thread.value_or(0),
        std::uint64_t{ids.pid.value_or(0)}, std::uint64_t{message_->process.token.version.value_or(0)},
        event::host_number(message_->uuid)}) {
    add(part);
  }
  id_.assign(24, '0');
  for (std::size_t i = 0; i < 8; ++i) id_[i] = kHexDigits[message_->time.seconds >> (28 - 4 * i) & 15];
  for (std::size_t i = 0; i < 16; ++i) id_[8 + i] = kHexDigits[hash >> (60 - 4 * i) & 15];
  event_.id = id_;
}

}  // namespace knox::es
