#include "common/query_options.h"

namespace knox::tools {

void add_query_options(Tool& tool, event::QueryText& text, QueryOptions has) {
  OptionGroup selection = tool.cli().group(kSelection);
  const std::string after = "--after,--start", before = "--before,--end";
  selection.list(has.auditreduce_letters ? "-a," + after : after, text.after, "TIME",
                 "at TIME or later: RFC 3339, today 10:00, '2 hours ago' ...");
  selection.list(has.auditreduce_letters ? "-b," + before : before, text.before, "TIME",
                 "at TIME or earlier; a day is all of it");
  if (has.actions) {
    selection.list("--action", text.action, "WORD",
                   "exec, rename, 'connection_*'; see events --list-actions");
  }
  selection.flag("--success", text.success, "what succeeded");
  selection.flag("--failure,--failed", text.failure, "what failed");
  if (has.process) {
    selection.list("-u,--user", text.user, "USER", "audit, real or effective user, or whom it is about");
    selection.list("-p,--pid", text.pid, "PID", "process that did it, or that began");
  }
  selection.list("--session", text.session, "ID", "session");
  selection.list("--path", text.path, "GLOB", "of a file or program; * matches / too");
  if (has.actions) {
    selection.list("--address", text.address, "ADDRESS", "192.0.2.7, 192.0.2.0/24, 2001:db8::/32");
  }
  constexpr const char* kDropped = "leave these out";
  const OptionGroup more = selection.more();
  if (has.actions) more.list("--not-action", text.not_action, "WORD", kDropped);
  if (has.process) {
    more.list("--not-user", text.not_user, "USER", kDropped);
    more.list("--not-pid", text.not_pid, "PID", kDropped);
  }
  more.list("--not-path", text.not_path, "GLOB", kDropped);
  selection.flag("-v,--invert", text.invert, "what all of this does not select");
}

void add_class_options(Tool& tool, bsm::SelectionText& text, const std::string& class_names,
                       const std::string& event_names) {
  OptionGroup selection = tool.cli().group(kSelection);
  selection.list(class_names, text.classes, "LIST", kClassHelp);
  selection.more().list(event_names, text.event, "EVENT",
                        "BSM's name or number of it: AUE_EXECVE, execve, 23");
}

void add_host_option(const OptionGroup& group, std::string& host, const std::string& names,
                     const std::string& help) {
  group.more().value(names, host, "NAME", help);
}

}  // namespace knox::tools
