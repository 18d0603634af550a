// Sources that say in one event what happened (tables/told.def). Logins and their ends are still joined, by
// host and session.
#include "knox/access/joiner.h"
#include "knox/base/address.h"
#include "knox/event/line.h"

namespace knox::access {

namespace {

bool is_of_person(Event event) {
  return event == Event::kSsh || event == Event::kLogin || event == Event::kLoginWindow ||
         event == Event::kScreensharing || event == Event::kAuthentication;
}
bool is_of_accounts(Event event) {
  return event == Event::kAccount || event == Event::kGroup || event == Event::kPassword;
}

// BSM's logout says whose it is in words, or not at all.
bool is_of_ssh(std::string_view text) {
  return text.starts_with("sshd logout ");
}

std::string command_of(const event::Process& process) {
  if (!process.args.known()) return std::string(process.command_line);
  std::string command;
  for (const std::string_view word : process.args) {
    if (!command.empty()) command += ' ';
    command += word;
  }
  return command;
}

void tell_people(Record& record, const event::Event& event) {
  const event::Who& who = event.who;
  record.user.learn(who.real.user);
  if (is_of_person(record.event)) return;
  // Of BSM's su the effective user is su's own, which is root; whom it was is only known where it failed.
  const bool is_su = record.event == Event::kSu && (record.source != "bsm" || record.success == false);
  if (is_su || (record.event == Event::kSudo && record.source == "es")) {
    record.target.learn(who.effective.user);
  } else if (is_of_accounts(record.event)) {
    record.target.learn(who.target.user);
    record.group.learn(who.group);
  }
  if (who.audit.known() && who.audit.id != who.real.user.id) record.audit.learn(who.audit);
}

}  // namespace

Record told_record(const Told& told, const event::Event& event) {
  Record record;
  record.time = event.time;
  record.time_digits = event.time_digits;
  record.host = event.host.name;
  record.event = told.event;
  record.type = told.type;
  record.success = event.success;
  record.service = told.service.empty() ? event::program_name(event.process) : told.service;
  record.source = told.dataset;
  record.pid = event.process.pid;
  record.session = event.who.session;
  record.terminal = event.who.terminal;
  record.address = plain_address(event.source.address);
  record.hostname = event.source.hostname;
  record.port = event.source.port;
  if (told.event == Event::kSu || told.event == Event::kSudo) record.command = command_of(event.process);
  record.text = event.text;
  record.path = event.file.path.empty() ? event.object.name : event.file.path;
  if (event.action == event::Action::kModifiedGroupAccount) record.event = Event::kGroup;
  record.is_noise = told.event == Event::kAuthorization || told.event == Event::kSession;
  tell_people(record, event);
  const Reason reason = find_reason(event.error_text.empty() ? event.text : event.error_text);
  if (event.success == false) record.reason = reason.reason.empty() ? event.error : reason.reason;
  record.method = reason.method;
  return record;
}

void Joiner::tell(const Told& told, const event::Event& event) {
  Record record = told_record(told, event);
  if (join_told(record, event)) return;
  const bool is_login = record.type == Type::kLogin && record.success == true && record.session.has_value();
  const bool is_authentication = record.event == Event::kAuthentication;
  if (is_login) {
    sessions_.emplace_front();
    Conversation& session = sessions_.front();
    session.home = &sessions_;
    session.self = sessions_.begin();
    session.host = record.host;
    session.program.talk = Talk::kLogin;
    session.program.event = record.event;
    session.facts = record;
    session.is_in = true;
    session.entered = record.time;
    by_session_[key(session.host, 's', *record.session)] = sessions_.begin();
    if (sessions_.size() > kSessions) forget(std::prev(sessions_.end()));
  }
  const std::uint64_t number = window_.add(std::move(record));
  if (is_authentication) authentication_ = number;
}

// What the record shares with others. True: it says nothing new.
bool Joiner::join_told(Record& record, const event::Event& event) {
  Record* const before = window_.find(authentication_);
  const bool is_same_person = before != nullptr && before->host == record.host &&
                              before->user.name == record.user.name && before->success == record.success &&
                              record.time.seconds <= before->time.seconds + 2;
  if (record.event == Event::kAuthentication) {
    return is_same_person && before->service == record.service && before->pid == record.pid;
  }
  if (record.event == Event::kSsh && record.type == Type::kLogin && is_same_person &&
      before->service == "sshd") {
    // macOS has checked the password of this login in an event of its own.
    if (record.method.empty()) record.method = "password";
    window_.drop(authentication_);
  }
  if (record.event == Event::kLogin && record.type == Type::kLogout && is_of_ssh(event.text)) {
    record.event = Event::kSsh;
    record.service = "sshd";
  }
  Conversation* const login = find_session(event);
  if (login == nullptr) return false;
  if (record.address.empty()) {
    record.address = login->facts.address;
    record.port = login->facts.port;
  }
  if (record.type != Type::kLogout) return false;
  record.began = login->entered;
  if (record.source == "bsm") record.event = login->program.event;
  if (record.service.empty()) record.service = login->facts.service;
  record.user.learn({login->facts.user.id, login->facts.user.name});
  forget(login->self);
  return false;
}

}  // namespace knox::access
