#include "knox/kernel/linux/netlink.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>
#include <utility>

#include "knox/kernel/linux/netlink_messages.h"

namespace knox::kernel {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kPatience = std::chrono::seconds(10);
constexpr std::size_t kMaxAnswer = 64 * 1024;  // a rule with two paths has 10 KiB

// Every answer begins with one of these.
struct Message {
  nlmsghdr header;
  std::string_view payload;
};

int milliseconds_until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::max<decltype(left)>(left, 0));
}

Result<void> send(int fd, const nlmsghdr& header, std::string_view payload, std::string_view what) {
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  bytes += payload;
  bytes.resize(NLMSG_ALIGN(bytes.size()));
  sockaddr_nl kernel = {};
  kernel.nl_family = AF_NETLINK;
  for (;;) {
    const auto* const to = reinterpret_cast<const sockaddr*>(&kernel);
    if (::sendto(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL, to, sizeof kernel) >= 0) return {};
    if (errno != EINTR) return netlink_error(errno, what);
  }
}

// The next message from the kernel, into the buffer.
Result<Message> receive(int fd, std::span<char> buffer, Clock::time_point deadline, std::string_view what) {
  for (;;) {
    pollfd ready = {.fd = fd, .events = POLLIN, .revents = 0};
    const int found = ::poll(&ready, 1, milliseconds_until(deadline));
    if (found == 0) return netlink_error(ETIMEDOUT, what);
    sockaddr_nl from = {};
    socklen_t size = sizeof from;
    const ssize_t n = ::recvfrom(fd, buffer.data(), buffer.size(), MSG_DONTWAIT | MSG_TRUNC,
                                 reinterpret_cast<sockaddr*>(&from), &size);
    if (n < 0 && (errno == EINTR || errno == EAGAIN || errno == ENOBUFS)) continue;
    if (n < 0) return netlink_error(errno, what);
    const auto length = static_cast<std::size_t>(n);
    Message message = {};
    if (!is_kernel(from, size) || length < sizeof message.header || length > buffer.size()) continue;
    std::memcpy(&message.header, buffer.data(), sizeof message.header);
    message.payload = std::string_view(buffer.data(), length).substr(sizeof message.header);
    return message;
  }
}

std::string_view bytes_of(const auto& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

}  // namespace

Result<int> open_netlink(std::string_view what, int flags) {
  const int fd = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | flags, NETLINK_AUDIT);
  if (fd < 0) return netlink_error(errno, what);
  return fd;
}

struct Control::Answer {
  std::int32_t code = 0;  // of the acknowledgement; some requests answer with a number there
  std::vector<std::string> payloads;
};

Result<Control> Control::open() {
  const Result<int> fd = open_netlink(kTalking, 0);
  if (!fd) return std::unexpected(fd.error());
  return Control(*fd);
}

Control::Control(Control&& other) noexcept : fd_(std::exchange(other.fd_, -1)), sequence_(other.sequence_) {}

Control& Control::operator=(Control&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(sequence_, other.sequence_);
  return *this;
}

Control::~Control() {
  if (fd_ >= 0) ::close(fd_);
}

// A request has been answered when it was acknowledged and, if it asks for something, that came. The two come
// in either order, because a thread of its own sends what was asked for.
Result<Control::Answer> Control::request(std::uint16_t type, std::string_view payload, std::string_view what,
                                         bool list) {
  nlmsghdr header = {};
  header.nlmsg_len = static_cast<std::uint32_t>(NLMSG_LENGTH(payload.size()));
  header.nlmsg_type = type;
  header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
  header.nlmsg_seq = ++sequence_;
  if (const auto sent = send(fd_, header, payload, what); !sent) return std::unexpected(sent.error());

  const bool asks = type == AUDIT_GET || type == AUDIT_GET_FEATURE || list;
  bool acknowledged = false, complete = !asks;
  std::vector<char> buffer(kMaxAnswer);
  Answer answer;
  const Clock::time_point deadline = Clock::now() + kPatience;
  while (!acknowledged || !complete) {
    const Result<Message> message = receive(fd_, buffer, deadline, what);
    if (!message) return std::unexpected(message.error());
    if (message->header.nlmsg_seq != sequence_) continue;  // a record, or an answer that came too late
    if (message->header.nlmsg_type == NLMSG_ERROR) {
      if (message->payload.size() < sizeof answer.code) continue;
      std::memcpy(&answer.code, message->payload.data(), sizeof answer.code);
      if (answer.code < 0) return std::unexpected(refused(-answer.code, what));
      acknowledged = true;
    } else if (message->header.nlmsg_type == NLMSG_DONE) {
      complete = true;
    } else if (message->header.nlmsg_type == type) {
      answer.payloads.emplace_back(message->payload);
      if (!list) complete = true;
    }
  }
  return answer;
}

