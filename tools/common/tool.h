// Tool: what every knox tool's main has in common. Its command line, standard output behind an
// Out, messages on standard error, and the exit status:
//
//   0  done
//   1  done, but some of the input was damaged
//   2  the command line was wrong, or the system was in the way
//
// A closed pipe is success: whoever read the output had enough.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/command_line.h"
#include "knox/base/out.h"
#include "knox/io/sink.h"

namespace knox::tools {

enum Status : int { kDone = 0, kDamage = 1, kTrouble = 2 };

class Tool {
 public:
  // `example` is what --help ends with, whole lines.
  Tool(std::string_view name, std::string_view description, std::string_view example);

  const std::string& name() const noexcept { return name_; }
  CommandLine& cli() noexcept { return cli_; }
  // What has to be opened with rights that the user does not have, where the tool was given them: `open` is
  // called when the command line has been read and nothing else has. False: it has said why it could not.
  void open_first(std::function<bool()> open) { openers_.push_back(std::move(open)); }

  // Reads the command line, opens what was asked for above, and gives up all rights that are not the user's.
  // False: everything has been said (help, version, a mistake), exit with status().
  bool parse(int argc, char** argv) { return parse({argv, argv + argc}); }
  bool parse(std::vector<std::string> words) { return parse(words, words); }  // the program's name first
  bool parse(std::vector<std::string> words, const std::vector<std::string>& typed);  // where these differ

  // Root could do what is asked for. On a terminal, and without --no-sudo, runs the whole command again under
  // sudo, and does not return. To be called before anything is read or printed.
  void run_as_root();
  // Complains of what only root can do, and says which command does it, and what else helps.
  void complain_of_rights(const std::string& problem, const std::vector<std::string>& advice = {});

  Out& out() noexcept { return out_; }
  // False once nobody can read what is written.
  bool flush() { return out_.flush(); }

  // One line on standard error, "name: ...", after what has been printed so far. Attackers choose file names
  // and such: the line is made safe.
  template <class... Args>
  void complain(fmt::format_string<Args...> format, Args&&... args) {
    say(fmt::format(format, std::forward<Args>(args)...));
  }
  // The exit status will be at least this.
  void worsen(Status status) noexcept { status_ = std::max(status_, static_cast<int>(status)); }
  // Complains and gives up: 2.
  template <class... Args>
  int fail(fmt::format_string<Args...> format, Args&&... args) {
    complain(format, std::forward<Args>(args)...);
    worsen(kTrouble);
    return finish();
  }

  int status() const noexcept { return status_; }
  // Flushes, sees that standard output has really taken everything, and returns the exit status.
  int finish();

 private:
  void say(const std::string& line);
  bool open_all();
  std::vector<std::string> command() const;  // with the absolute path of the tool

  std::string name_;
  CommandLine cli_;
  std::vector<std::function<bool()>> openers_;
  std::vector<std::string> typed_;  // the command line, the program's name first
  bool no_sudo_ = false;
  io::DescriptorSink sink_;
  Out out_;
  int status_ = kDone;
};

}  // namespace knox::tools
