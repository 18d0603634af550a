#include "common/live.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "common/inputs.h"
#include "knox/base/counted.h"
#include "knox/base/unknown.h"
#include "knox/kernel/default_source.h"
#include "knox/os/privileges.h"
#include "knox/os/processes.h"

namespace knox::tools {

namespace {

constexpr std::chrono::seconds kLossInterval{10};  // at most so often

std::atomic<kernel::Feed*> running = nullptr;
std::atomic<kernel::Child*> running_child = nullptr;

void stop_running(int) {
  if (kernel::Feed* const feed = running) feed->stop();
  if (kernel::Child* const child = running_child) child->stop();
}

// The second one ends the program, as without this. What nohup(1) has begun outlives its terminal.
void end_with_signals() {
  struct sigaction hangup = {};
  ::sigaction(SIGHUP, nullptr, &hangup);
  struct sigaction action = {};
  action.sa_handler = stop_running;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int signal : {SIGINT, SIGTERM}) ::sigaction(signal, &action, nullptr);
  if (hangup.sa_handler != SIG_IGN) ::sigaction(SIGHUP, &action, nullptr);
}

// Otherwise the device would become one of them, and be written to. False: there is no output.
bool has_standard_descriptors(bool has_file) {
  if (::fcntl(STDIN_FILENO, F_GETFD) < 0) ::open("/dev/null", O_RDONLY);
  if (::fcntl(STDOUT_FILENO, F_GETFD) < 0 && (!has_file || ::open("/dev/null", O_WRONLY) != STDOUT_FILENO))
    return false;
  return ::fcntl(STDERR_FILENO, F_GETFD) >= 0 || ::open("/dev/null", O_WRONLY) == STDERR_FILENO;
}

// Where the output goes, if that is somebody who can go away; otherwise -1.
int reader_of(Tool& tool) {
  const int descriptor = tool.output().descriptor();
  struct stat output = {};
  const bool has_reader =
      ::fstat(descriptor, &output) == 0 && (S_ISFIFO(output.st_mode) || S_ISSOCK(output.st_mode));
  return has_reader ? descriptor : -1;
}

}  // namespace

bool LiveInput::open(Tool& tool) {
  os::be_on_time();
  if (!has_standard_descriptors(tool.output().has_file())) {
    tool.fail("standard output: {}", std::strerror(EBADF));
    return false;
  }
  if (!es_events.empty()) return start_eslogger(tool);
  if (log) return start_log(tool);
  device.processes = !command.empty() && !everybody;
  auto opened = kernel::open_device(device);
  if (!opened) {
    const std::string& message = opened.error().message;
    if (opened.error().rights_missing) {
      tool.run_as_root();
      const std::string path = os::own_path();
      const bool is_safe = os::only_root_can_replace(path);
      const std::string target = is_safe ? path : fmt::format("/opt/knox/bin/{}", tool.name());
      std::vector<std::string> advice;
      if (!is_safe) {
        advice.push_back(
            fmt::format("to do without a password, first have it where only root can replace it: sudo "
                        "install -d -o root -m 755 "
                        "/opt/knox/bin && sudo install -o root -g GROUP -m 750 {} {}",
                        path, target));
      }
      advice.push_back(
          fmt::format("without a password, by a line in sudoers: USER ALL=(root) NOPASSWD: {}", target));
      const std::string grant = kernel::rights_command(device, target);
      if (!grant.empty()) advice.push_back(fmt::format("for all who may run it: sudo {}", grant));
      tool.report_missing_rights(message, advice);
    } else {
      tool.fail("{}", message);
    }
    return false;
  }
  for (const std::string& note : opened->notes) tool.warn("{}", note);
  opened_ = std::move(opened->device);
  content_ = opened_->content();
  return true;
}

// As its user, who has to be root: a program with privileges of its own has not raised them here.
bool LiveInput::start_eslogger(Tool& tool) {
  kernel::Eslogger::Options wanted;
  wanted.events = es_events;
  wanted.reader = reader_of(tool);
  if (::access(wanted.program.c_str(), X_OK) != 0) {
    tool.fail("{}: {} (macOS 13 and later have it)", wanted.program, std::strerror(errno));
    return false;
  }
  if (::geteuid() != 0 || ::getuid() != 0) {
    tool.run_as_root();
    tool.report_missing_rights("eslogger needs root");
    return false;
  }
  // One that it does not know is an error, and older versions know fewer.
  if (wanted.events.size() > 1) wanted.events = kernel::Eslogger::known_events(wanted);
  auto started = kernel::Eslogger::start(wanted);
  if (!started) {
    tool.fail("{}", describe(started.error()));
    return false;
  }
  child_ = *std::move(started);
  return true;
}

// As its user: what a user may see of the log is log(1)'s business.
bool LiveInput::start_log(Tool& tool) {
  log->reader = reader_of(tool);
  if (::access(log->program.c_str(), X_OK) != 0) {
    tool.fail("{}: {} (macOS has it); name a file, or pipe one in", log->program, std::strerror(errno));
    return false;
  }
  auto started = kernel::LogProgram::start(*log);
  if (!started) {
    tool.fail("{}", describe(started.error()));
    return false;
  }
  child_ = *std::move(started);
  return true;
}

bool LiveInput::run(Tool& tool) {
  if (command.empty()) return true;
  auto started = os::Command::start(command, !tool.output().has_file());
  if (!started) {
    tool.warn("{}", started.error().message);
    tool.pass_status(started.error().status);
    return false;
  }
  started_ = *std::move(started);
  return true;
}