// EPERM is also the answer when the configuration is locked, to those who may still ask.
Error Control::refused(int error, std::string_view what) {
  const bool may_be_locked = error == EPERM && what != kTalking;
  const Result<KernelStatus> now = may_be_locked ? status() : std::unexpected(Error{});
  return {.code = Code::kSystem, .system_errno = error, .what = now && now->enabled == 2 ? kLocked : what};
}

Result<KernelStatus> Control::status() {
  const Result<Answer> answer = request(AUDIT_GET, {}, kTalking);
  if (!answer) return std::unexpected(answer.error());
  const std::optional<KernelStatus> status = parse_status(answer->payloads.front());
  if (!status) return netlink_error(EPROTO, kTalking);
  return *status;
}

Result<void> Control::set(Setting setting, std::uint32_t value) {
  audit_status to = {};
  to.mask = static_cast<std::uint32_t>(setting);
  switch (setting) {
    case Setting::kEnabled: to.enabled = value; break;
    case Setting::kFailure: to.failure = value; break;
    case Setting::kRateLimit: to.rate_limit = value; break;
    case Setting::kBacklogLimit: to.backlog_limit = value; break;
    case Setting::kBacklogWaitTime: to.backlog_wait_time = value; break;
  }
  const Result<Answer> answer = request(AUDIT_SET, bytes_of(to), kChanging);
  if (!answer) return std::unexpected(answer.error());
  return {};
}

Result<void> Control::set_daemon(bool is_daemon) {
  audit_status to = {};
  to.mask = AUDIT_STATUS_PID;
  to.pid = is_daemon ? static_cast<std::uint32_t>(::getpid()) : 0;
  const Result<Answer> answer = request(AUDIT_SET, bytes_of(to), kBeingDaemon);
  if (!answer) return std::unexpected(answer.error());
  return {};
}

Result<std::uint32_t> Control::reset(std::uint32_t bit, std::string_view what) {
  audit_status to = {};
  to.mask = bit;
  const Result<Answer> answer = request(AUDIT_SET, bytes_of(to), what);
  if (!answer) return std::unexpected(answer.error());
  return static_cast<std::uint32_t>(answer->code);
}

Result<std::uint32_t> Control::reset_lost() {
  return reset(AUDIT_STATUS_LOST, kChanging);
}

Result<std::uint32_t> Control::reset_backlog_wait_time_actual() {
  constexpr std::uint32_t kActual = 0x80;  // AUDIT_STATUS_BACKLOG_WAIT_TIME_ACTUAL of newer headers
  return reset(kActual, kChanging);
}

Result<KernelFeatures> Control::features() {
  const Result<Answer> answer = request(AUDIT_GET_FEATURE, {}, kTalking);
  if (!answer) return std::unexpected(answer.error());
  audit_features features = {};
  if (answer->payloads.front().size() < sizeof features) return netlink_error(EPROTO, kTalking);
  std::memcpy(&features, answer->payloads.front().data(), sizeof features);
  return KernelFeatures{.on = features.features, .locked = features.lock};
}

Result<void> Control::set_features(std::uint32_t which, KernelFeatures to) {
  const audit_features features = {
      .vers = AUDIT_FEATURE_VERSION, .mask = which, .features = to.on, .lock = to.locked};
  const Result<Answer> answer = request(AUDIT_SET_FEATURE, bytes_of(features), kChanging);
  if (!answer) return std::unexpected(answer.error());
  return {};
}

Result<std::vector<RuleData>> Control::rules() {
  const Result<Answer> answer = request(AUDIT_LIST_RULES, {}, kTalking, true);
  if (!answer) return std::unexpected(answer.error());
  std::vector<RuleData> rules;
  for (const std::string& payload : answer->payloads) {
    std::optional<RuleData> rule = parse_wire(payload);
    if (!rule) return netlink_error(EPROTO, kTalking);
    rules.push_back(std::move(*rule));
  }
  return rules;
}

Result<void> Control::add(const RuleData& rule) {
  const Result<Answer> answer = request(AUDIT_ADD_RULE, wire_bytes(rule), kAddingRule);
  if (!answer) return std::unexpected(answer.error());
  return {};
}

Result<void> Control::remove(const RuleData& rule) {
  const Result<Answer> answer = request(AUDIT_DEL_RULE, wire_bytes(rule), kDeletingRule);
  if (!answer) return std::unexpected(answer.error());
  return {};
}

}  // namespace knox::kernel
