#include "knox/access/raw.h"

#include "knox/access/joining.h"
#include "knox/base/address.h"

namespace knox::access {

namespace {

// What this step is of a program that lets people in.
Type type_of(Step step) {
  switch (step) {
    case Step::kClose: return Type::kLogout;
    case Step::kContact:
    case Step::kGone: return Type::kNone;
    default: return Type::kLogin;
  }
}

Change change_of(Step step, const Program& program, const event::Event& event) {
  switch (step) {
    case Step::kBoot: return {Event::kSystem, Type::kBoot};
    case Step::kShutdown: return {Event::kSystem, Type::kShutdown};
    case Step::kChange: return find_change(event);
    default: break;
  }
  if (program.talk == Talk::kLogin) return {program.event, type_of(step)};
  const bool is_session = step == Step::kOpen || step == Step::kBegin || step == Step::kClose;
  const bool is_job = program.talk == Talk::kJob || program.talk == Talk::kOther;
  if (is_session && is_job) return {Event::kSession, step == Step::kClose ? Type::kEnd : Type::kStart};
  return {program.event, Type::kNone};
}

bool is_noise(Step step, Talk talk) {
  return step == Step::kIgnored || step == Step::kContact || step == Step::kGone || talk == Talk::kJob;
}

void fill_people(Record& record, Talk talk, const event::Who& who) {
  const bool has_actor = talk == Talk::kSudo || talk == Talk::kSwitch || record.event == Event::kAccount ||
                         record.event == Event::kGroup || record.event == Event::kPassword;
  if (has_actor) {
    record.user.learn(who.real.user);
    record.target.learn(who.target.user);
  } else {
    record.user.learn(who.target.user);
  }
  record.group.learn(who.group);
  if (who.audit.known() && who.audit.id != who.real.user.id) record.audit.learn(who.audit);
}

}  // namespace

std::optional<Record> raw_record(const event::Event& event) {
  if (const Told* const told = find_told(event)) return told_record(*told, event);
  if (event.access == nullptr) return std::nullopt;
  const event::Access& access = *event.access;
  const Program program = find_program(access.program);
  const Step step = find_step(event);
  const Change change = change_of(step, program, event);
  Record record;
  record.time = event.time;
  record.time_digits = event.time_digits;
  record.host = event.host.name;
  record.event = change.event == Event::kNone ? Event::kAuthentication : change.event;
  record.type = change.type;
  record.success = event.success;
  record.reason = event.success == false ? or_else(access.reason, event.error_text) : std::string_view();
  record.is_noise = is_noise(step, program.talk);
  fill_people(record, program.talk, event.who);
  record.address = plain_address(event.source.address);
  record.hostname = event.source.hostname;
  record.port = event.source.port;
  record.service = program.service;
  record.terminal = event.who.terminal;
  record.method = access.method;
  record.key = access.key;
  record.command = event.process.command_line;
  record.directory = event.process.cwd;
  record.pid = event.process.pid;
  record.session = event.who.session;
  record.text = event.code;
  if (!access.operation.empty()) record.text.append(" ").append(access.operation);
  record.source = event.dataset.substr(event.dataset.find('.') + 1);
  return record;
}

}  // namespace knox::access
