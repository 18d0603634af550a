// RecordDevice: where the running system gives out audit records as they happen. Opening one is in
// open_device.h; a Feed takes the records from it in time.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <vector>

#include "knox/base/error.h"

namespace knox::kernel {

// What a device gives: whole BSM records, which read() may cut anywhere, or whole lines of a Linux Audit log.
enum class Content : std::uint8_t { kBsm, kLinuxLines };

// Records that were lost since the device was opened, by what had no room for them.
struct Loss {
  std::uint64_t kernel = 0;  // a queue in the kernel
  std::uint64_t socket = 0;  // this program's socket, because it was too slow to take them
  std::uint64_t buffer = 0;  // this program's buffer, because its reader was too slow

  std::uint64_t total() const noexcept { return kernel + socket + buffer; }
  bool operator==(const Loss&) const = default;
};

// What to wait for, and for how long.
struct Awaited {
  int wake = -1;         // a pipe, until there is something in it
  int reader = -1;       // a pipe that is written to, until nobody reads it any more; -1: there is none
  bool records = false;  // until the device has some
  std::chrono::milliseconds patience{0};
};

// What came of it; neither: there may be records, or time is up.
struct Ready {
  bool woken = false;      // or waiting is not possible
  bool abandoned = false;  // nobody reads any more
};

class RecordDevice {
 public:
  virtual ~RecordDevice() = default;

  virtual Content content() const = 0;
  // Readable for poll(2) when there are records, unless wait() knows better.
  virtual int fd() const = 0;
  // With poll(2), where a system has nothing against that.
  virtual Ready wait(const Awaited& awaited);
  // As much as there is, into `into`, which has room for kReadSize bytes; 0: nothing now. Errors: kSystem.
  virtual Result<std::size_t> read(std::span<std::uint8_t> into) = 0;
  // No new records are wanted: read() gives those that are there already. Takes back what opening changed in
  // the system, if anything. The error is a whole message.
  virtual std::expected<void, std::string> stop() = 0;
  // How much was lost so far, of what the device can tell.
  virtual Loss loss() = 0;
  // What keeps records from coming that was not so at the last call, or no longer does: a line each. Called
  // often, and after stop() once more.
  virtual std::vector<std::string> news() { return {}; }
  // What it was opened for can no longer be had; news() has said why. It is to be stopped.
  virtual bool is_over() const { return false; }
};

// More than any kernel writes in one record: MAXAUDITDATA is 32,767, a netlink message at most 8,970 bytes.
inline constexpr std::size_t kReadSize = 256 * 1024;

}  // namespace knox::kernel
