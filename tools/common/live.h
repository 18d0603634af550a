// Live input: the records of the running system as they happen, instead of files.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

#include "common/tool.h"
#include "knox/io/source.h"
#include "knox/kernel/feed.h"
#include "knox/kernel/open_device.h"

namespace knox::tools {

struct InputOptions;

class LiveInput {
 public:
  // To be set before open().
  kernel::DeviceOptions device;
  kernel::Feed::Options feed;

  // Opens the device. False: it has said why it could not.
  bool open(Tool& tool);
  bool is_open() const noexcept { return opened_ != nullptr || feed_ != nullptr; }
  kernel::Content content() const noexcept { return content_; }

  // Begins to take records, and from now on SIGINT and SIGTERM end the input, not the tool. Once.
  io::Source start(Tool& tool, io::Source::Options options);
  // After the last record: what was lost, and whether everything in the system is as it was.
  void close(Tool& tool);

 private:
  void tell_loss(Tool& tool, bool at_end);

  std::unique_ptr<kernel::RecordDevice> opened_;
  std::unique_ptr<kernel::Feed> feed_;
  kernel::Content content_{};
  kernel::Loss told_;
  std::chrono::steady_clock::time_point told_at_{};
};

// The classes, as for auditpipe(1), that have all executions: posix_spawn(2) of macOS is not in ex.
#ifdef __APPLE__
inline constexpr std::string_view kExecClasses = "pc";
#else
inline constexpr std::string_view kExecClasses = "ex";
#endif

// Adds --live and --arm. Such a tool is live when that is asked for, and when it has no input but a terminal.
// `classes` says what it needs to see, when the command line has been read.
void add_live_options(Tool& tool, InputOptions& input, LiveInput& live,
                      std::function<std::string_view()> classes);

}  // namespace knox::tools
