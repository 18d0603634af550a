// What programs for accounts do: one command, whose records come one right after the other, is one record.
#include "knox/access/joiner.h"
#include "knox/access/joining.h"

namespace knox::access {

namespace {

// "user carol added by root to group devs"
std::string_view member_in(std::string_view operation) {
  constexpr std::string_view kUser = "user ";
  if (!operation.starts_with(kUser)) return {};
  operation.remove_prefix(kUser.size());
  return operation.substr(0, operation.find(' '));
}

// Whether it is one of the things that useradd and userdel do on the way.
bool is_part(Change change, Change made) {
  if (made.event == Event::kNone || change.event == Event::kNone) return false;
  return change.event == Event::kGroup &&
         (change.type == made.type || (made.type == Type::kDelete && change.type == Type::kMemberRemove));
}

}  // namespace

void Joiner::change(Conversation& talk, const event::Event& event) {
  const Change made = find_made(event.access->program);
  Change done = find_change(event);
  Person user, group;
  user.learn(event.who.target.user);
  group.learn(event.who.group);
  if (event.code == "USER_ACCT") {
    group = user;
    user = {{}, std::string(member_in(event.access->operation))};
  }
  if (is_part(done, made)) {
    const bool is_own = made.event == Event::kAccount && done.type == made.type;
    if (is_own) user.learn({{}, group.name});  // the user's own group
    if (made.event == Event::kAccount) group = {};
    done = made;
  }
  const bool is_newgrp = made.type == Type::kLogin;
  if (is_newgrp) done = made;
  Record* const before = talk.change == 0 || !is_within(talk.changed_at, event.time, kOneCommand)
                             ? nullptr
                             : window_.find(talk.change);
  const bool is_same =
      before != nullptr &&
      (done.event == Event::kNone ||
       (before->event == done.event && before->type == done.type &&
        (before->group.name.empty() || group.name.empty() || before->group.name == group.name)));
  if (is_same) {
    before->target.learn({user.id, user.name});
    if (before->event == Event::kGroup) before->group.learn({group.id, group.name});
    if (event.success == false && before->success) before->success = false;
    if (!event.text.empty() && !before->text.empty()) before->text.append("; ").append(event.text);
    return;
  }
  if (done.event == Event::kNone) return;
  Record record = record_of(talk, event.time);
  record.event = done.event;
  record.type = done.type;
  record.success = event.success;
  // usermod -L and -U say "failed" of what they have done.
  const bool is_lie =
      event.access->program == "usermod" && event.access->operation.starts_with("updating pass");
  if (is_lie && event.success == false) record.success = {};
  record.user = record.target = record.audit = {};
  record.user.learn(event.who.real.user);
  if (event.who.audit.id != event.who.real.user.id) record.audit.learn(event.who.audit);
  learn_name(record.user, event);
  learn_name(record.audit, event);
  record.target = user;
  record.group = group;
  const bool is_plain = done.type == Type::kModify || done.type == Type::kMembersSet;
  if (is_plain && done.event != Event::kPassword) record.text = or_else(event.text, event.access->operation);
  talk.change = window_.add(std::move(record));
  talk.changed_at = event.time;
}

}  // namespace knox::access
