// /dev/auditpipe of macOS and FreeBSD: every program that opens it gets a queue of its own, and says itself
// which records it wants there. Nothing of the system's own settings is read or changed.
//
// What the two kernels do that the manual does not say, by their sources (audit_pipe.c, sys_generic.c,
// spec_vnops.c): open(2) leaves O_NONBLOCK to itself, so that read(2) waits for the next record, which no
// signal handler and no close(2) of another thread ends; only ioctl(FIONBIO) reaches the device. poll(2) of
// macOS answers POLLNVAL at once, as it is made of kqueue(2), for which the device is not made; select(2)
// works on both. There nothing but kqueue(2) tells that a pipe that is written to has no reader any more.
// What takes the queue's lock may be EINTR.
//
// Sources: auditpipe(4); audit_ioctl.h, which has the same numbers on both systems; see above.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "knox/bsm/classes.h"
#include "knox/kernel/record_device.h"

namespace knox::kernel {

// The system calls: a seam, so that what is done with them is tested where no such device is.
class PipeCalls {
 public:
  virtual ~PipeCalls() = default;
  virtual int fd() const = 0;
  // ioctl(2): 0 or its errno.
  virtual int control(unsigned long request, void* argument) = 0;
  // read(2): -1 and errno.
  virtual std::ptrdiff_t read(std::span<std::uint8_t> into) = 0;
  // select(2): which can be read, the device (bit 0; only if `device`) and the others (bits 1 and 2; -1:
  // none). -1 and errno.
  virtual int select(bool device, std::array<int, 2> others, std::chrono::milliseconds limit) = 0;
  // A descriptor that can be read when `fd`, which is written to, has changed: kqueue(2). -1: there is none.
  virtual int watch(int fd) = 0;
  // Whether nobody reads what is watched any more. Takes what the descriptor of watch() has to tell.
  virtual bool is_abandoned() = 0;
};

struct UserClasses {
  std::uint32_t auid;
  bsm::ClassSelection classes;
};

struct PipeOptions {
  bsm::ClassSelection classes;                               // of processes that have an audit user
  std::optional<bsm::ClassSelection> non_attributable = {};  // of those that have none; otherwise the same
  std::vector<UserClasses> users = {};                       // instead, for these
  std::optional<std::uint32_t> queue_limit = {};  // in records; otherwise as many as the kernel allows
};

// Takes over the opened device. Errors: kSystem, `what` is the request that failed.
Result<std::unique_ptr<RecordDevice>> open_audit_pipe(std::unique_ptr<PipeCalls> calls,
                                                      const PipeOptions& options);

// The requests, as BSD's _IO, _IOR and _IOW make them: direction, size of the argument, group, number.
namespace pipe_requests {

struct Mask {
  std::uint32_t success, failure;
};
struct UserMask {
  std::uint32_t auid;
  Mask mask;
};
enum Direction : unsigned long { kNone = 0x20000000, kGet = 0x40000000, kSet = 0x80000000 };
template <class Argument>
constexpr unsigned long request(Direction direction, unsigned long number) {
  return direction | sizeof(Argument) << 16 | static_cast<unsigned long>('A') << 8 | number;
}
inline constexpr unsigned long kSetNonBlocking =  // FIONBIO
    kSet | sizeof(std::int32_t) << 16 | static_cast<unsigned long>('f') << 8 | 126;
inline constexpr unsigned long kSetQueueLimit = request<std::uint32_t>(kSet, 3);
inline constexpr unsigned long kGetQueueLimitMax = request<std::uint32_t>(kGet, 5);
inline constexpr unsigned long kSetFlags = request<Mask>(kSet, 7);
inline constexpr unsigned long kSetNonAttributableFlags = request<Mask>(kSet, 9);
inline constexpr unsigned long kSetUserFlags = request<UserMask>(kSet, 11);
inline constexpr unsigned long kFlushUserFlags = kNone | static_cast<unsigned long>('A') << 8 | 13;
inline constexpr unsigned long kSetMode = request<std::uint32_t>(kSet, 15);
inline constexpr unsigned long kFlush = kNone | static_cast<unsigned long>('A') << 8 | 16;
inline constexpr unsigned long kGetDrops = request<std::uint64_t>(kGet, 102);
inline constexpr std::uint32_t kLocalMode = 2;

}  // namespace pipe_requests

}  // namespace knox::kernel