// With rules of its own it is told what the command executes, and what comes before that is the tool's.
std::optional<event::FollowedRecords> LiveInput::descendants() const {
  if (started_ == nullptr || everybody) return std::nullopt;
  const auto pid = static_cast<std::uint32_t>(started_->pid());
  event::ProcessCriteria criteria;
  if (device.arm || !kernel::kHasRules) {
    criteria.command = pid;
  } else {
    criteria.pids = {pid};
  }
  static const os::Names no_names;
  return event::FollowedRecords(*event::ProcessFilter::make(criteria, no_names), true);
}

void LiveInput::wait_for_command(Tool& tool) {
  if (started_ == nullptr) return;
  tool.flush();
  tool.pass_status(started_->wait());
}

io::Source LiveInput::start(Tool& tool, io::Source::Options options) {
  if (child_ != nullptr) {
    running_child = child_.get();
    end_with_signals();
    const auto read = [this](std::span<std::uint8_t> into, std::uint32_t milliseconds) {
      return child_->read(into, milliseconds);
    };
    return io::Source::from_feed(read, child_->name(), std::move(options));
  }
  feed.reader = reader_of(tool);
  feed.on_loss = [this, &tool](const kernel::Loss& loss) { tell_loss(tool, loss, false); };
  feed.on_news = [this, &tool](const std::string& news) {
    tool.raise_status(kDamage);
    tell(tool, news, false);
  };
  os::raise_priority();
  feed_ = std::make_unique<kernel::Feed>(std::move(opened_), feed);
  running = feed_.get();
  if (started_ == nullptr) {
    end_with_signals();
  } else {
    started_->watch([] {
      end_with_signals();  // what is still to be read may be much
      stop_running(0);
    });
  }
  return io::Source::from_feed([this](std::span<std::uint8_t> into,
                                      std::uint32_t milliseconds) { return feed_->read(into, milliseconds); },
                               "live", std::move(options));
}

// A reader that stands still may stand on standard error, too, and this must not.
void LiveInput::tell(Tool& tool, const std::string& line, bool at_end) {
  if (!line.empty()) untold_.push_back(line);
  std::size_t told = 0;
  while (told < untold_.size() && (at_end || tool.warn_at_once(untold_[told]))) {
    if (at_end) tool.warn("{}", untold_[told]);
    ++told;
  }
  untold_.erase(untold_.begin(), untold_.begin() + static_cast<std::ptrdiff_t>(told));
}

void LiveInput::tell_loss(Tool& tool, const kernel::Loss& loss, bool at_end) {
  if (!untold_.empty()) tell(tool, {}, at_end);
  const auto now = std::chrono::steady_clock::now();
  if (loss == told_ || (!at_end && now - told_at_ < kLossInterval)) return;
  told_ = loss;
  told_at_ = now;
  tool.raise_status(kDamage);
  tell(tool,
       fmt::format("{} lost so far: {} by the kernel's queue, {} by this program's socket, {} because "
                   "its reader is slow",
                   counted(loss.total(), "record"), loss.kernel, loss.socket, loss.buffer),
       at_end);
}

void LiveInput::close(Tool& tool) {
  if (child_ != nullptr) {
    const auto closed = child_->close();
    running_child = nullptr;
    if (!closed) tool.fail("{}", closed.error());
    return;
  }
  const auto closed = feed_->close();
  running = nullptr;  // a signal from now on finds nothing to end
  tell_loss(tool, feed_->loss(), true);
  if (!closed) tool.fail("{}", closed.error());
}

void add_command_options(Tool& tool, const OptionGroup& group, LiveInput& live) {
  tool.cli().command(live.command);
  group.flag("--all", live.everybody, "with a COMMAND: everybody's records until it ends, not its own alone");
}

void add_live_options(Tool& tool, InputOptions& input, LiveInput& live,
                      std::function<std::string_view()> classes,
                      std::function<std::vector<std::string>()> es_events) {
  OptionGroup group = tool.cli().group("Live");
  group.flag("--live", input.is_live, "what happens now; the default on a terminal");
  group.flag("--arm", live.device.arm, "the same, with audit rules for it (Linux)");
  group.value("--source", input.live_source, "SOURCE", "the same, from: audit, es (macOS: eslogger)");
  tool.open_first([&tool, &input, &live, classes = std::move(classes), es_events = std::move(es_events)] {
    const bool runs = !live.command.empty();
    const bool is_asked_for = input.is_live || live.device.arm || !input.live_source.empty() || runs;
    const bool has_files = !input.paths.empty() || input.host_logs;
    if (has_files && runs) {
      tool.fail("what {} does is read as it happens: files are instead of a command", live.command.front());
      return false;
    }
    if (has_files && is_asked_for) {
      tool.fail("--live, --arm and --source are instead of files");
      return false;
    }
    if (!is_asked_for && (has_files || ::isatty(STDIN_FILENO) == 0)) return true;
    input.live = &live;
    if (runs && input.live_source == "es") {
      tool.fail("--source es: eslogger does not say when it begins, so a command could be missed");
      return false;
    }
    const bool has_choice = input.live_source.empty() && !runs && !live.device.arm;
    if (has_choice) input.live_source = kernel::default_source();
    live.device.arm |= runs && kernel::kHasRules;
    if (input.live_source == "es") {
      if (live.device.arm) {
        tool.fail("--arm adds audit rules, and --source es needs none");
        return false;
      }
      live.es_events = es_events();
      return live.open(tool);
    }
    if (!input.live_source.empty() && input.live_source != "audit") {
      tool.fail("--source: {}", unknown("source", input.live_source, "audit, es"));
      return false;
    }
    const auto selection = bsm::parse_class_selection(classes(), bsm::ClassTable(bsm::Platform::kUnknown));
    live.device.pipe.classes = *selection;
    return live.open(tool);
  });
}

}  // namespace knox::tools
