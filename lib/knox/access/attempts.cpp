// Attempts to get in, and what is known of those who did not.
#include <utility>

#include "knox/access/joiner.h"
#include "knox/access/joining.h"

namespace knox::access {

namespace {

// What stands where a name is not to be logged: it may be a password that was typed into the wrong line.
bool is_nobody(std::string_view account) {
  return account == "(invalid user)" || account == "(unknown user)" || account == "UNKNOWN";
}

bool is_unnamed(std::string_view account) {
  return account.empty() || account == "?" || account == "(unknown)";
}

// The name of a method, where the operation of Red Hat's sshd is one.
std::string_view method_of(const event::Access& access) {
  const std::string_view operation = access.operation;
  if (!access.method.empty()) return access.method;
  if (operation.starts_with("PAM")) return "pam";
  if (operation.starts_with("pubkey") || operation == "key") return "publickey";
  if (operation.starts_with("hostbased") || operation.starts_with("hostkey")) return "hostbased";
  if (operation.starts_with("gssapi")) return "gssapi";
  return operation == "password" ? "password" : std::string_view();
}

}  // namespace

void Joiner::refuse(Conversation& talk, const event::Event& event) {
  if (talk.program.talk == Talk::kSudo) {
    ++talk.failures;
    return;
  }
  const bool is_unnamed_here = is_unnamed(event.access->account) && !event.who.target.user.known();
  const bool is_prompt =
      talk.program.event == Event::kLogin && (talk.service == "login" || talk.service.empty());
  if (is_prompt && is_unnamed_here) return;  // it was left
  const std::string_view operation = event.access->operation;
  const Teller teller = operation.starts_with("PAM") ? kPam : operation == "sshd" ? kCounter : kProgram;
  fail(talk, event, teller, kFailed);
}

// sshd goes on as if nobody had that name. sudo has still to say what it would have run.
void Joiner::deny(Conversation& talk, const event::Event& event) {
  if (event.code == "USER_START" && take_back(talk)) return;
  // Of a password that has expired PAM says the same, and whoever chooses another is in.
  if (event.code == "USER_ACCT" || talk.program.talk == Talk::kSudo) {
    talk.is_denied = true;
    talk.denied_at = event.time;
    return;
  }
  fail(talk, event, event.access->operation.empty() ? kCounter : kPam, kNotAllowed);
  talk.unknown = event.access->reason.empty() ? std::string_view() : kNotAllowed;
}

// Who was told to be in, but whose session PAM did not open. False: nobody was told.
bool Joiner::take_back(Conversation& talk) {
  Record* const record = talk.record == 0 ? nullptr : window_.find(talk.record);
  if (record == nullptr) return false;
  record->success = false;
  record->reason = kNotAllowed;
  talk.is_in = talk.has_passed = false;
  talk.failure = std::exchange(talk.record, 0);
  talk.failed_at = talk.last;
  talk.told_by = kPam;
  ++talk.failures;
  move(talk.self, talks_);
  return true;
}

// A name that nobody has. Whoever comes with one much later under the same pid is another.
void Joiner::know_nobody(At talk, const event::Event& event) {
  const bool is_other =
      !talk->unknown.empty() && talk->failures == 0 && !is_within(talk->failed_at, event.time, kTogether);
  if (is_other) resolve(*talk);
  if (talk->unknown.empty() || is_other) talk->failed_at = event.time;
  if (talk->unknown.empty()) talk->unknown = kUnknownUser;
}

// Clients offer all keys that they have, so a refused one says nothing before they are done.
void Joiner::refuse_key(Conversation& talk, const event::Event& event) {
  if (talk.is_in) return;
  ++talk.facts.keys_refused;
  talk.refused_at = event.time;
  talk.refused_key = event.access->key;
}

void Joiner::fail(Conversation& talk, const event::Event& event, Teller teller, std::string_view reason) {
  reason = or_else(event.access->reason, reason);
  if (reason == kFailed || reason == kUnknownUser) reason = or_else(talk.unknown, reason);
  const std::string_view method = method_of(*event.access);
  Record* const before = talk.failure == 0 ? nullptr : window_.find(talk.failure);
  // sshd and its child both say that root may not.
  const bool is_echo = before != nullptr && reason == "root_denied" && before->reason == reason &&
                       talk.told_by == teller && is_within(talk.failed_at, event.time, kOneCommand);
  if (is_echo) return;
  // A name server may be slow, and PAM waits before it says no.
  const bool is_one_process =
      talk.pid != 0 && (talk.program.talk == Talk::kLogin || talk.program.talk == Talk::kSwitch);
  const std::string_view name = event.who.target.user.name;
  const bool is_other = talk.program.talk == Talk::kLogin && before != nullptr && !name.empty() &&
                        !before->user.name.empty() && before->user.name != name;
  const bool is_told = talk.failure != 0 && (talk.told_by & teller) == 0 && !is_other &&
                       is_within(talk.failed_at, event.time, is_one_process ? kSilence : kTogether);
  if (is_told) {
    talk.told_by |= teller;
    if (before == nullptr) return;
    before->user.learn(event.who.target.user);
    if (!method.empty() && method != "pam") before->method = method;
    if (!before->port) before->port = talk.facts.port;
    if (before->address.empty()) before->address = talk.facts.address;
    if (before->reason == kFailed) before->reason = reason;
    return;
  }
  Record record = failure_of(talk, event.time, reason);
  record.method = method;
  record.attempts = talk.failures;
  ++talk.failures;
  talk.has_passed = false;
  talk.failure = window_.add(std::move(record));
  talk.failed_at = event.time;
  talk.told_by = teller;
}

Record Joiner::failure_of(const Conversation& talk, Time time, std::string_view reason) const {
  Record record = record_of(talk, time);
  if (talk.program.talk == Talk::kLogin) record.type = Type::kLogin;
  if (talk.program.talk == Talk::kJob) {
    record.event = Event::kSession;
    record.type = Type::kStart;
    record.is_noise = true;
  }
  record.success = false;
  record.reason = reason;
  return record;
}

// Whose account may not, as PAM said, and who has not come in since.
void Joiner::tell_denied(Conversation& talk) {
  Record record = failure_of(talk, talk.denied_at, kNotAllowed);
  record.method = "pam";
  record.attempts = talk.failures++;
  talk.failure = window_.add(std::move(record));
  talk.failed_at = talk.denied_at;
  talk.told_by = kPam | kCounter;
  talk.has_passed = talk.is_denied = false;
}

void Joiner::count_failed(Conversation& talk, const event::Event& event) {
  const std::string_view account = event.access->account;
  if (is_nobody(account)) {
    if (talk.failure == 0 && talk.unknown.empty()) talk.failed_at = event.time;
    // sshd says so of whom DenyUsers names, too.
    talk.unknown = account == "(invalid user)" ? "invalid_user" : kUnknownUser;
    Record* const record = talk.failure == 0 ? nullptr : window_.find(talk.failure);
    if (record != nullptr && record->reason == kFailed) record->reason = talk.unknown;
    if (talk.program.event == Event::kSsh || talk.failure != 0) return;
  }
  if (talk.is_denied) return tell_denied(talk);
  const bool is_named = event.who.target.user.known();
  if (!is_named && talk.program.event == Event::kSsh) return;  // nobody has tried
  if (talk.failure != 0 && (talk.told_by & kCounter) == 0) {
    talk.told_by |= kCounter;
    return;
  }
  if (talk.program.event == Event::kSsh) return refuse_key(talk, event);
  fail(talk, event, kCounter, kFailed);
}

void Joiner::pass(Conversation& talk, const event::Event& event) {
  talk.has_passed = true;
  // One module of PAM has refused what another takes.
  if (event.code == "passed" && talk.told_by == kPam && is_within(talk.failed_at, event.time, kTogether)) {
    window_.drop(talk.failure);
    talk.failure = talk.told_by = 0;
    if (talk.failures != 0) --talk.failures;
  }
  const std::string_view method = method_of(*event.access);
  std::string& known = talk.facts.method;
  if (known.empty() || (!method.empty() && method != "pam")) known = method;
  if (!event.access->key.empty()) talk.facts.key = event.access->key;
  if (!event.text.empty()) talk.facts.text = event.text;
}

// Nothing more is known of somebody who did not get in.
void Joiner::resolve(Conversation& talk) {
  if (talk.is_in || talk.record != 0 || talk.end != 0 || talk.change != 0) return;
  const Talk kind = talk.program.talk;
  if (talk.is_denied && kind != Talk::kSudo) return tell_denied(talk);
  Record record = record_of(talk, talk.last);
  if (kind == Talk::kLogin) record.type = Type::kLogin;
  record.attempts = talk.failures;
  if (kind == Talk::kSudo) {
    if (talk.failure != 0) return;  // told
    record.success = talk.has_passed && !talk.is_denied;
    if (!*record.success) {
      if (!talk.is_denied && talk.failures == 0) return;
      record.reason = talk.is_denied ? kNotAllowed : kFailed;
    }
  } else if (!talk.has_passed && (talk.failures != 0 || kind != Talk::kLogin)) {
    return;  // each was told, or there is none
  } else if (talk.has_passed) {
    record.event = Event::kAuthentication;
    record.type = Type::kNone;
    record.success = true;
  } else {
    record.success = false;
    record.method.clear();
    record.key.clear();
    if (record.keys_refused != 0) {
      record.time = talk.refused_at;
      record.method = "publickey";
      record.key = talk.refused_key;
      record.reason = "key_refused";
    } else if (!talk.unknown.empty()) {
      record.reason = talk.unknown;
      record.time = talk.failed_at;
    } else {
      // What sshd has refused is not always logged.
      record.is_noise = talk.home != &gone_ || !record.user.known();
      record.reason = record.is_noise ? kNoAttempt : kUnfinished;
    }
  }
  window_.add(std::move(record));
}

}  // namespace knox::access
