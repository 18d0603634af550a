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
#include "knox/os/privileges.h"

namespace knox::tools {

namespace {

constexpr std::chrono::seconds kLossInterval{10};  // at most so often

std::atomic<kernel::Feed*> running = nullptr;

void stop_running(int) {
  if (kernel::Feed* const feed = running) feed->stop();
}

// The second one ends the program, as without this.
void end_with_signals(kernel::Feed& feed) {
  running = &feed;
  struct sigaction action = {};
  action.sa_handler = stop_running;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(signal, &action, nullptr);
}

// Otherwise the device would become one of them, and be written to. False: there is no output.
bool has_standard_descriptors() {
  if (::fcntl(STDIN_FILENO, F_GETFD) < 0) ::open("/dev/null", O_RDONLY);
  if (::fcntl(STDOUT_FILENO, F_GETFD) < 0) return false;
  return ::fcntl(STDERR_FILENO, F_GETFD) >= 0 || ::open("/dev/null", O_WRONLY) == STDERR_FILENO;
}

}  // namespace

bool LiveInput::open(Tool& tool) {
  if (!has_standard_descriptors()) {
    tool.fail("standard output: {}", std::strerror(EBADF));
    return false;
  }
  auto opened = kernel::open_device(device);
  if (!opened) {
    const std::string& message = opened.error().message;
    if (opened.error().rights_missing) {
      tool.run_as_root();
      const std::string path = os::own_path();
      tool.complain_of_rights(
          message,
          {fmt::format("without a password, by a line in sudoers: USER ALL=(root) NOPASSWD: {}", path),
           fmt::format("for all who may run it: sudo {}", kernel::rights_command(device, path))});
    } else {
      tool.fail("{}", message);
    }
    return false;
  }
  for (const std::string& note : opened->notes) tool.complain("{}", note);
  opened_ = std::move(opened->device);
  content_ = opened_->content();
  return true;
}

io::Source LiveInput::start(Tool& tool, io::Source::Options options) {
  struct stat output = {};
  const bool has_reader =
      ::fstat(STDOUT_FILENO, &output) == 0 && (S_ISFIFO(output.st_mode) || S_ISSOCK(output.st_mode));
  if (has_reader) feed.reader = STDOUT_FILENO;
  feed_ = std::make_unique<kernel::Feed>(std::move(opened_), feed);
  end_with_signals(*feed_);
  return io::Source::from_feed(
      [this, &tool](std::span<std::uint8_t> into, std::uint32_t milliseconds) {
        auto size = feed_->read(into, milliseconds);
        tell_loss(tool, false);
        return size;
      },
      "live", std::move(options));
}

void LiveInput::tell_loss(Tool& tool, bool at_end) {
  const kernel::Loss loss = feed_->loss();
  const auto now = std::chrono::steady_clock::now();
  if (loss == told_ || (!at_end && now - told_at_ < kLossInterval)) return;
  told_ = loss;
  told_at_ = now;
  tool.worsen(kDamage);
  tool.complain(
      "{} records lost so far: {} by the kernel's queue, {} by this program's socket, {} because its reader "
      "is slow",
      loss.total(), loss.kernel, loss.socket, loss.buffer);
}

void LiveInput::close(Tool& tool) {
  const auto closed = feed_->close();
  running = nullptr;  // a signal from now on finds nothing to end
  tell_loss(tool, true);
  if (!closed) tool.fail("{}", closed.error());
}

void add_live_options(Tool& tool, InputOptions& input, LiveInput& live,
                      std::function<std::string_view()> classes) {
  OptionGroup group = tool.cli().group("Live");
  group.flag("--live", input.is_live, "what happens now; the default on a terminal");
  group.flag("--arm", live.device.arm, "the same, with audit rules for it (Linux)");
  tool.open_first([&tool, &input, &live, classes = std::move(classes)] {
    const bool is_asked_for = input.is_live || live.device.arm;
    const bool has_files = !input.paths.empty() || input.host_logs;
    if (has_files && is_asked_for) {
      tool.fail("--live and --arm are instead of files");
      return false;
    }
    if (!is_asked_for && (has_files || ::isatty(STDIN_FILENO) == 0)) return true;
    const auto selection = bsm::parse_class_selection(classes(), bsm::ClassTable(bsm::Platform::kUnknown));
    live.device.pipe.classes = *selection;
    input.live = &live;
    return live.open(tool);
  });
}

}  // namespace knox::tools
