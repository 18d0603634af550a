#include "knox/kernel/netlink_device_linux.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <utility>

#include "knox/io/read_file.h"
#include "knox/linux_audit/names/record_types.h"

namespace knox::kernel {

NetlinkDevice::NetlinkDevice(RecordSocket socket, std::optional<Control> control, std::optional<Armed> armed,
                             std::string node)
    : socket_(std::move(socket)),
      control_(std::move(control)),
      armed_(std::move(armed)),
      node_(node.empty() ? node : fmt::format("node={} ", node)) {
  look();
  if (!sight_) return;
  const bool holds = sight_->daemon == 0 && holds_for_daemon(io::read_file("/proc/cmdline").value_or(""));
  lost_.emplace(sight_->lost, holds);
  // Who only listens takes what there is; who has armed was promised what the rules say.
  if (!is_armed()) (void)obstacles_.update(sight_->obstacles);
}

// The guard's answer may be of the last look: it is not waited for.
void NetlinkDevice::look() {
  const bool has_changed = std::exchange(has_changed_, false);
  if (armed_) {
    is_new_ |= armed_->look(has_changed) || !sight_;
    sight_ = armed_->sight();
    return;
  }
  if (!control_) return;
  const auto status = control_->status();
  if (!status) return;
  if (!sight_) sight_.emplace();
  sight_->lost = status->lost;
  sight_->daemon = status->pid;
  const auto rules = stopped_ ? std::unexpected(Error{}) : control_->rules();
  if (!rules) return;
  sight_->obstacles = obstacles(*status, *rules, {});
  is_new_ = true;
}

// The kernel's records have no line ends inside, but those of programs can; auditd makes spaces of them, too.
void NetlinkDevice::put_line(const Datagram& record) {
  lines_ += node_;
  lines_ += "type=";
  const auto type = static_cast<linux_audit::RecordType>(record.type);
  const std::string_view name = linux_audit::record_type_name(type);
  if (name.empty()) {
    lines_ += fmt::format("UNKNOWN[{}]", record.type);
  } else {
    lines_ += name;
  }
  lines_ += " msg=";
  const std::size_t begin = lines_.size();
  lines_ += record.payload;
  const auto body = lines_.begin() + static_cast<std::ptrdiff_t>(begin);
  std::replace_if(
      body, lines_.end(), [](char c) { return c == '\n' || c == '\r' || c == '\0'; }, ' ');
  lines_ += '\n';
}

std::vector<std::string> NetlinkDevice::news() {
  if (has_changed_) look();
  std::vector<std::string> news = std::exchange(told_by_records_, {});
  if (std::exchange(is_new_, false)) {
    std::vector<std::string> more = obstacles_.update(sight_->obstacles);
    std::ranges::move(more, std::back_inserter(news));
  }
  const bool is_missed = armed_ && armed_->guard_is_gone() && !std::exchange(guard_is_missed_, true);
  if (is_missed && is_armed()) {
    news.emplace_back(
        "the guard of the audit rules is gone: this takes them back, if it still may, and ends");
  } else if (is_missed) {
    news.emplace_back("the guard is gone, so what the kernel loses can no longer be told");
  }
  return news;
}

Result<std::size_t> NetlinkDevice::read(std::span<std::uint8_t> into) {
  while (lines_.size() < into.size()) {
    const auto records = socket_.receive_batch();
    if (!records && records.error().system_errno == ENOBUFS) continue;  // loss() says how many
    if (!records) return std::unexpected(records.error());
    if (records->empty()) break;
    received_ += records->size();
    for (const Datagram& record : *records) {
      put_line(record);
      if (stopped_ || !is_change(record.type)) continue;
      has_changed_ = true;
      if (!turns_auditing_off(record.type, record.payload)) continue;
      std::ranges::move(obstacles_.add(kAuditingIsOff), std::back_inserter(told_by_records_));
    }
  }
  const std::size_t size = std::min(lines_.size(), into.size());
  std::copy_n(lines_.begin(), size, into.begin());
  lines_.erase(0, size);
  return size;
}

Loss NetlinkDevice::loss() {
  Loss loss = {.socket = socket_.dropped()};
  look();
  if (lost_) loss.kernel = lost_->update(sight_->lost, received_ + loss.socket);
  return loss;
}

std::expected<void, std::string> NetlinkDevice::stop() {
  look();
  stopped_ = true;
  const auto disarmed = armed_ ? armed_->disarm() : std::expected<void, std::string>();
  if (armed_) {
    sight_ = armed_->sight();
    is_new_ = true;
  }
  socket_.stop();
  return disarmed;
}

}  // namespace knox::kernel
