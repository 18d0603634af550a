// Which executions a user wants to see: by the command's name, by user, path and text, and the same the other
// way round. Of one kind of criterion any may be met (--command ls --command cp); all kinds that were used
// have to be; and nothing may meet a drop (--not-...). Failed executions are dropped unless asked for.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "knox/base/regex.h"
#include "knox/event/exec_line.h"

namespace knox::event {

// As typed.
struct ExecCriteria {
  std::vector<std::string> commands = {};  // the base name of the executed file or script, or of argv[0]
  std::vector<std::string> users = {};     // a name or uid: the real, effective or audit user (who logged in)
  std::vector<std::string> paths = {};     // globs (base/glob.h) for the executed file or script
  std::vector<std::string> args = {};      // extended regular expressions for any one argument after argv[0]
  std::vector<std::string> greps = {};     // extended regular expressions for the command line as text has it

  bool empty() const noexcept {
    return commands.empty() && users.empty() && paths.empty() && args.empty() && greps.empty();
  }
};
struct ExecFilterOptions {
  ExecCriteria keep = {}, drop = {};
  bool failed = false;  // also what failed
};

class ExecFilter {
 public:
  // `names` is needed for this call only. The error is one line for the user: an unknown user, a regular
  // expression that is none.
  static std::expected<ExecFilter, std::string> make(const ExecFilterOptions& options,
                                                     const os::Names& names);

  // Whether it is wanted. That an execution failed has to be known for it to be dropped. A user who was asked
  // for by name is found by the names that the source has told to `names`, where it has.
  bool wants(const Exec& exec, const os::Names& names);

  // The names of commands of which everything that is wanted has one; empty: it may have any name, or one in
  // which formats may escape something.
  std::vector<std::string> plain_commands() const;

 private:
  struct Rules {
    std::vector<std::string> commands;
    std::vector<os::WantedId> users;
    std::vector<std::string> paths;
    std::vector<Regex> args, greps;
  };
  ExecFilter() = default;
  // `dashes` begin the options that the criteria were typed with: "--" or "--not-".
  static std::expected<Rules, std::string> make_rules(std::string_view dashes, const ExecCriteria& criteria,
                                                      const os::Names& names);
  bool greps_want(const Exec& exec) const;

  Rules keep_, drop_;
  bool failed_ = false;
  std::unique_ptr<CommandLine> line_;  // only for greps
};

}  // namespace knox::event
