#include "knox/ulog/entry_reader.h"

#include "knox/io/foreign.h"
#include "knox/ulog/framer.h"

namespace knox::ulog {

namespace {

// Of the line above the sums, at the end of what `log show` prints:
//
//   --------------------------------------------------------------------------------------------------
//   Log      - Default:         15, Info:                0, Debug:             0, Error:  0, Fault:  0
//   Activity - Create:           0, Transition:          0, Actions:           0
constexpr std::size_t kFewestDashes = 80;

bool is_dashes(std::string_view line) noexcept {
  return line.size() >= kFewestDashes && line.find_first_not_of('-') == line.npos;
}
bool begins_sums(std::string_view line) noexcept {
  return line.starts_with("Log      - Default:");
}
bool is_sum(std::string_view line) noexcept {
  return line.find(" - ") != line.npos && line.find(':') != line.npos;
}

}  // namespace

void EntryReader::begin_file() {
  pending_[waiting_].is_closed = true;
  dashes_.clear();
  in_sums_ = false;
  joined_ = 0;
}

std::optional<Error> EntryReader::take(Bytes frame, std::optional<Style> style, const Emit& emit) {
  std::string_view text = as_chars(frame);
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (!style) return io::foreign_line();
  if (is_text(*style)) return take_line(text, *style, emit);
  if (!text.starts_with('{')) return io::foreign_line();
  const std::expected<const Record*, Error> read = json_.read(text);
  if (!read) return read.error();
  emit({**read, text, *style});
  return std::nullopt;
}

std::optional<Error> EntryReader::take_line(std::string_view line, Style style, const Emit& emit) {
  if (begins_entry(line, style)) {
    Pending& next = pending_[1 - waiting_];
    next.bytes.assign(line);
    if (text_.read(next.bytes, style, next.record)) {
      flush(emit);
      next.style = style;
      next.is_entry = true;
      next.is_joined = next.is_closed = false;
      waiting_ = 1 - waiting_;
      in_sums_ = false;
      return std::nullopt;
    }
  }
  ++joined_;
  if (!dashes_.empty() && begins_sums(line)) {
    dashes_.clear();
    in_sums_ = true;
    flush(emit);
    return std::nullopt;
  }
  if (look_at(line).kind == LineKind::kNoise && !line.empty()) {
    flush(emit);
    return std::nullopt;
  }
  if (in_sums_ && (line.empty() || is_sum(line))) return std::nullopt;
  const Pending& before = pending_[waiting_];
  const bool goes_on = before.is_entry && !before.is_closed && before.bytes.size() + line.size() < kMaxEntry;
  if (is_dashes(line) && dashes_.empty()) {
    dashes_.assign(line);
    return std::nullopt;
  }
  if (!goes_on && !line.empty()) {
    --joined_;
    return io::foreign_line();
  }
  if (!goes_on) return std::nullopt;
  join(line);
  return std::nullopt;
}

void EntryReader::join(std::string_view line) {
  Pending& entry = pending_[waiting_];
  if (!dashes_.empty()) entry.bytes.append("\n").append(dashes_);
  dashes_.clear();
  entry.bytes.append("\n").append(line);
  entry.is_joined = true;
}

void EntryReader::flush(const Emit& emit) {
  Pending& entry = pending_[waiting_];
  if (!dashes_.empty() && entry.is_entry && !entry.is_closed) {
    entry.bytes.append("\n").append(dashes_);
    entry.is_joined = true;
  }
  dashes_.clear();
  if (!entry.is_entry) return;
  if (entry.is_joined) text_.read(entry.bytes, entry.style, entry.record);
  emit({entry.record, entry.bytes, entry.style});
  entry.is_entry = false;
}

// A message is written at once.
void EntryReader::silence(std::uint32_t milliseconds, const Emit& emit) {
  constexpr std::uint32_t kEnough = 400;
  if (milliseconds >= kEnough) flush(emit);
}

void EntryReader::finish(const Emit& emit) {
  flush(emit);
}

}  // namespace knox::ulog
