// /dev/auditpipe of macOS and FreeBSD: every program that opens it gets a queue of its own, and says itself
// which records it wants there. Nothing of the system's own settings is read or changed.
//
// Sources: auditpipe(4); audit_ioctl.h, which has the same numbers on both systems.
#pragma once

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
  // read(2), which does not block: -1 and errno.
  virtual std::ptrdiff_t read(std::span<std::uint8_t> into) = 0;
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
