// What is the system's own in the use of /dev/auditpipe: the calls, and the proof that the requests are those
// of its header, where it is installed.
#include <bsm/audit.h>
#include <fcntl.h>
#include <sys/event.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/time.h>
#include <unistd.h>
#if __has_include(<security/audit/audit_ioctl.h>)
#include <security/audit/audit_ioctl.h>
#endif

#include <algorithm>
#include <cerrno>

#include "knox/kernel/audit_pipe.h"
#include "knox/kernel/open_device.h"
#include "knox/os/privileges.h"

namespace knox::kernel {

namespace {

constexpr const char* kDevice = "/dev/auditpipe";

static_assert(sizeof(pipe_requests::Mask) == sizeof(au_mask_t));
static_assert(pipe_requests::kSetNonBlocking == FIONBIO);
#ifdef AUDITPIPE_SET_PRESELECT_MODE
static_assert(sizeof(pipe_requests::UserMask) == sizeof(auditpipe_ioctl_preselect));
static_assert(pipe_requests::kSetQueueLimit == AUDITPIPE_SET_QLIMIT);
static_assert(pipe_requests::kGetQueueLimitMax == AUDITPIPE_GET_QLIMIT_MAX);
static_assert(pipe_requests::kSetFlags == AUDITPIPE_SET_PRESELECT_FLAGS);
static_assert(pipe_requests::kSetNonAttributableFlags == AUDITPIPE_SET_PRESELECT_NAFLAGS);
static_assert(pipe_requests::kSetUserFlags == AUDITPIPE_SET_PRESELECT_AUID);
static_assert(pipe_requests::kFlushUserFlags == AUDITPIPE_FLUSH_PRESELECT_AUID);
static_assert(pipe_requests::kSetMode == AUDITPIPE_SET_PRESELECT_MODE);
static_assert(pipe_requests::kFlush == AUDITPIPE_FLUSH);
static_assert(pipe_requests::kGetDrops == AUDITPIPE_GET_DROPS);
static_assert(pipe_requests::kLocalMode == AUDITPIPE_PRESELECT_MODE_LOCAL);
#endif

class Device final : public PipeCalls {
 public:
  explicit Device(int fd) noexcept : fd_(fd) {}
  ~Device() override {
    ::close(fd_);
    if (queue_ >= 0) ::close(queue_);
  }
  int fd() const override { return fd_; }
  int control(unsigned long request, void* argument) override {
    return ::ioctl(fd_, request, argument) == 0 ? 0 : errno;
  }
  std::ptrdiff_t read(std::span<std::uint8_t> into) override { return ::read(fd_, into.data(), into.size()); }
  int select(bool device, std::array<int, 2> others, std::chrono::milliseconds limit) override;
  int watch(int fd) override;
  bool is_abandoned() override;

 private:
  int fd_;
  int queue_ = -1;  // kqueue(2)
};

int Device::select(bool device, std::array<int, 2> others, std::chrono::milliseconds limit) {
  const std::array<int, 3> all = {device ? fd_ : -1, others[0], others[1]};
  const int last = *std::ranges::max_element(all);
  if (last >= FD_SETSIZE) {
    errno = EMFILE;
    return -1;
  }
  fd_set set;
  FD_ZERO(&set);
  for (const int fd : all) {
    if (fd >= 0) FD_SET(fd, &set);
  }
  const auto milliseconds = std::max<std::chrono::milliseconds::rep>(limit.count(), 0);
  timeval time = {};
  time.tv_sec = static_cast<decltype(time.tv_sec)>(milliseconds / 1000);
  time.tv_usec = static_cast<decltype(time.tv_usec)>(milliseconds % 1000 * 1000);
  if (::select(last + 1, &set, nullptr, nullptr, &time) < 0) return -1;
  int ready = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i] >= 0 && FD_ISSET(all[i], &set)) ready |= 1 << i;
  }
  return ready;
}

// It tells of changes only: a pipe that has room all the time is told of once.
int Device::watch(int fd) {
  if (queue_ < 0) {
    queue_ = ::kqueue();
    if (queue_ >= 0) ::fcntl(queue_, F_SETFD, FD_CLOEXEC);
  }
  struct kevent change;
  EV_SET(&change, static_cast<uintptr_t>(fd), EVFILT_WRITE, EV_ADD | EV_CLEAR, 0, 0, nullptr);
  return queue_ >= 0 && ::kevent(queue_, &change, 1, nullptr, 0, nullptr) == 0 ? queue_ : -1;
}

bool Device::is_abandoned() {
  bool gone = false;
  struct kevent event;
  const timespec at_once = {};
  while (::kevent(queue_, nullptr, 0, &event, 1, &at_once) > 0) gone |= (event.flags & EV_EOF) != 0;
  return gone;
}

// With `processes` all of the class pc, which is where these begin and end.
PipeOptions pipe_options(const DeviceOptions& options) {
  PipeOptions pipe = options.pipe;
  const std::uint32_t added = options.processes ? bsm::ClassTable(bsm::Platform::kUnknown).mask_of("pc") : 0U;
  pipe.classes.success |= added;
  if (pipe.non_attributable) pipe.non_attributable->success |= added;
  for (UserClasses& user : pipe.users) user.classes.success |= added;
  return pipe;
}

// Whether the system writes any records; where it does not say, it is taken to.
bool is_auditing() {
  int condition = AUC_AUDITING;
  return ::auditon(A_GETCOND, &condition, sizeof(condition)) != 0 || condition == AUC_AUDITING;
}

}  // namespace

std::expected<Opened, OpenError> open_device(const DeviceOptions& options) {
  if (options.arm || options.unicast || !options.node.empty()) {
    return std::unexpected(OpenError{"--arm, --unicast and --node are for Linux"});
  }
  Opened opened;
  Result<std::unique_ptr<RecordDevice>> device;
  {
    const os::Raised raised;
    const int fd = ::open(kDevice, O_RDONLY | O_CLOEXEC);  // it is made not to block by FIONBIO
    if (fd < 0) {
      const bool refused = errno == EACCES || errno == EPERM;
      const Error error = {.code = Code::kSystem, .system_errno = errno, .what = kDevice};
      return std::unexpected(OpenError{describe(error), refused});
    }
    device = open_audit_pipe(std::make_unique<Device>(fd), pipe_options(options));
    if (!is_auditing()) {
      opened.notes.push_back(
#ifdef __APPLE__
          "auditing is off, as it is on macOS 14 and later: nothing will come; to turn it on: sudo cp "
          "/etc/security/audit_control.example /etc/security/audit_control, then sudo launchctl enable "
          "system/com.apple.auditd, and restart; for executions there also is: sudo eslogger exec | commands"
#else
          "auditing is off: nothing will come; to turn it on: sysrc auditd_enable=YES && service auditd start"
#endif
      );
    }
  }
  if (!device) return std::unexpected(OpenError{describe(device.error())});
  opened.device = std::move(*device);
  return opened;
}

std::string rights_command(const DeviceOptions&, const std::string& path) {
  return "chmod 4750 " + path;  // nobody but root can open the device
}

}  // namespace knox::kernel
