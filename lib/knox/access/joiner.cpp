#include "knox/access/joiner.h"

#include <algorithm>

#include "knox/access/joining.h"
#include "knox/base/address.h"

namespace knox::access {

const std::string& Joiner::key(std::string_view host, char kind, std::uint32_t number) {
  key_.assign(reinterpret_cast<const char*>(&number), sizeof number);
  key_ += kind;
  return key_ += host;
}

void Joiner::take(const event::Event& event) {
  const Told* const told = find_told(event);
  if (told == nullptr && event.access == nullptr) return;
  const bool is_job = told == nullptr && find_program(event.access->program).talk == Talk::kJob;
  if (is_job && !has_noise_) return;
  const std::string_view host = event.host.name;
  expire(talks_, host, event.time, kSilence);
  expire(gone_, host, event.time, Window::kWait);
  window_.pass(host, event.time);
  if (told != nullptr) return tell(*told, event);
  take_step(find_step(event), event);
}

void Joiner::silence() {
  while (!gone_.empty()) {
    resolve(gone_.back());
    forget(std::prev(gone_.end()));
  }
  window_.release_all();
}

void Joiner::finish() {
  for (Conversation& talk : talks_) resolve(talk);
  for (Conversation& talk : gone_) resolve(talk);
  talks_.clear();
  sessions_.clear();
  gone_.clear();
  by_pid_.clear();
  by_session_.clear();
  window_.release_all();
}

// ---- who is there

Joiner::Conversation* Joiner::find(const event::Event& event) {
  if (!event.process.pid) return nullptr;
  const auto found = by_pid_.find(key(event.host.name, 'p', *event.process.pid));
  return found == by_pid_.end() ? nullptr : &*found->second;
}

Joiner::Conversation* Joiner::find_session(const event::Event& event) {
  if (!event.who.session) return nullptr;
  const auto found = by_session_.find(key(event.host.name, 's', *event.who.session));
  return found == by_session_.end() ? nullptr : &*found->second;
}

// What is known of the login that the event's session began with.
const Record* Joiner::find_login(const event::Event& event) {
  if (const Conversation* const login = find_session(event)) return &login->facts;
  if (!event.who.session) return nullptr;
  const auto past = past_.find(key(event.host.name, 's', *event.who.session));
  return past == past_.end() ? nullptr : &past->second;
}

// RHEL 5 has no session in what the child reports: it is of who came in a moment ago from the same place.
Joiner::Conversation* Joiner::find_child(const event::Event& event) {
  const Program program = find_program(event.access->program);
  for (Conversation& talk : sessions_) {
    if (!is_within(talk.entered, event.time, kOneCommand)) return nullptr;
    if (talk.host == event.host.name && talk.service == program.service && talk.facts.terminal.empty() &&
        talk.facts.address == event.source.address) {
      return &talk;
    }
  }
  return nullptr;
}

// In utmp a session is known by its terminal.
Joiner::Conversation* Joiner::find_terminal(const event::Event& event) {
  const auto found = std::ranges::find_if(sessions_, [&](const Conversation& talk) {
    return talk.facts.source == "utmp" && talk.facts.terminal == event.who.terminal &&
           talk.host == event.host.name;
  });
  return found == sessions_.end() ? nullptr : &*found;
}

// The children of sshd write under pids of their own, but they tell the port.
Joiner::Conversation* Joiner::find_source(const event::Event& event, Conversations& in) {
  if (!event.source.port || event.source.address.empty()) return nullptr;
  const auto found = std::ranges::find_if(in, [&](const Conversation& talk) {
    return talk.facts.port == event.source.port && talk.facts.address == event.source.address &&
           talk.host == event.host.name;
  });
  return found == in.end() ? nullptr : &*found;
}

void Joiner::learn(Conversation& talk, const event::Event& event) {
  const event::Access& access = *event.access;
  Record& facts = talk.facts;
  talk.last = event.time;
  if (talk.service.empty() && !access.program.empty()) {
    talk.program = find_program(access.program);
    talk.service = talk.program.service;
    talk.program.service = talk.service;
  }
  const auto keep = [](std::string& fact, std::string_view told) {
    if (fact.empty()) fact = told;
  };
  if (is_from_outside(talk.program.talk, event)) {
    keep(facts.address, plain_address(event.source.address));
    keep(facts.hostname, event.source.hostname);
    if (!facts.port) facts.port = event.source.port;
  }
  if (!event.who.terminal.empty()) facts.terminal = event.who.terminal;
  keep(facts.source, event.dataset.substr(event.dataset.find('.') + 1));
  facts.time_digits = event.time_digits;
  learn_people(talk, event);
}

void Joiner::learn_people(Conversation& talk, const event::Event& event) {
  Record& facts = talk.facts;
  const event::Principal& target = event.who.target.user;
  const Talk kind = talk.program.talk;
  // Who failed may try another name.
  const bool has_target = kind == Talk::kLogin || kind == Talk::kJob || kind == Talk::kOther;
  const bool is_other = !target.name.empty() && !facts.user.name.empty() && target.name != facts.user.name;
  if (has_target && is_other && !talk.is_in) facts.user = {};
  if (has_target) facts.user.learn(target);
  if (kind == Talk::kLogin || kind == Talk::kJob) return;
  facts.session = event.who.session;
  if (const Record* const login = find_login(event); login != nullptr && facts.address.empty()) {
    facts.address = login->address;
    facts.hostname = login->hostname;
    facts.port = login->port;
  }
  if (kind == Talk::kSwitch) {
    if (!facts.user.known()) facts.user.learn(event.who.real.user);
    facts.target.learn(target);
  } else if (kind == Talk::kSudo) {
    const bool is_target = event.code == "USER_START" || event.code == "CRED_REFR" || event.code == "opened";
    if (!is_target) learn_caller(talk, event);
    // pkexec writes nothing else, and where PAM has no pid it is its id that says whose it is.
    const bool is_root = event.who.real.user.id == 0U;
    if (is_target && !facts.user.known() && !is_root) facts.user.learn(event.who.real.user);
  }
  if (!facts.audit.known() && event.who.audit.known() && event.who.audit.id != facts.user.id) {
    facts.audit.learn(event.who.audit);
  }
  learn_name(facts.user, event);
  learn_name(facts.audit, event);
  if (!facts.user.id && !facts.user.name.empty() && facts.user.name == facts.audit.name) {
    facts.user.id = facts.audit.id;
    facts.audit = {};
  }
}

// Whom sudo asked to prove who they are: its caller, or, where it is told to (targetpw, rootpw), whoever
// the caller becomes. A name never comes to stand beside an id that is not its own.
void Joiner::learn_caller(Conversation& talk, const event::Event& event) {
  Person& user = talk.facts.user;
  user.learn(event.who.real.user);
  learn_name(user, event);
  const std::string_view asked = event.who.target.user.name;
  const bool is_other =
      user.name.empty() ? user.id && (*user.id == 0) != (asked == "root") : user.name != asked;
  (is_other ? talk.facts.target : user).learn({{}, asked});
}

// The name of whoever logged in, if it is the same person.
void Joiner::learn_name(Person& person, const event::Event& event) {
  if (!person.name.empty() || !person.id) return;
  const Record* const login = find_login(event);
  if (login != nullptr && login->user.id == person.id) person.name = login->user.name;
}

void Joiner::forget(At talk) {
  if (talk->end != 0 && talk->program.talk == Talk::kLogin && talk->facts.session) {
    if (past_.size() >= kSessions) past_.clear();
    past_[key(talk->host, 's', *talk->facts.session)] = talk->facts;
    past_[key_].host = talk->host;
  }
  const auto by_pid = by_pid_.find(talk->place);
  if (by_pid != by_pid_.end() && by_pid->second == talk) by_pid_.erase(by_pid);
  if (talk->facts.session) {
    const auto by_session = by_session_.find(key(talk->host, 's', *talk->facts.session));
    if (by_session != by_session_.end() && by_session->second == talk) by_session_.erase(by_session);
  }
  talk->home->erase(talk);
}

// Of other hosts, whose clocks are others, nothing is known.
void Joiner::expire(Conversations& list, std::string_view host, Time now, std::uint64_t seconds) {
  while (!list.empty()) {
    const At oldest = std::prev(list.end());
    if (oldest->host == host && is_within(oldest->last, now, seconds)) return;
    if (oldest->host != host && list.size() < kTalks / 2) return;
    resolve(*oldest);
    forget(oldest);
  }
}

Record Joiner::record_of(const Conversation& talk, Time time) const {
  Record record = talk.facts;
  record.time = time;
  record.host = talk.host;
  record.event = talk.program.event;
  record.service = talk.service;
  if (talk.pid != 0) record.pid = talk.pid;
  return record;
}

// ---- what they say

void Joiner::take_step(Step step, const event::Event& event) {
  switch (step) {
    case Step::kIgnored: return;
    case Step::kBoot: return boot(event, Type::kBoot);
    case Step::kShutdown: return boot(event, Type::kShutdown);
    case Step::kClose: return close(event);
    case Step::kTerminal: return see_terminal(event);
    default: break;
  }
  // A child of somebody who is in: it was told already.
  const bool is_new = find(event) == nullptr;
  if (is_new && (step == Step::kTarget || (step == Step::kContact && find_session(event) != nullptr))) return;
  const At talk = obtain(event, step);
  switch (step) {
    case Step::kContact:
      if (!event.access->key.empty()) talk->facts.key = event.access->key;
      return;
    case Step::kKeyRefused: return refuse_key(*talk, event);
    case Step::kRefused: return refuse(*talk, event);
    case Step::kLoginFailed: return count_failed(*talk, event);
    case Step::kDenied: return deny(*talk, event);
    case Step::kUnknown: return know_nobody(talk, event);
    case Step::kAccepted:
      if (event.code == "utmp-login") replace(event);
      pass(*talk, event);
      return enter(talk, event);
    case Step::kTooMany:
      if (talk->failures == 0) fail(*talk, event, kProgram, "max_attempts");
      return;
    case Step::kPassed: return pass(*talk, event);
    case Step::kBegin: return begin(talk, event);
    case Step::kOpen: return open(talk, event);
    case Step::kTarget: return see_target(*talk, event);
    case Step::kGone:
      if (!talk->is_in) move(talk, gone_);
      return;
    case Step::kCommand: return run(*talk, event);
    case Step::kChange: return change(*talk, event);
    default: return;
  }
}

}  // namespace knox::access
