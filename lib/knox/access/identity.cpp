// Which talk an event is of. Process ids come again: daemons get the same ones after each reboot, and what
// ended the process before may be in no record. So whoever tells another address, port or name is another.
#include <algorithm>

#include "knox/access/joiner.h"
#include "knox/access/joining.h"
#include "knox/base/address.h"

namespace knox::access {

namespace {

bool is_before_login(Step step) {
  switch (step) {
    case Step::kKeyRefused:
    case Step::kRefused:
    case Step::kLoginFailed:
    case Step::kUnknown:
    case Step::kDenied:
    case Step::kTooMany:
    case Step::kPassed:
    case Step::kAllowed:
    case Step::kAccepted: return true;
    default: return false;
  }
}

bool begins_session(Step step) {
  return step == Step::kBegin || step == Step::kOpen || step == Step::kCommand;
}

// Files may be read in any order.
bool is_near(Time a, Time b, std::uint64_t seconds) {
  return is_within(a, b, seconds) && is_within(b, a, seconds);
}

// alice of "CORP\alice" and of "alice@corp.example.com".
std::string_view without_domain(std::string_view name) {
  name.remove_prefix(name.rfind('\\') + 1);  // npos + 1 is 0
  return name.substr(0, name.find('@'));
}

// Directories write one name in several ways.
bool may_be_one(const Person& person, const event::Principal& other) {
  if (person.name.empty() || other.name.empty()) return !person.id || !other.id || *person.id == *other.id;
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(without_domain(person.name), without_domain(other.name), {}, lower, lower);
}

}  // namespace

// What runs in a session names its own host where others name the one that somebody came from.
bool Joiner::is_from_outside(Talk talk, const event::Event& event) {
  const bool is_local = talk == Talk::kSwitch || talk == Talk::kSudo;
  return !is_local && (talk != Talk::kOther || !event.who.session);
}

// Without a pid, each caller of su and sudo is a process.
const std::string& Joiner::process_key(const event::Event& event) {
  if (event.process.pid) return key(event.host.name, 'p', *event.process.pid);
  const Talk kind = find_program(event.access->program).talk;
  key(event.host.name, 'n', 0);
  if (kind == Talk::kSudo || kind == Talk::kSwitch) key_.append(1, '\0').append(event.who.real.user.name);
  return key_;
}

// Old programs write no pid. Then a line belongs to those before it only if it is about the same caller.
bool Joiner::is_same_person(const Conversation& talk, const event::Event& event) {
  const std::string_view caller = event.who.real.user.name;
  const bool has_caller = talk.program.talk == Talk::kSudo || talk.program.talk == Talk::kSwitch;
  return has_caller && (caller.empty() || talk.facts.user.name == caller);
}

// Somebody comes from one place, and utmp has one record for each terminal.
bool Joiner::contradicts(const Conversation& talk, const event::Event& event) {
  const Record& facts = talk.facts;
  if (facts.source == "utmp" && !facts.terminal.empty() && !event.who.terminal.empty() &&
      facts.terminal != event.who.terminal)
    return true;
  if (!is_from_outside(talk.program.talk, event)) return false;
  const std::string_view address = plain_address(event.source.address);
  return (!facts.address.empty() && !address.empty() && facts.address != address) ||
         (facts.port && event.source.port && facts.port != event.source.port);
}

// Whether the event is of another process than the talk with its number.
bool Joiner::is_another(const Conversation& talk, const event::Event& event, Step step) {
  if (contradicts(talk, event)) return true;
  const bool is_in = talk.is_in || talk.record != 0;
  if (!is_in) return !is_near(talk.last, event.time, kSilence);
  const bool is_before = is_before_login(step), has_person = step == Step::kClose || step == Step::kTerminal;
  if (!is_before && !begins_session(step) && !has_person) return false;
  const bool is_kernels = step == Step::kBegin && talk.facts.session && event.who.session;
  if (is_kernels && talk.facts.session != event.who.session) return true;
  const bool has_target = talk.program.talk == Talk::kSwitch || talk.program.talk == Talk::kSudo;
  if (!may_be_one(has_target ? talk.facts.target : talk.facts.user, event.who.target.user)) return true;
  if (event.code == "sudo-command" && !may_be_one(talk.facts.user, event.who.real.user)) return true;
  // One connection of ssh may have many terminals.
  const bool may_be_later =
      step == Step::kClose || (step == Step::kTerminal && talk.program.event == Event::kSsh);
  return !may_be_later && !is_near(talk.entered, event.time, is_before ? kTogether : kSilence);
}

// Its process has gone, or is another's. A login's end may still be told of by its session or its place.
void Joiner::leave(At talk) {
  const Talk kind = talk->program.talk;
  if (talk->is_in && talk->end == 0 && kind != Talk::kSwitch) {
    by_pid_.erase(talk->place);
    return;
  }
  resolve(*talk);
  forget(talk);
}

// The talk of the event's process: a new one, if the number is another process's now.
Joiner::At Joiner::obtain(const event::Event& event, Step step) {
  const Program program = find_program(event.access->program);
  if (const auto found = by_pid_.find(process_key(event)); found != by_pid_.end()) {
    const At talk = found->second;
    const bool is_its = talk->service.empty() || program.service.empty() || talk->service == program.service;
    const bool is_one = is_its && talk->end == 0 && (event.process.pid || is_same_person(*talk, event));
    if (is_one && !is_another(*talk, event, step)) {
      move(talk, *talk->home);
      learn(*talk, event);
      return talk;
    }
    leave(talk);
  }
  const At talk = add(event);
  talk->place = process_key(event);
  by_pid_[talk->place] = talk;
  return talk;
}

Joiner::At Joiner::add(const event::Event& event) {
  if (talks_.size() >= kTalks) {
    resolve(talks_.back());
    forget(std::prev(talks_.end()));
  }
  talks_.emplace_front();
  const At talk = talks_.begin();
  talk->home = &talks_;
  talk->self = talk;
  talk->host = event.host.name;
  talk->pid = event.process.pid.value_or(0);
  learn(*talk, event);
  return talk;
}

// Whose session ends: of the event's process, and the same person. One daemon may have many sessions.
Joiner::Conversation* Joiner::find_person(const event::Event& event) {
  Conversation* const talk = find(event);
  const Program program = find_program(event.access->program);
  const auto is_its = [&](const Conversation& t) {
    return t.service == program.service && may_be_one(t.facts.user, event.who.target.user) &&
           !contradicts(t, event);
  };
  if (talk != nullptr && is_its(*talk)) return talk;
  if (talk == nullptr || talk->service != program.service) return nullptr;
  const auto found = std::ranges::find_if(sessions_, [&](const Conversation& t) {
    return t.pid == talk->pid && t.host == talk->host && is_its(t);
  });
  return found == sessions_.end() ? nullptr : &*found;
}

// The latest su or sudo without a pid as that user.
Joiner::Conversation* Joiner::find_without_pid(const event::Event& event) {
  const Program program = find_program(event.access->program);
  for (Conversations* const list : {&sessions_, &talks_}) {
    const auto found = std::ranges::find_if(*list, [&](const Conversation& t) {
      return t.pid == 0 && t.service == program.service && t.host == event.host.name &&
             may_be_one(t.facts.target, event.who.target.user);
    });
    if (found != list->end()) return &*found;
  }
  return nullptr;
}

}  // namespace knox::access
