#include "knox/kernel/netlink_device_linux.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "knox/io/read_file.h"
#include "knox/linux_audit/record_types.h"

namespace knox::kernel {

NetlinkDevice::NetlinkDevice(linux_audit::RecordSocket socket, std::optional<linux_audit::Control> control,
                             std::optional<linux_audit::Armed> armed, std::string node)
    : socket_(std::move(socket)),
      control_(std::move(control)),
      armed_(std::move(armed)),
      node_(node.empty() ? node : fmt::format("node={} ", node)) {
  if (!control_) return;
  const auto status = control_->status();
  if (!status) {
    control_.reset();
    return;
  }
  const bool holds =
      status->pid == 0 && linux_audit::holds_for_daemon(io::read_file("/proc/cmdline").value_or(""));
  lost_.emplace(status->lost, holds);
}

// The kernel's records have no line ends inside, but those of programs can; auditd makes spaces of them, too.
void NetlinkDevice::put_line(const linux_audit::Datagram& record) {
  lines_ += node_;
  lines_ += "type=";
  const auto type = static_cast<linux_audit::RecordType>(record.type);
  const std::string_view name = linux_audit::record_type_name(type);
  name.empty() ? lines_ += fmt::format("UNKNOWN[{}]", record.type) : lines_ += name;
  lines_ += " msg=";
  const std::size_t begin = lines_.size();
  lines_ += record.payload;
  const auto body = lines_.begin() + static_cast<std::ptrdiff_t>(begin);
  std::replace_if(
      body, lines_.end(), [](char c) { return c == '\n' || c == '\r' || c == '\0'; }, ' ');
  lines_ += '\n';
}

Result<std::size_t> NetlinkDevice::read(std::span<std::uint8_t> into) {
  while (lines_.size() < into.size()) {
    const auto records = socket_.receive_batch();
    if (!records && records.error().system_errno == ENOBUFS) continue;  // loss() says how many
    if (!records) return std::unexpected(records.error());
    if (records->empty()) break;
    received_ += records->size();
    for (const linux_audit::Datagram& record : *records) put_line(record);
  }
  const std::size_t size = std::min(lines_.size(), into.size());
  std::copy_n(lines_.begin(), size, into.begin());
  lines_.erase(0, size);
  return size;
}

Loss NetlinkDevice::loss() {
  Loss loss = {.socket = socket_.dropped()};
  if (control_) {
    const auto status = control_->status();
    if (status) loss.kernel = lost_->update(status->lost, received_ + loss.socket);
  }
  return loss;
}

std::expected<void, std::string> NetlinkDevice::stop() {
  const auto disarmed = armed_ ? armed_->disarm() : std::expected<void, std::string>();
  socket_.stop();
  return disarmed;
}

}  // namespace knox::kernel
