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
#include "knox/io/source.h"
#include "knox/kernel/eslogger.h"
#include "knox/kernel/feed.h"
#include "knox/kernel/log_program.h"
#include "knox/kernel/open_device.h"

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

  // Opens the device. False: it has said why it could not.
  bool open(Tool& tool);
  bool is_open() const noexcept { return opened_ != nullptr || feed_ != nullptr || child_ != nullptr; }
  kernel::Content content() const noexcept { return content_; }

  // Begins to take records, and from now on SIGINT and SIGTERM end the input, not the tool. Once.
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
};

// The classes, as for auditpipe(1), that have all executions: posix_spawn(2) of macOS is not in ex.
#ifdef __APPLE__
inline constexpr std::string_view kExecClasses = "pc", kExecAndSudoClasses = "pc,aa";
#else
inline constexpr std::string_view kExecClasses = "ex", kExecAndSudoClasses = "ex,aa";
#endif

// Adds --live, --arm and --source. Such a tool is live when that is asked for, and when it has no input but a
// terminal. `classes` says what it needs to see, when the command line has been read; `es_events` the same in
// events of Endpoint Security.
void add_live_options(Tool& tool, InputOptions& input, LiveInput& live,
                      std::function<std::string_view()> classes,
                      std::function<std::vector<std::string>()> es_events);

}  // namespace knox::tools
