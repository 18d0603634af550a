// What needs the strings of images: the message, who sent it, the name of a signpost.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "knox/tracev3/record_builder.h"
#include "knox/tracev3/state_text.h"

namespace knox::tracev3 {

namespace {

const Format& no_image() {
  static const Format format(Format::Missing{Format::kNoImage});
  return format;
}

bool is_shared(Location location) noexcept {
  return location == Location::kShared || location == Location::kLargeShared;
}

// A specification for each item, so that they can be shown although nobody knows the format.
std::string_view specification_for(const Item& item) noexcept {
  switch (item.kind()) {
    case ItemKind::kString: return "%s";
    case ItemKind::kWideString: return "%S";
    case ItemKind::kObject:
    case ItemKind::kReadableObject: return "%@";
    case ItemKind::kData: return "%.0P";
    case ItemKind::kScalar: return item.size == 8 ? "%lld" : "%d";
    default: return {};
  }
}

}  // namespace

const ulog::Record& RecordBuilder::complete(const Event& event, EventStream& stream) {
  message_.clear();
  backtrace_.clear();
  switch (event.what) {
    case Event::What::kTracepoint: complete_tracepoint(event, stream); break;
    case Event::What::kStatedump: put_state(event); break;
    case Event::What::kSimpledump: put_simple(event); break;
  }
  record_.written_time = write_time(*record_.time, event.minutes_west);
  return record_;
}

// "2022-04-13 13:14:30.341146-0500": the clock where it was written. Many events share a minute.
std::string_view RecordBuilder::write_time(const Time& time, int minutes_west) {
  using namespace std::chrono;
  constexpr std::size_t kSecond = 17, kMicrosecond = 20, kSize = 31;
  const std::int64_t east = std::clamp(-minutes_west, -24 * 60, 24 * 60);
  const std::int64_t local = static_cast<std::int64_t>(time.seconds) + east * 60;  // below 2^34
  const std::int64_t minute = local < 0 ? 0 : local / 60;
  if (written_minute_ != std::pair(minute, east)) {
    written_minute_ = {minute, east};
    const sys_days day(days(minute / (24 * 60)));
    const year_month_day date(day);
    const std::int64_t of_day = minute % (24 * 60), zone = east < 0 ? -east : east;
    fmt::format_to_n(written_time_.data(), written_time_.size(),
                     "{:04}-{:02}-{:02} {:02}:{:02}:00.000000{}{:02}{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), of_day / 60,
                     of_day % 60, east < 0 ? '-' : '+', zone / 60, zone % 60);
  }
  const auto put = [&](std::size_t at, std::size_t digits, std::uint32_t value) {
    for (std::size_t i = digits; i > 0; --i, value /= 10)
      written_time_[at + i - 1] = static_cast<char>('0' + value % 10);
  };
  put(kSecond, 2, static_cast<std::uint32_t>(local < 0 ? 0 : local % 60));
  put(kMicrosecond, 6, time.nanoseconds / 1000);
  return {written_time_.data(), kSize};
}

const Format& RecordBuilder::find_format(const Event& event, const StringPlace& place) {
  if (place.is_dynamic) return Format::dynamic();
  const Process* const process = event.process;
  switch (event.tracepoint.location()) {
    case Location::kMain:
      if (process != nullptr) return strings_.image_format(process->main, place.offset);
      break;
    case Location::kShared:
    case Location::kLargeShared:
      if (process != nullptr && process->shared)
        return strings_.shared_format(*process->shared, place.offset);
      break;
    case Location::kAbsolute:
      if (process != nullptr) {
        const ImageRange* const range = process->image_at(data_.pc);
        if (range != nullptr) return strings_.image_format(range->image, place.offset);
      }
      break;
    case Location::kUuid: return strings_.image_format(data_.image, place.offset);
    default: break;
  }
  return no_image();
}

void RecordBuilder::put_sender(const Uuid& uuid, std::uint64_t offset) {
  record_.sender_offset = offset;
  if (uuid.empty()) return;
  const Image& its = image(uuid);
  record_.sender_uuid = its.uuid.view();
  if (its.path.empty()) return;
  record_.sender_path = its.path;
  record_.sender = std::string_view(its.path).substr(its.path.rfind('/') + 1);
}

void RecordBuilder::put_shared_sender(const Uuid& cache, std::uint64_t address) {
  record_.sender_offset = address;
  const auto found = strings_.shared_image(cache, address);
  if (!found) return;
  library_uuid_ = text_of(found->uuid);
  library_path_.assign(found->path);
  record_.sender_offset = found->offset;
  record_.sender_uuid = library_uuid_.view();
  record_.sender_path = library_path_;
  record_.sender = std::string_view(library_path_).substr(library_path_.rfind('/') + 1);
}

void RecordBuilder::put_sender(const Event& event) {
  if (!data_.has_location) return;
  const Process* const process = event.process;
  const Location location = event.tracepoint.location();
  record_.sender_offset = data_.pc;
  if (location == Location::kUuid) return put_sender(data_.image, data_.pc);
  if (process == nullptr) return;
  if (location == Location::kMain) {
    put_sender(process->main, data_.pc);
  } else if (is_shared(location) && process->shared) {
    put_shared_sender(*process->shared, data_.pc);
  } else if (location == Location::kAbsolute) {
    if (const ImageRange* const range = process->image_at(data_.pc))
      put_sender(range->image, data_.pc - range->load);
  }
}

void RecordBuilder::complete_tracepoint(const Event& event, EventStream& stream) {
  put_sender(event);
  switch (event.tracepoint.space) {
    case Namespace::kLog:
    case Namespace::kTrace:
    case Namespace::kSignpost: put_message(event, stream); break;
    case Namespace::kActivity:
      if (data_.has_location) {  // its message is the string itself
        const Format& format = find_format(event, data_.format);
        without_strings_ += format.is_missing() ? 1 : 0;
        format_.assign(format.text());
        message_.assign(format_);
        if (format.is_missing()) append_message(format, Items(), {}, message_);
        record_.format = format_;
      }
      record_.message = message_;
      break;
    case Namespace::kLoss: put_loss(event, stream); break;
    default: break;
  }
}

void RecordBuilder::put_message(const Event& event, EventStream& stream) {
  const bool is_trace = event.tracepoint.space == Namespace::kTrace;
  const bool has_context = (event.tracepoint.flags & kHasContext) != 0 && !is_trace;
  Bytes block = data_.arguments;
  items_.private_data = data_.private_range ? private_bytes(*event.page, *data_.private_range) : Bytes();
  items_.has_private_range = data_.private_range.has_value();
  items_.is_32bit = event.process != nullptr && event.process->is_32bit;
  if (data_.oversize) {
    const std::optional<Oversize> oversize = stream.find_oversize(event, *data_.oversize);
    if (oversize) {
      block = oversize->arguments;
      items_.private_data = oversize->private_data;
      items_.has_private_range = !oversize->private_data.empty();
    }
  }
  const bool is_read = is_trace ? read_trace_items(block, items_) : read_items(block, has_context, items_);
  const Format* format = &find_format(event, data_.format);
  without_strings_ += format->is_missing() ? 1 : 0;
  format_.assign(format->text());
  if (is_trace && !format->is_missing()) {
    if (!trace_format_ || trace_format_->text() != format_) trace_format_.emplace(format_, Syntax::kTrace);
    format = &*trace_format_;
  }
  const MessageOptions options{.minutes_west = event.minutes_west, .hides_private = hides_private_};
  if (!is_whole_ || !is_read) {
    message_.assign(Format::kCorrupt);
  } else {
    append_message(*format, items_, options, message_);
    if (format->is_missing()) append_items(options);
  }
  record_.format = format_;
  if (event.tracepoint.space == Namespace::kSignpost) put_signpost_name(event);
  record_.message = message_;
  if (has_context) put_backtrace();
}

// Without a format the arguments are all that is left of a message.
void RecordBuilder::append_items(const MessageOptions& options) {
  std::string text;
  for (const Item& item : items_.all) {
    const std::string_view one = specification_for(item);
    if (one.empty()) continue;
    text.append(text.empty() ? " [" : ", ").append(one);
  }
  if (text.empty()) return;
  text += ']';
  if (!items_format_ || items_format_->text() != text) items_format_.emplace(text);
  append_message(*items_format_, items_, options, message_);
}

// Before there were names, the first word of the message was one.
void RecordBuilder::put_signpost_name(const Event& event) {
  if (data_.signpost_name) {
    const Format& name = find_format(event, *data_.signpost_name);
    name_.assign(name.is_missing() ? std::string_view() : name.text());
  } else {
    const std::size_t end = std::min(message_.find(' '), message_.size());
    name_.assign(message_, 0, end);
    message_.erase(0, std::min(end + 1, message_.size()));
  }
  record_.signpost_name = name_;
}

void RecordBuilder::put_backtrace() {
  read_backtrace(items_.context, frames_);
  frame_uuids_.clear();
  for (const Frame& frame : frames_) frame_uuids_.push_back(text_of(frame.image));
  for (std::size_t i = 0; i < frames_.size(); ++i)
    backtrace_.push_back({.image_uuid = frame_uuids_[i].view(), .offset = frames_[i].offset});
  record_.backtrace = backtrace_;
}

void RecordBuilder::put_loss(const Event& event, const EventStream& stream) {
  constexpr std::uint32_t kOrMore = 63;
  const auto written = [&](std::uint64_t ticks) {
    const Clock::Moment moment = stream.clock(event).at(ticks);
    return std::string(write_time(time_of(moment.wall), moment.minutes_west));
  };
  message_ =
      fmt::format("lost {}{} unreliable messages from {} to {}", data_.loss_count >= kOrMore ? ">=" : "",
                  data_.loss_count, written(data_.loss_first), written(data_.loss_last));
  record_.message = message_;
}

void RecordBuilder::put_state(const Event& event) {
  put_sender(event.statedump.sender, 0);
  message_.assign(event.statedump.title);
  message_ += '\n';
  append_state(event.statedump, message_);
  record_.message = message_;
}

// Its text is finished.
void RecordBuilder::put_simple(const Event& event) {
  const Simpledump& dump = event.simpledump;
  put_sender(dump.sender, dump.pc);
  if (!record_.sender_path) {
    const auto shared = strings_.shared_image(dump.shared, dump.pc);
    if (shared) put_shared_sender(dump.shared, dump.pc);
  }
  record_.message = dump.message;
}

}  // namespace knox::tracev3
