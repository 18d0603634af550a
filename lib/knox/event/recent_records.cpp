#include "knox/event/recent_records.h"

#include <algorithm>
#include <ranges>

#include "knox/event/process_tree.h"

namespace knox::event {

RecentRecords::RecentRecords() : bytes_(kBytes), records_(kRecords) {}

void RecentRecords::add(const ProcessEvent& event, std::string_view bytes) {
  if (bytes.size() > kBytes / 4) bytes = {};
  const std::size_t left = kBytes - static_cast<std::size_t>(end_ % kBytes);
  if (left < bytes.size()) end_ += left;
  std::ranges::copy(bytes, bytes_.begin() + static_cast<std::ptrdiff_t>(end_ % kBytes));
  records_[count_++ % kRecords] = {.process = event.process,
                                   .time = milliseconds(event.time),
                                   .begin = end_,
                                   .size = static_cast<std::uint32_t>(bytes.size()),
                                   .act = event.act};
  end_ += bytes.size();
}

bool RecentRecords::take(const ProcessRef& process, Time now,
                         const std::function<void(std::string_view)>& take) {
  const std::uint64_t end_time = milliseconds(now);
  bool has_ended = false;
  found_.clear();
  for (std::uint64_t i = count_; i > 0 && count_ - i < kRecords; --i) {
    Record& record = records_[(i - 1) % kRecords];
    const bool is_late = record.time >= end_time || end_time - record.time < ProcessTree::kLate;
    if (!is_late || end_ - record.begin > kBytes) break;
    if (record.taken || !record.process.may_be(process)) continue;
    if (record.act == ProcessAct::kExit) {
      if (!found_.empty()) break;
      has_ended = true;
    }
    found_.push_back(&record);
  }
  for (Record* const record : std::views::reverse(found_)) {
    record->taken = true;
    if (record->size > 0) take({&bytes_[record->begin % kBytes], record->size});
  }
  return has_ended;
}

}  // namespace knox::event
