// RecordDevice: where the running system gives out audit records as they happen. Opening one is in
// open_device.h; a Feed takes the records from it in time.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>

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

class RecordDevice {
 public:
  virtual ~RecordDevice() = default;

  virtual Content content() const = 0;
  // Readable for poll(2) when there are records.
  virtual int fd() const = 0;
  // As much as there is, into `into`, which has room for kReadSize bytes; 0: nothing now. Errors: kSystem.
  virtual Result<std::size_t> read(std::span<std::uint8_t> into) = 0;
  // No new records are wanted: read() gives those that are there already. Takes back what opening changed in
  // the system, if anything. The error is a whole message.
  virtual std::expected<void, std::string> stop() = 0;
  // How much was lost so far, of what the device can tell.
  virtual Loss loss() = 0;
};

// More than any kernel writes in one record: MAXAUDITDATA is 32,767, a netlink message at most 8,970 bytes.
inline constexpr std::size_t kReadSize = 256 * 1024;

}  // namespace knox::kernel
