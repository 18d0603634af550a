// What the tools that read Linux Audit logs share on their command lines: which logs, which events, whose
// names.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "common/inputs.h"
#include "common/tool.h"
#include "knox/linux_audit/select.h"
#include "knox/os/names.h"

namespace knox::tools {

// As typed.
struct LinuxOptions {
  linux_audit::SelectionText selection;
  std::string passwd, group_file;
  bool no_ids = false;
  std::string checkpoint;
};

// Adds --logs, which root can be needed for.
void add_logs_option(Tool& tool, InputOptions& input);
// Adds the options for selection and names, and --checkpoint.
void add_linux_options(Tool& tool, LinuxOptions& options);

// The words of a command line, where the day and the time behind --start and --end have become one word, as
// ausearch(8) takes them: --start today 10:00.
std::vector<std::string> join_times(int argc, char** argv);

// The names of users and groups. The error is a whole message: which option, and what is wrong.
std::expected<os::Names, std::string> make_names(const LinuxOptions& options);

// Replaces directories by the logs that are in them, oldest first, and puts this host's logs before all if
// these are wanted.
std::expected<void, std::string> find_logs(InputOptions& input);

}  // namespace knox::tools
