// The fixed fields.
#include "knox/tracev3/record_builder.h"

#include <algorithm>

#include "knox/ulog/names.h"

namespace knox::tracev3 {

namespace {

using ulog::Level;
using ulog::Type;

constexpr std::string_view kNeedStrings[] = {"composedMessage", "formatString",    "sender",
                                             "senderImagePath", "senderImageUUID", "senderImageOffset",
                                             "signpostName"};
constexpr std::string_view kOfSubsystem[] = {"process",          "processIdentifier", "processImagePath",
                                             "processImageUUID", "userIdentifier",    "bootUUID",
                                             "subsystem",        "category"};
constexpr std::string_view kOfProcess[] = {"process",          "processIdentifier", "processImagePath",
                                           "processImageUUID", "userIdentifier",    "bootUUID"};

// What is no known level counts as the default.
Level level_of(std::uint8_t type) noexcept {
  switch (type) {
    case 0x01: return Level::kInfo;
    case 0x02: return Level::kDebug;
    case 0x10: return Level::kError;
    case 0x11: return Level::kFault;
    default: return Level::kDefault;
  }
}

std::optional<Type> type_of_activity(std::uint8_t type) noexcept {
  switch (type) {
    case 1: return Type::kActivityCreate;
    case 2: return Type::kActivityTransition;
    case 3: return Type::kUserAction;
    default: return std::nullopt;
  }
}

}  // namespace

const ulog::FieldSet& RecordBuilder::fixed_fields() {
  static const ulog::FieldSet set = ulog::FieldSet::all_but(kNeedStrings);
  return set;
}

const ulog::FieldSet& RecordBuilder::process_fields() {
  static const ulog::FieldSet set = ulog::FieldSet::only(kOfProcess);
  return set;
}

const ulog::FieldSet& RecordBuilder::subsystem_fields() {
  static const ulog::FieldSet set = ulog::FieldSet::only(kOfSubsystem);
  return set;
}

RecordBuilder::Image& RecordBuilder::image(const Uuid& uuid) {
  if (last_image_ != nullptr && last_uuid_ == uuid) return *last_image_;
  const auto [at, is_new] = images_.try_emplace(uuid);
  if (is_new) at->second = {.uuid = text_of(uuid), .path = std::string(strings_.image_path(uuid))};
  last_uuid_ = uuid;
  last_image_ = &at->second;
  return at->second;
}

void RecordBuilder::put_process(const Header& header, const Process* process) {
  constexpr std::size_t kMostImages = 16 * 1024;
  if (images_.size() > kMostImages) {
    images_.clear();
    last_image_ = nullptr;
  }
  if (boot_ != header.boot || boot_text_.chars[0] == 0) {
    boot_ = header.boot;
    boot_text_ = text_of(boot_);
  }
  record_.boot_uuid = boot_text_.view();
  record_.pid = process == nullptr ? 0 : process->pid;
  if (process == nullptr) return;
  record_.uid = process->euid;
  if (process->main.empty()) return;
  Image& main = image(process->main);
  record_.process_uuid = main.uuid.view();
  if (main.path.empty()) {
    without_names_ += main.is_counted ? 0 : 1;
    main.is_counted = true;
    return;
  }
  record_.process_path = main.path;
  record_.process = std::string_view(main.path).substr(main.path.rfind('/') + 1);
}

const ulog::Record& RecordBuilder::of_process(const Header& header, const Process& process,
                                              const Subsystem* subsystem) {
  record_ = {};
  put_process(header, &process);
  record_.subsystem = subsystem == nullptr ? std::string_view() : subsystem->name;
  record_.category = subsystem == nullptr ? std::string_view() : subsystem->category;
  return record_;
}

void RecordBuilder::put_time(const Event& event) {
  record_.time = time_of(event.wall);
  record_.time_digits = 6;
  record_.zone = -event.minutes_west;
  record_.mach_time = event.ticks;
}

const ulog::Record* RecordBuilder::begin(const Event& event) {
  record_ = {};
  put_process(*event.header, event.process);
  put_time(event);
  record_.activity = 0;
  record_.parent_activity = 0;
  switch (event.what) {
    case Event::What::kTracepoint: return put_tracepoint(event) ? &record_ : nullptr;
    case Event::What::kStatedump:
      record_.type = Type::kState;
      record_.activity = event.statedump.activity & kActivityMask;
      record_.thread = record_.trace = 0;
      if (event.statedump.ttl != 0) record_.ttl = event.statedump.ttl;
      break;
    case Event::What::kSimpledump:
      record_.type = Type::kLog;
      record_.level = level_of(event.simpledump.level);
      record_.thread = event.simpledump.thread;
      record_.trace = std::uint64_t{event.simpledump.level} << 8;
      record_.subsystem = event.simpledump.subsystem;
      record_.category = std::string_view();
      if (event.simpledump.ttl != 0) record_.ttl = event.simpledump.ttl;
      break;
  }
  return &record_;
}

bool RecordBuilder::put_tracepoint(const Event& event) {
  const Tracepoint& tracepoint = event.tracepoint;
  is_whole_ = read_tracepoint_data(tracepoint, event.process, data_);
  record_.thread = tracepoint.thread;
  record_.trace = tracepoint.trace_id();
  if (data_.activity) record_.activity = *data_.activity & kActivityMask;
  if (data_.unique_pid) record_.creator_process = data_.unique_pid;
  const std::uint8_t ttl = data_.ttl.value_or(event.page->ttl);
  if (ttl != 0) record_.ttl = ttl;
  record_.subsystem = record_.category = std::string_view();
  if (data_.subsystem && event.process != nullptr) {
    if (const Subsystem* const subsystem = event.process->subsystem(*data_.subsystem)) {
      record_.subsystem = subsystem->name;
      record_.category = subsystem->category;
    }
  }
  switch (tracepoint.space) {
    case Namespace::kLog:
    case Namespace::kTrace:
      record_.type = tracepoint.space == Namespace::kLog ? Type::kLog : Type::kTrace;
      record_.level = level_of(tracepoint.type);
      return true;
    case Namespace::kActivity: put_activity(event); return true;
    case Namespace::kSignpost: put_signpost(tracepoint); return true;
    case Namespace::kLoss:
      record_.type = Type::kLoss;
      record_.loss_count = data_.loss_count;
      return true;
    default: return false;
  }
}

// Of one that begins, the current activity is the one that made it.
void RecordBuilder::put_activity(const Event& event) {
  record_.type = type_of_activity(event.tracepoint.type);
  const std::uint64_t current = data_.activity.value_or(0) & kActivityMask;
  const std::uint64_t other = data_.other_activity.value_or(0) & kActivityMask;
  if (record_.type == Type::kActivityCreate) {
    record_.activity = data_.new_activity.value_or(0) & kActivityMask;
    record_.parent_activity = other != 0 ? other : current;
    record_.creator_activity = current;
  } else if (record_.type == Type::kActivityTransition) {
    record_.transition_activity = other;
  }
}

void RecordBuilder::put_signpost(const Tracepoint& tracepoint) {
  record_.type = Type::kSignpost;
  record_.signpost = data_.signpost;
  switch (tracepoint.type & 0x3f) {
    case 1: record_.signpost_type = ulog::SignpostType::kBegin; break;
    case 2: record_.signpost_type = ulog::SignpostType::kEnd; break;
    default: record_.signpost_type = ulog::SignpostType::kEvent; break;
  }
  switch (tracepoint.type & 0xc0) {
    case 0x40: record_.signpost_scope = ulog::SignpostScope::kThread; break;
    case 0x80: record_.signpost_scope = ulog::SignpostScope::kProcess; break;
    case 0xc0: record_.signpost_scope = ulog::SignpostScope::kSystem; break;
    default: break;
  }
}

}  // namespace knox::tracev3
