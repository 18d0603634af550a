#include "knox/input/formats.h"

#include <algorithm>
#include <array>

#include "knox/base/unknown.h"
#include "knox/bsm/framer.h"
#include "knox/bsm/meaning.h"
#include "knox/es/meaning.h"
#include "knox/es/peek.h"
#include "knox/linux_audit/log/log_reader.h"
#include "knox/linux_audit/meaning/actions.h"
#include "knox/logins/text_reader.h"
#include "knox/logins/utmp.h"
#include "knox/ulog/event_mapper.h"
#include "knox/ulog/style.h"

namespace knox::input {

namespace {

bool looks_like_es(Bytes front) {
  return es::looks_like_messages(as_chars(front));
}

bool looks_like_login_log(Bytes front) {
  return logins::looks_like_login_log(as_chars(front));
}

bool looks_like_journal(Bytes front) {
  return logins::looks_like_journal(as_chars(front));
}

bool looks_like_ulog(Bytes front) {
  return ulog::looks_like_log(as_chars(front));
}

bool looks_like_utmp(Bytes front) {
  return logins::find_utmp(front).size != 0;
}

event::ActionSet no_actions() {
  return {};
}

bool for_all(Wanted) {
  return true;
}
bool for_access(Wanted wanted) {
  return wanted == Wanted::kAccess;
}
bool for_events(Wanted wanted) {
  return wanted == Wanted::kEvents || wanted == Wanted::kAccess;
}

constexpr std::array kFormats = {
    Format{"bsm", "BSM audit trails of macOS, FreeBSD and Solaris", true, &bsm::looks_like_trail,
           &make_bsm_input, &bsm::told_actions, "a BSM audit trail", "bsm2json", &for_all},
    Format{"linux", "Linux Audit logs, raw and enriched", false, &linux_audit::looks_like_log,
           &make_linux_input, &linux_audit::told_actions, "a Linux Audit log", "auparse", &for_all},
    Format{"es", "Endpoint Security messages of macOS, as eslogger(1) writes them", false, &looks_like_es,
           &make_es_input, &es::told_actions, "a log of Endpoint Security", "events", &for_all},
    Format{"ulog", "unified logs of macOS, as log(1) prints them", false, &looks_like_ulog, &make_ulog_input,
           &ulog::told_actions, "a unified log", "ulogfilter", &for_events},
    Format{"syslog", "logs of sshd, sudo, su, login, PAM and account tools: auth.log, secure", false,
           &looks_like_login_log, &make_syslog_input, &no_actions, "a log of logins", "accesslog",
           &for_access},
    Format{"journal", "the same in journald's JSON", false, &looks_like_journal, &make_journal_input,
           &no_actions, "a journal", "accesslog", &for_access},
    Format{"utmp", "wtmp, btmp, utmp and lastlog of Linux, utmpx of macOS", true, &looks_like_utmp,
           &make_utmp_input, &no_actions, "a list of logins", "accesslog", &for_access},
};

}  // namespace

std::span<const Format> formats() {
  return kFormats;
}

const Format* find_format(std::string_view name) {
  return find_named(kFormats, name);
}

const Format* sniff_format(Bytes front, Wanted wanted) {
  const auto* const row =
      std::ranges::find_if(kFormats, [&](const Format& f) { return f.suits(wanted) && f.sniff(front); });
  if (row != kFormats.end()) return row;
  if (may_precede_records(front) && bsm::holds_record(front)) return find_format("bsm");
  return may_hold_log(front) ? find_format("linux") : nullptr;
}

const Format* recognize(Bytes front) {
  const auto* const row = std::ranges::find_if(kFormats, [&](const Format& f) { return f.sniff(front); });
  return row == kFormats.end() ? nullptr : row;
}

}  // namespace knox::input
