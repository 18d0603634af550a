// Sources that say in one event what happened (tables/told.def). Logins and their ends are still joined, by
// host and session.
#include <utility>

#include "knox/access/joiner.h"
#include "knox/base/address.h"
#include "knox/base/out.h"
#include "knox/emit/shell.h"
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
  StringWriter writer(command);
  Out out(writer);
  emit::WordPlace place = emit::WordPlace::kCommand;
  for (const std::string_view word : process.args) {
    if (place == emit::WordPlace::kArgument) out.text(" ");
    emit::shell_word(out, word, std::exchange(place, emit::WordPlace::kArgument));
  }
  out.flush();
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
  const bool is_of_thing = told.event != Event::kTcc;  // a privacy service is none
  record.path = event.file.path.empty() && is_of_thing ? event.object.name : event.file.path;
  if (event.action == event::Action::kModifiedGroupAccount) record.event = Event::kGroup;
  if (event.action == event::Action::kModifiedConfiguration) record.type = Type::kModify;  // a profile
  record.is_noise = told.event == Event::kAuthorization || told.event == Event::kSession;
  tell_people(record, event);
  const Reason reason = find_reason(event.error_text.empty() ? event.text : event.error_text);
  if (event.success == false) record.reason = reason.reason.empty() ? event.error : reason.reason;
  record.method = event.access == nullptr ? reason.method : event.access->method;
  const std::string_view why = event.error_text;  // in words that no row knows
  if (event.success == false && reason.reason.empty() && record.text.find(why) == record.text.npos)
    record.text.append(record.text.empty() ? "" : " ").append(why);
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
  const bool is_lock = record.type == Type::kLock || record.type == Type::kUnlock;
  const bool is_key = record.keys_refused != 0 && record.reason == "key_refused" && record.pid.has_value();
  if (refused_keys_.size() > kTalks) refused_keys_.clear();
  std::uint64_t* const refused_key = is_key ? &refused_keys_[key(record.host, 'k', *record.pid)] : nullptr;
  const std::uint64_t number = window_.add(std::move(record));
  if (is_authentication) authentication_ = number;
  if (is_lock) lock_ = number;
  if (refused_key != nullptr) *refused_key = number;
}

// The login window of macOS says of one lock in several ways that it was. Its record learns whose it is.
bool Joiner::is_told_again(const Record& record) {
  Record* const before = window_.find(lock_);
  const bool is_same = before != nullptr && before->type == record.type && before->host == record.host &&
                       record.time.seconds <= before->time.seconds + 2 &&
                       (!record.user.id || !before->user.id || record.user.id == before->user.id);
  if (is_same) before->user.learn({record.user.id, record.user.name});
  return is_same;
}

// Keys that sshd refused are no attempts of their own: what its process reports next counts them. True: the
// record has been counted.
bool Joiner::join_keys(Record& record) {
  if (record.source != "es" || record.event != Event::kSsh || record.type != Type::kLogin || !record.pid)
    return false;
  const auto found = refused_keys_.find(key(record.host, 'k', *record.pid));
  Record* const before = found == refused_keys_.end() ? nullptr : window_.find(found->second);
  const bool is_key = record.reason == "key_refused";
  record.keys_refused = is_key ? 1 : 0;
  if (before == nullptr || before->user.name != record.user.name) return false;
  if (is_key) {
    ++before->keys_refused;
    return true;
  }
  record.keys_refused = before->keys_refused;
  window_.drop(found->second);
  return false;
}

// Whether macOS has told of the password of this record in an event of its own.
bool Joiner::is_authenticated_by(const Record& before, const Record& record, bool is_same_person) {
  if (record.event == Event::kSsh) {
    return record.type == Type::kLogin && is_same_person && before.service == "sshd";
  }
  if (record.event == Event::kLoginWindow) {
    const bool is_entry = record.type == Type::kLogin || record.type == Type::kUnlock;
    return is_entry && is_same_person && before.service == "loginwindow";
  }
  const bool is_its = record.event == Event::kSu || record.event == Event::kSudo ||
                      (record.event == Event::kLogin && record.type == Type::kLogin);
  return is_its && record.source == "es" && before.host == record.host && before.pid == record.pid &&
         before.service == record.service && before.success == record.success &&
         record.time.seconds <= before.time.seconds + 2;
}

// What the record shares with others. True: it says nothing new.
bool Joiner::join_told(Record& record, const event::Event& event) {
  if (record.source == "ulog" && (record.type == Type::kLock || record.type == Type::kUnlock)) {
    return is_told_again(record);
  }
  if (join_keys(record)) return true;
  Record* const before = window_.find(authentication_);
  const bool is_same_person = before != nullptr && before->host == record.host &&
                              before->user.name == record.user.name && before->success == record.success &&
                              record.time.seconds <= before->time.seconds + 2;
  if (record.event == Event::kAuthentication) {
    return is_same_person && before->service == record.service && before->pid == record.pid;
  }
  if (before != nullptr && is_authenticated_by(*before, record, is_same_person)) {
    if (record.method.empty()) record.method = before->method.empty() ? "password" : before->method;
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
