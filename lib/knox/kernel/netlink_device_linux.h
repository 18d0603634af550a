// The kernel's audit netlink as a RecordDevice: each record becomes the line that auditd would write.
#pragma once

#include <optional>
#include <string>

#include "knox/kernel/record_device.h"
#include "knox/linux_audit/arm.h"
#include "knox/linux_audit/netlink.h"

namespace knox::kernel {

class NetlinkDevice final : public RecordDevice {
 public:
  // `control`, when this process may ask the kernel how much it lost; `armed`, what stop() takes back;
  // `node` goes in front of each line, when it is not empty.
  NetlinkDevice(linux_audit::RecordSocket socket, std::optional<linux_audit::Control> control,
                std::optional<linux_audit::Armed> armed, std::string node);

  Content content() const override { return Content::kLinuxLines; }
  int fd() const override { return socket_.fd(); }
  Result<std::size_t> read(std::span<std::uint8_t> into) override;
  Loss loss() override;
  std::expected<void, std::string> stop() override;

 private:
  void put_line(const linux_audit::Datagram& record);

  linux_audit::RecordSocket socket_;
  std::optional<linux_audit::Control> control_;
  std::optional<linux_audit::Armed> armed_;
  std::string node_;
  std::uint64_t received_ = 0;  // records
  std::optional<linux_audit::LostCount> lost_;
  std::string lines_;  // not given out yet
};

}  // namespace knox::kernel
