// The kernel's audit netlink as a RecordDevice: each record becomes the line that auditd would write.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "knox/kernel/linux/arm.h"
#include "knox/kernel/linux/arm_watch.h"
#include "knox/kernel/linux/netlink.h"
#include "knox/kernel/record_device.h"

namespace knox::kernel {

class NetlinkDevice final : public RecordDevice {
 public:
  // `armed`, what stop() takes back, or whose guard may ask the kernel what this process may not; `control`,
  // when this process may; `node` goes in front of each line, when it is not empty.
  NetlinkDevice(RecordSocket socket, std::optional<Control> control, std::optional<Armed> armed,
                std::string node);

  Content content() const override { return Content::kLinuxLines; }
  int fd() const override { return socket_.fd(); }
  Result<std::size_t> read(std::span<std::uint8_t> into) override;
  Loss loss() override;
  std::expected<void, std::string> stop() override;
  std::vector<std::string> news() override;
  bool is_over() const override { return is_armed() && armed_->guard_is_gone(); }

 private:
  void put_line(const Datagram& record);
  void look();
  bool is_armed() const { return armed_ && !armed_->key().empty(); }

  RecordSocket socket_;
  std::optional<Control> control_;
  std::optional<Armed> armed_;
  std::string node_;
  std::uint64_t received_ = 0;  // records
  std::optional<LostCount> lost_;
  std::string lines_;  // not given out yet

  std::optional<Sight> sight_;  // the newest; nullopt: nobody may ask
  ObstacleNews obstacles_;
  std::vector<std::string> told_by_records_;
  bool is_new_ = false;       // the sight, since the last news()
  bool has_changed_ = false;  // since the last look, as records tell
  bool guard_is_missed_ = false, stopped_ = false;
};

}  // namespace knox::kernel
