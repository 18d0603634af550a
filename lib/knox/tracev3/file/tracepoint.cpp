#include "knox/tracev3/file/tracepoint.h"

#include <algorithm>

#include "knox/tracev3/bytes/little.h"

namespace knox::tracev3 {

namespace {

enum Flag : std::uint16_t {
  kActivity = 0x0001,
  kUniquePid = 0x0010,
  kLargeOffset = 0x0020,  // 16 more bits of the place of the format string
  kPersona = 0x0040,
  kPrivate = 0x0100,
  kSubsystem = 0x0200,
  kOtherActivity = 0x0200,  // of activities
  kTtl = 0x0400,
  kOversize = 0x0800,
  kName = 0x8000
};

enum Activity : std::uint8_t { kCreate = 1, kSwap = 2, kUserAction = 3 };

constexpr std::uint32_t kLow31 = 0x7fff'ffff;

class DataReader {
 public:
  DataReader(const Tracepoint& tracepoint, const Process* process, TracepointData& data)
      : tracepoint_(tracepoint), process_(process), data_(data), cursor_(tracepoint.data) {}

  bool read(bool signpost_last, bool has_persona) {
    read_ids(has_persona);
    switch (tracepoint_.space) {
      case Namespace::kLog:
      case Namespace::kSignpost: read_message(signpost_last); break;
      case Namespace::kActivity: read_activity(); break;
      case Namespace::kTrace:
        read_location();
        data_.arguments = cursor_.rest();
        break;
      case Namespace::kLoss: read_loss(); break;
      default: return true;  // what is in these is not known
    }
    return cursor_.ok();
  }

  bool has(std::uint16_t flag) const noexcept { return (tracepoint_.flags & flag) != 0; }

 private:
  void read_ids(bool has_persona) {
    if (tracepoint_.space == Namespace::kLoss) return;
    if (has(kActivity)) data_.activity = cursor_.get<std::uint64_t>();
    if (has(kUniquePid)) data_.unique_pid = cursor_.get<std::uint64_t>();
    if (has_persona) cursor_.skip(4);
  }

  void read_message(bool signpost_last) {
    const bool is_signpost = tracepoint_.space == Namespace::kSignpost;
    if (has(kPrivate)) {
      const std::uint16_t offset = cursor_.get<std::uint16_t>();
      data_.private_range = Range16{offset, cursor_.get<std::uint16_t>()};
    }
    read_location();
    if (has(kSubsystem)) data_.subsystem = cursor_.get<std::uint16_t>();
    if (is_signpost && signpost_last) data_.signpost = cursor_.get<std::uint64_t>();
    if (has(kTtl)) data_.ttl = cursor_.get<std::uint8_t>();
    if (is_signpost && !signpost_last) {
      data_.signpost = cursor_.get<std::uint64_t>();
      read_name();
    }
    if (has(kOversize)) data_.oversize = cursor_.get<std::uint32_t>();
    if (is_signpost && signpost_last) read_name();
    data_.arguments = cursor_.rest();
  }

  void read_name() {
    if (!has(kName)) return;
    const std::uint32_t low = cursor_.get<std::uint32_t>();
    data_.signpost_name = place(low, has(kLargeOffset) ? cursor_.get<std::uint16_t>() : std::uint16_t{0});
  }

  void read_activity() {
    if (has(kOtherActivity)) data_.other_activity = cursor_.get<std::uint64_t>();
    if (tracepoint_.type == kCreate) data_.new_activity = cursor_.get<std::uint64_t>();
    if (tracepoint_.type == kSwap) {
      if (cursor_.left() >= 8) data_.new_activity = cursor_.get<std::uint64_t>();
      return;
    }
    read_location();
  }

  void read_loss() {
    data_.loss_first = cursor_.get<std::uint64_t>();
    data_.loss_last = cursor_.get<std::uint64_t>();
    data_.loss_count = cursor_.get<std::uint32_t>();
  }

  void read_location() {
    data_.has_location = true;
    data_.pc = cursor_.get<std::uint32_t>();
    const bool is_32bit = process_ != nullptr && process_->is_32bit;
    switch (tracepoint_.location()) {
      case Location::kAbsolute:
        if (!is_32bit) data_.pc |= std::uint64_t{cursor_.get<std::uint16_t>()} << 32;
        break;
      case Location::kLargeShared: data_.pc |= std::uint64_t{cursor_.get<std::uint16_t>()} << 32; break;
      case Location::kUuid: data_.image = uuid_of(cursor_.take(16)); break;
      default: break;
    }
    data_.format =
        place(tracepoint_.code, has(kLargeOffset) ? cursor_.get<std::uint16_t>() : std::uint16_t{0});
  }

  static StringPlace place(std::uint32_t low, std::uint16_t high) {
    return {.offset = std::uint64_t{high} << 31 | (low & kLow31), .is_dynamic = low > kLow31};
  }

  const Tracepoint& tracepoint_;
  const Process* process_;
  TracepointData& data_;
  LittleCursor cursor_;
};

// Whether the list of items ends where the block allows it.
bool fits(const TracepointData& data) {
  LittleCursor cursor(data.arguments);
  if (data.arguments.empty()) return true;
  cursor.skip(1);
  for (unsigned left = cursor.get<std::uint8_t>(); left > 0 && cursor.ok(); --left) {
    cursor.skip(1);
    cursor.skip(cursor.get<std::uint8_t>());
  }
  return cursor.ok();
}

}  // namespace

bool read_tracepoint_data(const Tracepoint& tracepoint, const Process* process, TracepointData& data) {
  const auto read = [&](bool signpost_last, bool has_persona) {
    data = {};
    return DataReader(tracepoint, process, data).read(signpost_last, has_persona);
  };
  const bool has_persona_flag = (tracepoint.flags & kPersona) != 0;
  // One that the catalog has already is not told again.
  constexpr std::uint32_t kNobody = 0xffff'ffff, kUnset = 0xaaaa'aaaa;
  const bool is_inline =
      has_persona_flag && (process == nullptr || process->persona == kNobody || process->persona == kUnset);
  const bool has_items = tracepoint.space == Namespace::kLog || tracepoint.space == Namespace::kSignpost;
  bool is_whole = read(false, is_inline);
  if (!has_items || (is_whole && fits(data))) return is_whole;
  // What nobody is sure of is tried the other way, too: where the persona is, and the order in a signpost.
  const auto try_other = [&](bool signpost_last, bool has_persona) {
    const TracepointData first = data;
    if (read(signpost_last, has_persona) && fits(data)) return is_whole = true;
    data = first;
    return false;
  };
  constexpr std::uint16_t kUnsureOrder = kTtl | kOversize;
  const bool is_unsure = tracepoint.space == Namespace::kSignpost && (tracepoint.flags & kUnsureOrder) != 0;
  if (is_unsure && try_other(true, is_inline)) return true;
  if (has_persona_flag && try_other(false, !is_inline)) return true;
  return is_whole;
}

Bytes private_bytes(const Page& page, Range16 range) noexcept {
  if (range.offset < page.private_start) return {};
  const std::size_t offset = range.offset - page.private_start;
  if (offset > page.private_area.size() || range.size > page.private_area.size() - offset) return {};
  return page.private_area.subspan(offset, range.size);
}

}  // namespace knox::tracev3
