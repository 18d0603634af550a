// Live input: the records of the running system as they happen, instead of files.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/tool.h"
#include "knox/event/followed_records.h"
#include "knox/io/source.h"
#include "knox/kernel/eslogger.h"
#include "knox/kernel/feed.h"
#include "knox/kernel/log_program.h"
#include "knox/kernel/open_device.h"
#include "knox/os/command.h"

namespace knox::tools {

struct InputOptions;

class LiveInput {
 public:
  // To be set before open().
  kernel::DeviceOptions device;
  kernel::Feed::Options feed;

  // Instead of a device: Endpoint Security's events of these names, from eslogger(1).
  std::vector<std::string> es_events;
  // Instead of a device: entries of the unified log, from log(1).
  std::optional<kernel::LogProgram::Options> log;

  // A command to run, for as long as which the input lasts; and whether more is wanted of that time than what
  // the command and its descendants do.
  std::vector<std::string> command;
  bool everybody = false;

  // Opens the device. False: it has said why it could not.
  bool open(Tool& tool);
  bool is_open() const noexcept { return opened_ != nullptr || feed_ != nullptr || child_ != nullptr; }
  kernel::Content content() const noexcept { return content_; }

  // To be called when it is open: starts the command, if there is one. False: it has said why it could not,
  // and the tool's status is what env(1) has for that.
  bool run(Tool& tool);
  // What the command and its descendants do; nullopt: there is none, or everybody is wanted.
  std::optional<event::FollowedRecords> descendants() const;
  // Waits for the command's end, if there is one, and passes its status on.
  void wait_for_command(Tool& tool);

  // Begins to take records, and from now on SIGINT and SIGTERM end the input, not the tool; with a command
  // its end does. Once.
  io::Source start(Tool& tool, io::Source::Options options);
  // After the last record: what was lost, and whether everything in the system is as it was.
  void close(Tool& tool);

 private:
  bool start_eslogger(Tool& tool);
  bool start_log(Tool& tool);
  // On the feed's thread while there is one.
  void tell_loss(Tool& tool, const kernel::Loss& loss, bool at_end);
  void tell(Tool& tool, const std::string& line, bool at_end);

  std::unique_ptr<kernel::RecordDevice> opened_;
  std::unique_ptr<kernel::Feed> feed_;
  std::unique_ptr<kernel::Child> child_;
  kernel::Content content_{};
  kernel::Loss told_;
  std::chrono::steady_clock::time_point told_at_{};
  std::vector<std::string> untold_;  // while standard error had no room for it
  std::unique_ptr<os::Command> started_;
};

// Adds the command, and --all.
void add_command_options(Tool& tool, const OptionGroup& group, LiveInput& live);

// The classes, as for auditpipe(1), that have all executions: posix_spawn(2) of macOS is not in ex.
#ifdef __APPLE__
inline constexpr std::string_view kExecClasses = "pc", kExecAndSudoClasses = "pc,aa";
#else
inline constexpr std::string_view kExecClasses = "ex", kExecAndSudoClasses = "ex,aa";
#endif

// Adds --live, --arm and --source. Such a tool is live when that is asked for, when it runs a command, which
// arms, and when it has no input but a terminal. `classes` says what it needs to see, when the command line
// has been read; `es_events` the same in events of Endpoint Security.
void add_live_options(Tool& tool, InputOptions& input, LiveInput& live,
                      std::function<std::string_view()> classes,
                      std::function<std::vector<std::string>()> es_events);

}  // namespace knox::tools
