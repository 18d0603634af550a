#include "common/log_position.h"

#include <algorithm>

#include "knox/base/time_words.h"
#include "knox/linux_audit/assembly/assembly.h"
#include "knox/linux_audit/log/log_files.h"

namespace knox::tools {

namespace {

constexpr std::uint64_t kOpenFor = linux_audit::kEventTimeout / 1000;  // seconds

}  // namespace

bool LogPosition::load(InputOptions& input) {
  if (path_.empty()) return true;
  if (input.paths.empty() || std::ranges::find(input.paths, "-") != input.paths.end()) {
    tool_.fail("--checkpoint {}: standard input has no place to go on from; name a log, or --logs", path_);
    return false;
  }
  input.growing = true;
  newest_ = input.paths.back();
  Result<std::optional<linux_audit::Checkpoint>> checkpoint = linux_audit::read_checkpoint(path_);
  if (!checkpoint) {
    tool_.fail("--checkpoint {}: {}", path_, describe(checkpoint.error()));
    return false;
  }
  if (!*checkpoint) return true;
  last_ = next_ = std::move(**checkpoint);
  next_.open.clear();
  if (last_.first_line.empty()) return true;  // nothing was read
  const auto is_it = [&](const std::string& path) {
    const Result<linux_audit::LogFile> log = linux_audit::look_at_log(path);
    return log && log->has_end && log->first_line == last_.first_line;
  };
  const auto found = std::ranges::find_if(input.paths, is_it);
  if (found == input.paths.end()) {
    tool_.warn("--checkpoint {}: its log is not among these, so all of them are read", path_);
    tool_.raise_status(kDamage);
    return true;
  }
  input.paths.erase(input.paths.begin(), found);
  input.skip = last_.offset;
  return true;
}

void LogPosition::begin(const std::string& name) {
  if (path_.empty()) return;
  in_newest_ = name == newest_;
  const Result<linux_audit::LogFile> log = linux_audit::look_at_log(name);
  // In a log that is empty there is no place to go on from: that stays the end of the one before.
  is_known_ = log && log->has_end;
  if (!is_known_ || log->first_line == next_.first_line) return;
  next_ = {};
  next_.first_line = log->first_line;
}

bool LogPosition::take(const io::Frame& frame, bool line_is_open) {
  if (path_.empty()) return true;
  if (in_newest_ && line_is_open) return false;
  if (is_known_) next_.offset = frame.offset + frame.bytes.size();
  return true;
}

void LogPosition::skipped(const io::Damage& damage) {
  if (!path_.empty() && is_known_) next_.offset = damage.offset + damage.size;
}

bool LogPosition::keep(const linux_audit::Event& event) {
  const bool is_open = !path_.empty() && event.ending == linux_audit::Ending::kEndOfInput;
  if (!is_open || event.time.seconds + kOpenFor < HostClock::read().now.seconds) return false;
  for (const linux_audit::Line& line : event.records) next_.open.emplace_back(line.text);
  return true;
}

int LogPosition::save() {
  if (path_.empty()) return tool_.status();
  const Result<void> written = linux_audit::write_checkpoint(path_, next_);
  return written ? tool_.status() : tool_.fail("--checkpoint {}: {}", path_, describe(written.error()));
}

}  // namespace knox::tools
