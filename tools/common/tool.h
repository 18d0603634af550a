// Tool: what every knox tool's main has in common. Its command line, its output, messages on standard error,
// and the exit status:
//
//   0  done, and of what was asked for something was selected
//   1  nothing was selected, or some of the input was damaged
//   2  a usage or system error
//
// A tool that runs a command passes the command's on. A closed pipe is success: whoever read the output had
// enough.
#pragma once

#include <fmt/format.h>

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/command_line.h"
#include "common/output.h"
#include "knox/base/out.h"

namespace knox::tools {

enum Status : int { kDone = 0, kNothing = 1, kDamage = 1, kFailed = 2 };

class Tool {
 public:
  // `example` is what --help ends with, whole lines.
  Tool(std::string_view name, std::string_view description, std::string_view example);

  const std::string& name() const noexcept { return name_; }
  CommandLine& cli() noexcept { return cli_; }
  // --local, for tools that print times (TimeFormat).
  void add_local_option(const OptionGroup& output) {
    output.more().flag("--local", local_, "times as they are here, with their offset from UTC");
  }
  // What has to be opened with rights that the user does not have, where the tool was given them: `open` is
  // called when the command line has been read and nothing else has. False: it has said why it could not.
  void open_first(std::function<bool()> open) { openers_.push_back(std::move(open)); }

  // Reads the command line, opens what was asked for above, gives up all rights that are not the user's, and
  // opens the output.
  // False: everything has been said (help, version, a mistake), exit with status().
  bool parse(int argc, char** argv) { return parse({argv, argv + argc}); }
  // The same of words with the program's name first; `typed`, where they differ from what was typed.
  bool parse(const std::vector<std::string>& words) { return parse(words, words); }
  bool parse(std::vector<std::string> words, const std::vector<std::string>& typed);

  // Root could do what is asked for. On a terminal, and without --no-sudo, runs the whole command again under
  // sudo, and does not return. To be called before anything is read or printed.
  void run_as_root();
  // Says what only root can do, and says which command does it, and what else helps.
  void report_missing_rights(const std::string& problem, const std::vector<std::string>& advice = {});

  Output& output() noexcept { return output_; }
  Out& out() noexcept { return output_.out(); }
  // False once nobody can read what is written.
  bool flush() { return out().flush(); }

  // One line on standard error, "name: ...", after what has been printed so far. Attackers choose file names
  // and such: the line is made safe.
  template <class... Args>
  void warn(fmt::format_string<Args...> format, Args&&... args) {
    say(fmt::format(format, std::forward<Args>(args)...));
  }
  // The same from any thread, and without what has been printed so far. False: nothing was written, because
  // that would have had to wait.
  bool warn_at_once(const std::string& line) const;
  // The exit status will be at least this. From any thread.
  void raise_status(Status status) noexcept {
    int before = status_;
    while (before < status && !status_.compare_exchange_weak(before, status)) {
    }
  }
  // Warns and gives up: 2.
  template <class... Args>
  int fail(fmt::format_string<Args...> format, Args&&... args) {
    warn(format, std::forward<Args>(args)...);
    raise_status(kFailed);
    return finish();
  }

  // A command has been run, and this is its status: the tool's, too, unless that is 0 and the tool's own is
  // not.
  void pass_status(int status) noexcept { passed_ = status; }

  int status() const noexcept { return passed_ != 0 ? passed_ : status_.load(); }
  // Flushes, sees that the output has really been taken, and returns the exit status.
  int finish();

 private:
  void say(const std::string& line);
  std::string message(const std::string& line) const;
  bool open_all();
  std::vector<std::string> command() const;  // with the absolute path of the tool

  struct Privileges {
    Privileges() noexcept;
  };

  // The first member, because members are made in this order: a setuid tool drops its privileges before
  // anything else runs.
  Privileges privileges_;
  std::string name_;
  CommandLine cli_;
  std::vector<std::function<bool()>> openers_;
  std::vector<std::string> typed_;  // the command line, the program's name first
  bool no_sudo_ = false, local_ = false;
  Output output_;
  std::atomic<int> status_ = kDone;
  int passed_ = 0;
};

}  // namespace knox::tools
