// The facts about people: who did it, whom it is about, and where from.
#include <algorithm>
#include <array>

#include "knox/base/address.h"
#include "knox/event/exec.h"
#include "knox/linux_audit/meaning/actions.h"
#include "knox/linux_audit/meaning/facts.h"
#include "knox/linux_audit/meaning/places.h"

namespace knox::linux_audit {

// libaudit writes the name of its own host where a program tells it of no other, and no address then. Of a
// login it may be that of a host without an address, but for one at the machine itself.
void Facts::check_hostname() {
  if (hostname.empty() || remote.known() || local.known()) return;
  const std::string_view terminal = find_datum("terminal");
  const bool is_here = std::ranges::any_of(
      std::array<std::string_view, 6>{"tty", "/dev/tty", "console", "/dev/console", "hvc", ":"},
      [&](std::string_view begin) { return terminal.starts_with(begin); });
  const bool may_be_remote = find_rule(type_).meaning == Meaning::kLogin && !is_here &&
                             !event::is_persons_program(event.process.exe);
  if (may_be_remote || is_ip_address(hostname)) return;
  add_datum("hostname", hostname);
  hostname = {};
}

void Facts::add_subject(const Field& field) {
  std::string_view label = texts.string(field.value);
  if (is_none(label)) return;
  if (label.starts_with('=')) label.remove_prefix(1);
  if (event.user.selinux.empty()) {
    event.user.selinux = label;
  } else if (event.user.selinux != label) {
    add_datum(field.key, label);
  }
}

void Facts::add_user_id(UserId which, const Field& field) {
  Identity& identity = event.user.ids[which];
  const auto id = read_id(field.value);
  if (!id || (identity.id && identity.id != id)) return add_datum(field);
  identity.id = id;
}

// An id that a program tells in its message is none of its own: the one of whom it is about, or, in a record
// of sshd's keys, of the process at the other end (suid=).
void Facts::add_message_id(const Field& field, Place place) {
  if (place != Place::kUid) return add_datum(field);
  std::string_view value = field.value;
  if (value.ends_with(':')) value.remove_suffix(1);  // uid=0: exe="/usr/sbin/sshd"
  const auto id = parse_id(value);
  if (!id) return add_datum(field);
  if (id != event.user.ids[kUid].id) add_datum(field.key, value);
  if (!account.id) account.id = id;
}

// Of a decision of an object manager, systemd or dbus-daemon, the head has the manager's own process, and the
// sentence that of whom it decides about: auid=, uid= ... of systemd, pid= of dbus-daemon. exe= is the
// manager's.
bool Facts::add_subject_of_manager(const Field& field, Place place) {
  const auto id = read_id(field.value);
  if (place >= Place::kAuid && place <= Place::kFsgid) {
    if (!id) return false;
    const auto which = static_cast<std::size_t>(place) - static_cast<std::size_t>(Place::kAuid);
    event.user.ids[which] = {id, {}};
    enriched_[which] = {};
    return true;
  }
  switch (place) {
    case Place::kPid:
      if (!id) return false;
      event.process.pid = id;
      has_other_process_ = true;
      return true;
    case Place::kExe:
      if (!has_other_process_) return false;
      add_datum("manager", texts.string(field.value));
      return true;
    case Place::kFileName:
      if (field.key != "path" || !apparmor.empty()) return false;  // those of D-Bus are no files
      file_name = texts.string(field.value);
      return true;
    default: return false;
  }
}

void Facts::add_old_login(std::string_view value) {
  old_login.id = parse_id(value);
  add_datum("old-auid", user_word(value, false));
}

// These stay data as well, where everybody who knows records looks for them.
void Facts::add_account(const Field& field) {
  if (is_none(field.value) || field.value == "\"?\"") return;
  const std::string_view name = texts.string(field.value);
  add_datum(field.key, name);
  if (account.name.empty()) account.name = name;
}

void Facts::add_account_id(const Field& field) {
  add_datum(field);
  Identity& identity = field_kind(type_, field.key) == FieldKind::kGid ? group : account;
  if (!identity.id) identity.id = parse_id(field.value);
}

void Facts::add_group(const Field& field) {
  add_datum(field);
  if (group.name.empty() && !is_none(field.value)) group.name = texts.string(field.value);
}

void Facts::add_group_id(const Field& field) {
  add_datum(field);
  if (!group.id) group.id = parse_id(field.value);
}

}  // namespace knox::linux_audit
