#include "knox/access/sources.h"

#include <algorithm>

namespace knox::access {

namespace {

void add(std::vector<Change>& all, Event event, Type type) {
  if (event == Event::kNone) return;
  const auto is_it = [&](const Change& c) { return c.event == event && c.type == type; };
  if (std::ranges::none_of(all, is_it)) all.push_back({event, type});
}

// Of sources whose programs tell in many records what happened.
std::vector<Change> told_by_programs(bool has_boot) {
  std::vector<Change> all;
  for (const Program& program : programs()) {
    if (program.name.starts_with("utmp")) continue;
    switch (program.talk) {
      case Talk::kLogin:
        add(all, program.event, Type::kLogin);
        add(all, program.event, Type::kLogout);
        break;
      case Talk::kSwitch:
      case Talk::kSudo: add(all, program.event, Type::kNone); break;
      case Talk::kJob:
      case Talk::kOther:
        add(all, Event::kSession, Type::kStart);
        add(all, Event::kSession, Type::kEnd);
        break;
    }
  }
  add(all, Event::kAuthentication, Type::kNone);
  for (const Change& change : changes()) add(all, change.event, change.type);
  add(all, Event::kAccount, Type::kModify);
  if (has_boot) add(all, Event::kSystem, Type::kBoot);
  if (has_boot) add(all, Event::kSystem, Type::kShutdown);
  return all;
}

std::vector<Change> told(std::string_view format) {
  if (format == "linux") {
    std::vector<Change> all = told_by_programs(true);
    for (const Told& row : told_rows()) {
      if (row.dataset == "linux_audit") add(all, row.event, row.type);
    }
    return all;
  }
  if (format == "syslog" || format == "journal") {
    std::vector<Change> all = told_by_programs(false);
    // newgrp and gpasswd -M write nothing that is read here.
    std::erase_if(all, [](const Change& c) {
      return c.event == Event::kGroup &&
             (c.type == Type::kLogin || c.type == Type::kMembersSet || c.type == Type::kModify);
    });
    return all;
  }
  std::vector<Change> all;
  if (format == "utmp") {
    for (const Event event : {Event::kLogin, Event::kLoginWindow}) {
      add(all, event, Type::kLogin);
      add(all, event, Type::kLogout);
    }
    add(all, Event::kSsh, Type::kLogin);  // failed ones, in btmp
    add(all, Event::kSystem, Type::kBoot);
    add(all, Event::kSystem, Type::kShutdown);
    return all;
  }
  for (const Told& row : told_rows()) {
    if (row.dataset == format) add(all, row.event, row.type);
  }
  // What programs of every Unix write to the unified log, too.
  if (format == "ulog") {
    add(all, Event::kSsh, Type::kLogin);
    add(all, Event::kSsh, Type::kLogout);
    for (const Event event : {Event::kSu, Event::kSudo}) add(all, event, Type::kNone);
  }
  if (format == "es") {  // as a member of theirs says
    add(all, Event::kGroup, Type::kModify);
    add(all, Event::kProfile, Type::kModify);
  }
  // BSM's logout is of whatever let the user in.
  if (format == "bsm") add(all, Event::kSsh, Type::kLogout);
  return all;
}

}  // namespace

bool tells(std::string_view format, Change what) {
  return std::ranges::any_of(told(format),
                             [&](const Change& c) { return c.event == what.event && c.type == what.type; });
}

bool tells(std::string_view format, Event event) {
  return std::ranges::any_of(told(format), [&](const Change& c) { return c.event == event; });
}

std::vector<Change> all_events() {
  std::vector<Change> all;
  for (const std::string_view format : {"linux", "bsm", "es", "ulog", "syslog", "utmp"}) {
    for (const Change& change : told(format)) add(all, change.event, change.type);
  }
  std::ranges::sort(all, [](const Change& a, const Change& b) {
    return a.event != b.event ? a.event < b.event : a.type < b.type;
  });
  return all;
}

}  // namespace knox::access
