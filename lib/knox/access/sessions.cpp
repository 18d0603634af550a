// Those who got in or became another, what they ran, and their ends.
#include <algorithm>
#include <charconv>

#include "knox/access/joiner.h"
#include "knox/access/joining.h"

namespace knox::access {

namespace {

bool is_of_pam(const event::Event& event) {
  return event.access->operation.starts_with("PAM:");
}

// The accounts under which login screens run; GDM 49 numbers them.
bool is_greeter(const Person& person) {
  const std::string_view name = person.name;
  return name == "gdm" || name == "Debian-gdm" || name == "sddm" || name == "lightdm" ||
         name == "gdm-greeter" || name.starts_with("gdm-greeter-");
}

// Of "3 incorrect password attempts"; 0: there is none.
std::uint32_t leading_number(std::string_view text) {
  std::uint32_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

void Joiner::begin(At talk, const event::Event& event) {
  talk->is_denied = false;
  talk->facts.session = event.who.session;
  if (event.who.session) by_session_[key(talk->host, 's', *event.who.session)] = talk;
  if (talk->program.talk == Talk::kLogin) enter(talk, event);
}

void Joiner::open(At talk, const event::Event& event) {
  talk->is_denied = false;
  talk->is_of_pam |= is_of_pam(event);
  switch (talk->program.talk) {
    case Talk::kLogin: return enter(talk, event);
    case Talk::kSudo:
      see_target(*talk, event);
      if (talk->record == 0) run(*talk, event);
      return;
    case Talk::kSwitch:
    case Talk::kJob:
    case Talk::kOther: break;
  }
  // Without a pid, every su is the same.
  const bool is_same = talk->pid != 0 || is_within(talk->entered, event.time, kOneCommand);
  if (talk->record != 0 && is_same) return;
  Record record = record_of(*talk, event.time);
  if (talk->program.talk != Talk::kSwitch) {
    record.event = Event::kSession;
    record.type = Type::kStart;
    record.is_noise = talk->program.talk == Talk::kJob;
  }
  record.success = true;
  record.attempts = talk->failures;
  talk->record = window_.add(std::move(record));
  talk->is_in = true;
  talk->entered = event.time;
  move(talk, sessions_);
  if (sessions_.size() > kSessions) forget(std::prev(sessions_.end()));
}

void Joiner::enter(At talk, const event::Event& event) {
  if (!talk->facts.session && event.who.session && find_session(event) == nullptr) begin(talk, event);
  if (talk->is_in) {
    if (Record* const record = window_.find(talk->record)) {
      record->user.learn(event.who.target.user);
      if (record->address.empty()) record->address = talk->facts.address;
      if (record->hostname.empty()) record->hostname = talk->facts.hostname;
    }
    return;
  }
  Record record = record_of(*talk, event.time);
  record.type = Type::kLogin;
  record.success = event.code == "utmp-login" ? event.success : true;
  record.attempts = talk->failures;
  record.is_noise = is_greeter(record.user);
  talk->record = window_.add(std::move(record));
  talk->is_in = true;
  talk->entered = event.time;
  move(talk, sessions_);
  if (sessions_.size() > kSessions) forget(std::prev(sessions_.end()));
}

void Joiner::see_terminal(const event::Event& event) {
  if (find_program(event.access->program).talk != Talk::kLogin) return;
  Conversation* talk = find(event);
  if (talk != nullptr && is_another(*talk, event, Step::kTerminal)) talk = nullptr;
  if (talk == nullptr || !talk->is_in) {
    Conversation* const parent = event.who.session ? find_session(event) : find_child(event);
    if (parent != nullptr && parent->is_in) talk = parent;
  }
  if (talk == nullptr || !talk->is_in) {
    if (Conversation* const parent = find_source(event, sessions_)) talk = parent;
  }
  if (talk == nullptr || !talk->is_in) {
    if (event.source.port) return;  // a child, whose login was not seen
    return enter(obtain(event, Step::kTerminal), event);
  }
  if (event.who.terminal.empty()) return;
  talk->facts.terminal = event.who.terminal;
  if (Record* const record = window_.find(talk->record)) record->terminal = event.who.terminal;
}

void Joiner::see_target(Conversation& talk, const event::Event& event) {
  if (talk.program.talk != Talk::kSudo) return;
  talk.facts.target.learn(event.who.target.user);
  if (Record* const record = window_.find(talk.record)) record->target.learn(event.who.target.user);
}

// What sudo was asked to run. One that has run nothing has told only who was allowed.
void Joiner::run(Conversation& talk, const event::Event& event) {
  Record* const before = talk.record == 0 ? nullptr : window_.find(talk.record);
  const bool is_open = before != nullptr && before->command.empty() && before->text.empty() &&
                       event.success == true && event.code == "sudo-command" &&
                       is_within(talk.entered, event.time, kTogether);
  if (is_open) {  // PAM was first
    before->command = event.process.command_line;
    before->directory = event.process.cwd;
    before->text = event.text;
    before->terminal = event.who.terminal;
    before->target.learn(event.who.effective.user);
    return;
  }
  Record record = record_of(talk, event.time);
  record.success = event.success;
  record.text = event.text;
  record.command = event.process.command_line;
  record.directory = event.process.cwd;
  record.attempts = talk.failures;
  if (event.code == "sudo-command") {
    record.target = {};
    record.target.learn(event.who.effective.user);
    record.attempts = std::max(record.attempts, leading_number(event.error_text));
  }
  if (event.success == false) {
    const bool has_terminal = !event.who.terminal.empty();
    const std::string_view told = find_reason(event.error_text).reason;
    record.reason = or_else(or_else(told, event.error_text), talk.has_passed || talk.is_denied ? kNotAllowed
                                                             : talk.failures != 0              ? kFailed
                                                             : has_terminal                    ? kNotAllowed
                                                                            : "password_required");
  } else if (!talk.has_passed && talk.failures == 0 && event.code == "USER_CMD") {
    record.method = "no_password";
  }
  talk.record = window_.add(std::move(record));
  talk.entered = event.time;
  talk.failures = 0;
  talk.has_passed = talk.is_denied = false;
}

void Joiner::close(const event::Event& event) {
  const Program program = find_program(event.access->program);
  const bool is_person = program.talk == Talk::kLogin;
  if (program.talk == Talk::kSwitch || program.talk == Talk::kSudo) {
    // The next one is another.
    Conversation* const talk = event.process.pid ? find(event) : find_without_pid(event);
    if (talk == nullptr || talk->service != program.service) return;
    resolve(*talk);
    return forget(talk->self);
  }
  Conversation* talk = find_person(event);
  if (talk == nullptr && is_person) {
    talk = find_session(event);
    if (talk != nullptr && talk->service != program.service) talk = nullptr;
  }
  if (event.code == "utmp-logout") {
    talk = find_terminal(event);
    if (talk == nullptr && !event.who.target.user.known()) return;
  }
  if (talk == nullptr) talk = find_source(event, sessions_);
  // Red Hat's sshd tells of the end of each shell in a connection, and PAM of that of the connection.
  if (talk != nullptr && talk->is_of_pam && event.access->operation == "login") return;
  if (talk == nullptr && find_source(event, gone_) != nullptr) return;
  const At at = talk == nullptr ? obtain(event, Step::kClose) : talk->self;
  at->last = event.time;
  Record record = record_of(*at, event.time);
  if (const Record* const before = at->end == 0 ? nullptr : window_.find(at->end)) record = *before;
  record.event = is_person ? program.event : Event::kSession;
  record.type = is_person ? Type::kLogout : Type::kEnd;
  record.time = event.time;
  record.success = true;
  record.method.clear();
  record.key.clear();
  record.text.clear();
  record.keys_refused = 0;
  if (is_person && !record.session) record.session = event.who.session;
  if (is_person && event.who.session) record.user.learn({event.who.audit.id, {}});
  record.is_noise = program.talk == Talk::kJob || is_greeter(record.user);
  if (at->is_in) record.began = at->entered;
  window_.drop(at->end);
  at->end = window_.add(std::move(record));
  move(at, gone_);
}

// Who was at this terminal before has gone, and nobody has said when.
void Joiner::replace(const event::Event& event) {
  Conversation* const before = find_terminal(event);
  if (before == nullptr || !before->is_in || before->pid == event.process.pid) return;
  Record end = record_of(*before, event.time);
  end.type = Type::kLogout;
  end.began = before->entered;
  end.ended = "next_login";
  window_.add(std::move(end));
  forget(before->self);
}

void Joiner::boot(const event::Event& event, Type type) {
  Record record;
  record.time = event.time;
  record.host = event.host.name;
  record.event = Event::kSystem;
  record.type = type;
  record.success = event.success;
  record.source = event.dataset.substr(event.dataset.find('.') + 1);
  window_.add(std::move(record));
  if (type != Type::kBoot) return;
  std::erase_if(past_, [&](const auto& past) { return past.second.host == event.host.name; });
  for (At at = sessions_.begin(); at != sessions_.end();) {
    const At talk = at++;
    if (talk->host != event.host.name || talk->entered > event.time) continue;
    if (talk->program.talk == Talk::kLogin) {
      Record end = record_of(*talk, event.time);
      end.type = Type::kLogout;
      end.began = talk->entered;
      end.ended = "reboot";
      end.method.clear();
      end.key.clear();
      end.text.clear();
      end.keys_refused = 0;
      window_.add(std::move(end));
    }
    forget(talk);
  }
}

}  // namespace knox::access
