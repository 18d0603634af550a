#include "unit/kernel/linux/fake_audit.h"

#ifdef KNOX_FAKE_AUDIT

#include <linux/netlink.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <utility>

#include "unit/catch.h"

namespace knox::test {
namespace {

FakeAudit* fake = nullptr;
// The kernel's end of each socket.
std::map<int, int>& ends() {
  static std::map<int, int> ends;
  return ends;
}
// And of those that are closed. Not to be closed before the test ends: a guard, which has closed everything,
// may have something else there.
std::vector<int>& left() {
  static std::vector<int> left;
  return left;
}
int newest = -1;
int receive_buffer = 0;

bool is_fake(int fd) {
  return fake != nullptr && ends().contains(fd);
}

// Whether a call fails this time, with errno set.
bool fails(FakeAudit::Call call) {
  std::vector<int>& errors = fake->errors[call];
  if (errors.empty()) return false;
  errno = errors.front();
  errors.erase(errors.begin());
  return errno != 0;
}

// Packets have who sent them in front.
void deliver(int fd, std::uint32_t sender, std::string_view bytes) {
  std::string packet(reinterpret_cast<const char*>(&sender), sizeof sender);
  packet += bytes;
  ::syscall(SYS_sendto, ends().at(fd), packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL, nullptr, 0);
}

std::string message(std::uint16_t type, std::uint32_t sequence, std::string_view payload) {
  nlmsghdr header = {};
  header.nlmsg_len = static_cast<std::uint32_t>(sizeof header + payload.size());
  header.nlmsg_type = type;
  header.nlmsg_seq = sequence;
  return std::string(reinterpret_cast<const char*>(&header), sizeof header).append(payload);
}

template <class Value>
std::string_view bytes_of(const Value& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

template <class Value>
Value value_of(std::string_view bytes) {
  Value value = {};
  std::memcpy(&value, bytes.data(), std::min(bytes.size(), sizeof value));
  return value;
}

// One request, and what comes of it.
class Request {
 public:
  Request(FakeAudit::Memory& kernel, const nlmsghdr& header, std::string_view payload)
      : kernel_(kernel), type_(header.nlmsg_type), payload_(payload) {
    ++kernel_.requests;
    const std::size_t place = type_ - AUDIT_GET;
    if (kernel_.refuses[place] != 0 && kernel_.passes[place]-- <= 0) {
      kernel_.passes[place] = 0;
      code = -kernel_.refuses[place];
      return;
    }
    run();
  }

  int code = 0;
  std::vector<std::string> answers;
  bool is_list = false;

 private:
  void run() {
    switch (type_) {
      case AUDIT_GET: {
        std::string status(bytes_of(kernel_.status).substr(0, 40));
        status += bytes_of(kernel_.waited);
        status.resize(kernel_.status_size);
        answers.push_back(std::move(status));
        return;
      }
      case AUDIT_SET: code = set(value_of<audit_status>(payload_)); return;
      case AUDIT_GET_FEATURE: answers.emplace_back(bytes_of(kernel_.features)); return;
      case AUDIT_SET_FEATURE: set_features(value_of<audit_features>(payload_)); return;
      case AUDIT_LIST_RULES:
        is_list = true;
        for (std::size_t i = 0; i < kernel_.rules; ++i) answers.push_back(text(i));
        return;
      case AUDIT_ADD_RULE: code = add(); return;
      case AUDIT_DEL_RULE: code = remove(); return;
      default: code = -EINVAL;
    }
  }

  int set(const audit_status& to) {
    constexpr std::uint32_t kWaited = 0x80;
    audit_status& now = kernel_.status;
    if (now.enabled == 2) return -EPERM;
    if ((to.mask & AUDIT_STATUS_ENABLED) != 0) {
      if (to.enabled > 2) return -EINVAL;
      now.enabled = to.enabled;
    }
    if ((to.mask & AUDIT_STATUS_FAILURE) != 0) {
      if (to.failure > 2) return -EINVAL;
      now.failure = to.failure;
    }
    if ((to.mask & AUDIT_STATUS_PID) != 0) {
      if (now.pid != 0 && to.pid != 0) return -EEXIST;
      now.pid = to.pid;
    }
    if ((to.mask & AUDIT_STATUS_RATE_LIMIT) != 0) now.rate_limit = to.rate_limit;
    if ((to.mask & AUDIT_STATUS_BACKLOG_LIMIT) != 0) now.backlog_limit = to.backlog_limit;
    if ((to.mask & AUDIT_STATUS_BACKLOG_WAIT_TIME) != 0) now.backlog_wait_time = to.backlog_wait_time;
    if (to.mask == AUDIT_STATUS_LOST) return static_cast<int>(std::exchange(now.lost, 0));
    if (to.mask == kWaited) return static_cast<int>(std::exchange(kernel_.waited, 0));
    return 0;
  }

  void set_features(const audit_features& to) {
    kernel_.features.features = (kernel_.features.features & ~to.mask) | (to.features & to.mask);
    kernel_.features.lock |= to.lock & to.mask;
  }

  std::string text(std::size_t i) const { return {kernel_.rule[i].bytes.data(), kernel_.rule[i].size}; }

  // The place of the rule; what sendto(2) was given is padded to four bytes.
  std::size_t find() const {
    std::size_t i = 0;
    while (i < kernel_.rules && !payload_.starts_with(text(i))) ++i;
    return i;
  }
  int add() {
    if (kernel_.status.enabled == 2) return -EPERM;
    if (find() != kernel_.rules) return -EEXIST;
    FakeAudit::Bytes& rule = kernel_.rule.at(kernel_.rules++);
    rule.size = payload_.copy(rule.bytes.data(), rule.bytes.size());
    return 0;
  }
  int remove() {
    if (kernel_.status.enabled == 2) return -EPERM;
    const std::size_t at = find();
    if (at == kernel_.rules) return -ENOENT;
    std::copy(kernel_.rule.begin() + static_cast<std::ptrdiff_t>(at) + 1,
              kernel_.rule.begin() + static_cast<std::ptrdiff_t>(kernel_.rules),
              kernel_.rule.begin() + static_cast<std::ptrdiff_t>(at));
    --kernel_.rules;
    return 0;
  }

  FakeAudit::Memory& kernel_;
  std::uint16_t type_;
  std::string_view payload_;
};

// What others send, and what answers another request.
void chat(int fd, std::uint16_t type, std::uint32_t sequence) {
  std::string wrong = message(type, sequence, std::string(600, '\xee'));
  deliver(fd, 4711, wrong);
  deliver(fd, 4711, message(NLMSG_ERROR, sequence, bytes_of(-ENODEV)));
  deliver(fd, 0, message(type, sequence - 1, std::string(600, '\xee')));
  deliver(fd, 0, message(NLMSG_ERROR, sequence - 1, bytes_of(-ENODEV)));
  deliver(fd, 0, message(AUDIT_SYSCALL, 0, "audit(1.000:1): x"));
  deliver(fd, 0, message(AUDIT_EOE, sequence, "audit(1.000:1): "));
  deliver(fd, 0, message(NLMSG_ERROR, sequence, "abc"));
  deliver(fd, 0, "short");
}

void answer(int fd, std::string_view bytes) {
  const auto header = value_of<nlmsghdr>(bytes);
  const std::string_view payload =
      bytes.substr(sizeof header, header.nlmsg_len - std::min<std::size_t>(header.nlmsg_len, sizeof header));
  FakeAudit::Memory& kernel = fake->kernel();
  const Request request(kernel, header, payload);
  const std::string done = message(NLMSG_ERROR, header.nlmsg_seq, bytes_of(request.code));
  if (kernel.chats) chat(fd, header.nlmsg_type, header.nlmsg_seq);
  if (!kernel.answers_first || request.code < 0) deliver(fd, 0, done);
  if (kernel.chats) chat(fd, header.nlmsg_type, header.nlmsg_seq);
  for (const std::string& text : request.answers) {
    deliver(fd, 0, message(header.nlmsg_type, header.nlmsg_seq, text));
  }
  if (request.is_list) deliver(fd, 0, message(NLMSG_DONE, header.nlmsg_seq, {}));
  if (kernel.answers_first && request.code >= 0) deliver(fd, 0, done);
}

ssize_t receive(int fd, msghdr& to, int flags) {
  std::uint32_t sender = 0;
  std::array<iovec, 2> parts = {{{.iov_base = &sender, .iov_len = sizeof sender}, to.msg_iov[0]}};
  msghdr message = {};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  const ssize_t n = ::syscall(SYS_recvmsg, fd, &message, flags);
  if (n < 0) return n;
  sockaddr_nl from = {};
  from.nl_family = AF_NETLINK;
  from.nl_pid = sender;
  std::memcpy(to.msg_name, &from, std::min<std::size_t>(to.msg_namelen, sizeof from));
  to.msg_namelen = sizeof from;
  return n - static_cast<ssize_t>(sizeof sender);
}

}  // namespace

FakeAudit::FakeAudit() {
  void* const memory =
      ::mmap(nullptr, sizeof(Memory), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  memory_ = new (memory) Memory;
  fake = this;
}

FakeAudit::~FakeAudit() {
  fake = nullptr;
  for (const auto& [socket, end] : ends()) ::close(end);
  for (const int end : left()) ::close(end);
  ends().clear();
  left().clear();
  ::munmap(memory_, sizeof(Memory));
}

void FakeAudit::refuse(std::uint16_t type, int error, int passes) {
  memory_->refuses.at(type - AUDIT_GET) = error;
  memory_->passes.at(type - AUDIT_GET) = passes;
}

std::vector<std::string> FakeAudit::rules() const {
  std::vector<std::string> rules;
  for (std::size_t i = 0; i < memory_->rules; ++i) {
    rules.emplace_back(memory_->rule[i].bytes.data(), memory_->rule[i].size);
  }
  return rules;
}

void FakeAudit::add_rule(std::string_view wire) {
  Bytes& rule = memory_->rule.at(memory_->rules++);
  rule.size = wire.copy(rule.bytes.data(), rule.bytes.size());
}

void FakeAudit::send(std::uint16_t type, std::string_view payload, std::uint32_t sender) {
  send_bytes(message(type, 0, payload), sender);
}
void FakeAudit::send_bytes(std::string_view bytes, std::uint32_t sender) {
  deliver(newest, sender, bytes);
}

}  // namespace knox::test

// Instead of the C library's.
extern "C" {

int socket(int domain, int type, int protocol) noexcept {
  using namespace knox::test;
  if (fake == nullptr || domain != AF_NETLINK || protocol != NETLINK_AUDIT) {
    return static_cast<int>(::syscall(SYS_socket, domain, type, protocol));
  }
  if (fails(FakeAudit::kSocket)) return -1;
  std::array<int, 2> pair{};
  constexpr int kFlags = SOCK_CLOEXEC | SOCK_NONBLOCK;
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | (type & kFlags), 0, pair.data()) != 0) return -1;
  const auto [end, is_new] = ends().try_emplace(pair[0], pair[1]);
  if (!is_new) left().push_back(std::exchange(end->second, pair[1]));
  return newest = pair[0];
}

int bind(int fd, const sockaddr* address, socklen_t size) noexcept {
  using namespace knox::test;
  if (!is_fake(fd)) return static_cast<int>(::syscall(SYS_bind, fd, address, size));
  if (fails(FakeAudit::kBind)) return -1;
  sockaddr_nl self = {};
  std::memcpy(&self, address, std::min<std::size_t>(size, sizeof self));
  fake->groups = self.nl_groups;
  return 0;
}

ssize_t sendto(int fd, const void* bytes, size_t size, int flags, const sockaddr* to, socklen_t to_size) {
  using namespace knox::test;
  if (!is_fake(fd)) return ::syscall(SYS_sendto, fd, bytes, size, flags, to, to_size);
  if (fails(FakeAudit::kSend)) return -1;
  answer(fd, {static_cast<const char*>(bytes), size});
  return static_cast<ssize_t>(size);
}

ssize_t recvfrom(int fd, void* bytes, size_t size, int flags, sockaddr* from, socklen_t* from_size) {
  using namespace knox::test;
  if (!is_fake(fd)) return ::syscall(SYS_recvfrom, fd, bytes, size, flags, from, from_size);
  if (fails(FakeAudit::kReceive)) return -1;
  iovec part = {.iov_base = bytes, .iov_len = size};
  msghdr to = {};
  to.msg_name = from;
  to.msg_namelen = *from_size;
  to.msg_iov = &part;
  to.msg_iovlen = 1;
  const ssize_t n = receive(fd, to, flags);
  *from_size = to.msg_namelen;
  return n;
}

ssize_t __recvfrom_chk(int fd, void* bytes, size_t size, size_t, int flags, sockaddr* from,  // NOLINT
                       socklen_t* from_size) {
  return recvfrom(fd, bytes, size, flags, from, from_size);
}

int recvmmsg(int fd, mmsghdr* messages, unsigned count, int flags, timespec* timeout) {
  using namespace knox::test;
  if (!is_fake(fd)) return static_cast<int>(::syscall(SYS_recvmmsg, fd, messages, count, flags, timeout));
  if (fails(FakeAudit::kReceive)) return -1;
  unsigned n = 0;
  for (; n < count; ++n) {
    const ssize_t size = receive(fd, messages[n].msg_hdr, flags);
    if (size < 0) break;
    messages[n].msg_len = static_cast<unsigned>(size);
  }
  return n == 0 ? -1 : static_cast<int>(n);
}

int setsockopt(int fd, int level, int name, const void* value, socklen_t size) noexcept {
  using namespace knox::test;
  if (!is_fake(fd)) return static_cast<int>(::syscall(SYS_setsockopt, fd, level, name, value, size));
  if (level == SOL_NETLINK && name == NETLINK_DROP_MEMBERSHIP) {
    fake->groups &= ~(1u << (*static_cast<const int*>(value) - 1));
    return 0;
  }
  if (level != SOL_SOCKET || (name == SO_RCVBUFFORCE && !fake->may_force_buffer)) {
    errno = EPERM;
    return -1;
  }
  // socket(7): doubled, and not more than net.core.rmem_max unless it is forced.
  const int wanted = *static_cast<const int*>(value);
  receive_buffer = 2 * (name == SO_RCVBUFFORCE ? wanted : std::min(wanted, 212992));
  return 0;
}

int getsockopt(int fd, int level, int name, void* value, socklen_t* size) noexcept {
  using namespace knox::test;
  if (!is_fake(fd)) return static_cast<int>(::syscall(SYS_getsockopt, fd, level, name, value, size));
  constexpr int kMemInfo = 55;
  const std::array<std::uint32_t, 9> info = {1, 2, 3, 4, 5, 6, 7, 8, fake->dropped};
  const auto buffer = static_cast<std::uint32_t>(receive_buffer);
  const std::string_view answer = name == kMemInfo ? bytes_of(info) : bytes_of(buffer);
  *size = static_cast<socklen_t>(answer.copy(static_cast<char*>(value), *size));
  return 0;
}

}  // extern "C"

#endif
