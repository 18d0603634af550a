#include "knox/linux_audit/assembly/node.h"

#include <algorithm>

namespace knox::linux_audit {

namespace {

constexpr std::uint32_t kManyBehind = 256;   // so many records in a row are not late ones
constexpr std::uint32_t kNearSerial = 1024;  // an event that is no further back was overtaken

}  // namespace

bool Node::see_time(std::uint64_t time, std::uint64_t timeout) noexcept {
  if (time >= clock_) [[likely]] {
    clock_ = time;
    behind_ = 0;
    return false;
  }
  if (clock_ - time <= timeout) {
    behind_ = 0;
    return false;
  }
  newest_behind_ = behind_ == 0 ? time : std::max(newest_behind_, time);
  if (++behind_ < kManyBehind) return false;
  clock_ = newest_behind_;
  behind_ = 0;
  return true;
}

void Node::see_serial(const EventId& id, std::uint64_t timeout, AssemblyCounts& counts) noexcept {
  const std::uint32_t ahead = id.serial - serial_;  // numbers wrap around, and so does this
  const std::uint32_t back = serial_ - id.serial;
  if (!has_serial_) {
    has_serial_ = true;
    serial_ = id.serial;
  } else if (ahead < kFarSerial) {
    if (ahead > 1) counts.missing_serials += ahead - 1;
    serial_ = id.serial;
  } else if (back < kFarSerial && id.time <= clock_ + timeout &&
             (back < kNearSerial || id.time + timeout >= clock_)) {
    if (counts.missing_serials > 0) --counts.missing_serials;
  } else {
    ++counts.restarts;
    serial_ = id.serial;
  }
}

}  // namespace knox::linux_audit
