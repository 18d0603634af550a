#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstring>
#include <utility>

#include "knox/kernel/linux/netlink.h"
#include "knox/kernel/linux/netlink_messages.h"

namespace knox::kernel {
namespace {

// Room for one record of a batch: most have some hundred bytes, those of AppArmor with two long paths 17 KiB.
// No power of two, so that the beginnings of all of them do not compete for the same lines of the cache.
constexpr std::size_t kSlot = 32 * 1024 + 192;

constexpr std::uint32_t kReadlogGroup = 1 << (AUDIT_NLGRP_READLOG - 1);

// The size of the buffer; SO_RCVBUFFORCE may go beyond net.core.rmem_max, and needs CAP_NET_ADMIN.
void ask_for_buffer(int fd, std::size_t bytes) {
  const int size = static_cast<int>(std::min<std::size_t>(bytes, INT_MAX / 2));
  if (::setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) == 0) return;
  ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
}

// Nothing when it is no record: the kernel's acknowledgements, and its question whether the daemon lives.
// The length that the message itself tells is not to be trusted, see nlmsg_len in kernel/audit.c.
std::optional<Datagram> record_of(const char* bytes, std::size_t length, std::size_t size) {
  nlmsghdr header;
  if (size < sizeof header) return std::nullopt;
  std::memcpy(&header, bytes, sizeof header);
  if (header.nlmsg_type < AUDIT_USER || header.nlmsg_type == AUDIT_REPLACE) return std::nullopt;
  return Datagram{.type = header.nlmsg_type,
                  .payload = std::string_view(bytes, size).substr(sizeof header),
                  .cut = length > size};
}

}  // namespace

struct RecordSocket::State {
  struct Batch {
    std::array<mmsghdr, kBatch> headers{};
    std::array<iovec, kBatch> vectors{};
    std::array<sockaddr_nl, kBatch> senders{};
    std::array<Datagram, kBatch> records{};
    std::unique_ptr<char[]> memory{new char[kBatch * kSlot]};  // touched only as far as records reach
  };

  explicit State(int socket) : fd(socket) {}
  ~State() {
    stop();
    ::close(fd);
  }
  void stop() noexcept;
  std::size_t take(std::size_t count);

  int fd;
  bool is_daemon = false;
  std::unique_ptr<Batch> batch;
};

RecordSocket::RecordSocket(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
RecordSocket::RecordSocket(RecordSocket&&) noexcept = default;
RecordSocket& RecordSocket::operator=(RecordSocket&&) noexcept = default;
RecordSocket::~RecordSocket() = default;

int RecordSocket::fd() const noexcept {
  return state_->fd;
}

Result<std::unique_ptr<RecordSocket::State>> RecordSocket::open(std::uint32_t groups, std::size_t bytes) {
  const Result<int> fd = open_netlink(kReading, SOCK_NONBLOCK);
  if (!fd) return std::unexpected(fd.error());
  auto state = std::make_unique<State>(*fd);
  ask_for_buffer(*fd, bytes);
  sockaddr_nl self = {};
  self.nl_family = AF_NETLINK;
  self.nl_groups = groups;
  if (::bind(*fd, reinterpret_cast<const sockaddr*>(&self), sizeof self) != 0) {
    return netlink_error(errno, kReading);
  }
  return state;
}

Result<RecordSocket> RecordSocket::open_multicast(std::size_t receive_buffer_bytes) {
  auto state = open(kReadlogGroup, receive_buffer_bytes);
  if (!state) return std::unexpected(state.error());
  return RecordSocket(std::move(*state));
}

// The kernel sends to the socket that the request came from.
Result<RecordSocket> RecordSocket::open_unicast(std::size_t receive_buffer_bytes) {
  auto state = open(0, receive_buffer_bytes);
  if (!state) return std::unexpected(state.error());
  Control control((*state)->fd);
  const Result<void> registered = control.set_daemon(true);
  control.fd_ = -1;  // it was only borrowed
  if (!registered) return std::unexpected(registered.error());
  (*state)->is_daemon = true;
  return RecordSocket(std::move(*state));
}

void RecordSocket::State::stop() noexcept {
  if (is_daemon) {
    if (Result<Control> control = Control::open()) (void)control->set_daemon(false);
    is_daemon = false;
    return;
  }
  const int group = AUDIT_NLGRP_READLOG;
  ::setsockopt(fd, SOL_NETLINK, NETLINK_DROP_MEMBERSHIP, &group, sizeof group);
}

void RecordSocket::stop() noexcept {
  state_->stop();
}

Result<std::optional<Datagram>> RecordSocket::receive(std::span<char> buffer) {
  for (;;) {
    sockaddr_nl from = {};
    socklen_t from_size = sizeof from;
    const ssize_t n = ::recvfrom(state_->fd, buffer.data(), buffer.size(), MSG_DONTWAIT | MSG_TRUNC,
                                 reinterpret_cast<sockaddr*>(&from), &from_size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return std::nullopt;
    if (n < 0) return netlink_error(errno, kReading);
    if (!is_kernel(from, from_size)) continue;
    const auto length = static_cast<std::size_t>(n);
    if (const auto record = record_of(buffer.data(), length, std::min(length, buffer.size()))) return record;
  }
}

// Of the messages that have been received, those that are records.
std::size_t RecordSocket::State::take(std::size_t count) {
  std::size_t records = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const msghdr& message = batch->headers[i].msg_hdr;
    if (!is_kernel(batch->senders[i], message.msg_namelen)) continue;
    const std::size_t length = batch->headers[i].msg_len;
    const auto* const bytes = static_cast<const char*>(batch->vectors[i].iov_base);
    if (const auto record = record_of(bytes, length, std::min(length, kSlot)))
      batch->records[records++] = *record;
  }
  return records;
}

Result<std::span<const Datagram>> RecordSocket::receive_batch() {
  if (!state_->batch) state_->batch = std::make_unique<State::Batch>();
  State::Batch& batch = *state_->batch;
  for (std::size_t i = 0; i < kBatch; ++i) {
    batch.vectors[i] = {.iov_base = batch.memory.get() + i * kSlot, .iov_len = kSlot};
    msghdr& message = batch.headers[i].msg_hdr;
    message.msg_name = &batch.senders[i];
    message.msg_namelen = sizeof batch.senders[i];
    message.msg_iov = &batch.vectors[i];
    message.msg_iovlen = 1;
  }
  for (;;) {
    const int n = ::recvmmsg(state_->fd, batch.headers.data(), kBatch, MSG_DONTWAIT | MSG_TRUNC, nullptr);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return std::span<const Datagram>();
    if (n < 0) return netlink_error(errno, kReading);
    const std::size_t records = state_->take(static_cast<std::size_t>(n));
    if (records != 0) return std::span<const Datagram>(batch.records.data(), records);
  }
}

std::uint32_t RecordSocket::dropped() const noexcept {
  std::array<std::uint32_t, 9> info{};  // SK_MEMINFO_* of linux/sock_diag.h; the last of them is the drops
  socklen_t size = sizeof info;
  constexpr int kMemInfo = 55;  // SO_MEMINFO
  if (::getsockopt(state_->fd, SOL_SOCKET, kMemInfo, info.data(), &size) != 0) return 0;
  return info[8];
}

std::size_t RecordSocket::receive_buffer() const noexcept {
  int size = 0;
  socklen_t bytes = sizeof size;
  if (::getsockopt(state_->fd, SOL_SOCKET, SO_RCVBUF, &size, &bytes) != 0) return 0;
  return static_cast<std::size_t>(size);
}

}  // namespace knox::kernel
