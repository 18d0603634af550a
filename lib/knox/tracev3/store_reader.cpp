#include "knox/tracev3/store_reader.h"

#include <algorithm>

namespace knox::tracev3 {

namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;

// 2^63 - 1 for all that is later.
std::int64_t nanoseconds_of(const Time& time) noexcept {
  constexpr std::uint64_t kMost = INT64_MAX / kSecond - 1;
  if (time.seconds > kMost) return INT64_MAX;
  return static_cast<std::int64_t>(time.seconds * kSecond + time.nanoseconds);
}

}  // namespace

StoreReader::StoreReader(std::span<const std::string> paths, Options options) : options_(std::move(options)) {
  if (options_.when.from != Period().from) from_ = nanoseconds_of(options_.when.from);
  to_ = nanoseconds_of(options_.when.to);
  ArchiveFiles all;
  const auto add = [](std::vector<std::string>& to, const std::vector<std::string>& more) {
    for (const std::string& path : more) {
      if (std::ranges::find(to, path) == to.end()) to.push_back(path);
    }
  };
  const auto refuse = [&](const std::string& path, const Error& why) {
    if (options_.on_unreadable) options_.on_unreadable(path, why);
  };
  for (const std::string& path : paths) {
    const Result<ArchiveFiles> found = find_archive(path);
    if (!found) {
      refuse(path, found.error());
      continue;
    }
    add(all.traces, found->traces);
    add(all.timesyncs, found->timesyncs);
    add(all.string_folders, found->string_folders);
  }
  std::vector<std::string> damaged;
  times_ = read_timesyncs(all.timesyncs, damaged);
  for (const std::string& path : damaged)
    refuse(path, {.code = Code::kBadValue, .what = "record of timesync"});
  strings_ = std::make_unique<StringStore>(std::move(all.string_folders));
  builder_ = std::make_unique<RecordBuilder>(*strings_, options_.hides_private);
  std::vector<std::unique_ptr<TraceFile>> files;
  const auto wants = [this](const TraceFile& file, const Catalog& catalog, const ChunksetEntry& entry) {
    return this->wants(file, catalog, entry);
  };
  for (const std::string& path : all.traces) {
    Result<std::unique_ptr<TraceFile>> file = TraceFile::open(path);
    if (!file) {
      refuse(path, file.error());
      continue;
    }
    (*file)->index(wants, options_.on_damage);
    files.push_back(*std::move(file));
  }
  stream_ = std::make_unique<EventStream>(std::move(files), times_, options_.in_order, options_.on_damage);
}

StoreReader::~StoreReader() = default;

bool StoreReader::wants(const TraceFile& file, const Catalog& catalog, const ChunksetEntry& entry) {
  if (from_ != INT64_MIN || to_ != INT64_MAX) {
    const Clock* const known = times_.find(file.header().boot);
    const Clock clock = known != nullptr ? *known : clock_of(file.header());
    // The clock of the wall may have been set back in between.
    std::int64_t first = clock.at(entry.first).wall, last = clock.at(entry.last).wall;
    for (const Sync& sync : clock.syncs) {
      if (sync.ticks < entry.first || sync.ticks > entry.last) continue;
      first = std::min(first, sync.wall);
      last = std::max({last, sync.wall, sync.ticks == 0 ? sync.wall : clock.at(sync.ticks - 1).wall});
    }
    if (std::max(first, last) < from_ || std::min(first, last) > to_) return false;
  }
  if (!options_.judge) return true;
  bool is_any_known = false;
  for (const Process& process : catalog.processes()) {
    if (std::ranges::find(entry.processes, process.index) == entry.processes.end()) continue;
    is_any_known = true;
    if (may_want(file.header(), process, entry)) return true;
  }
  return !is_any_known;
}

// By its subsystems that occur in the chunkset, and by having none.
bool StoreReader::may_want(const Header& header, const Process& process, const ChunksetEntry& entry) {
  const auto judge = [&](const Subsystem* subsystem, const ulog::FieldSet& known) {
    return options_.judge(builder_->of_process(header, process, subsystem), known);
  };
  if (judge(nullptr, RecordBuilder::process_fields()) == ulog::Verdict::kNo) return false;
  const ulog::FieldSet& with_subsystem = RecordBuilder::subsystem_fields();
  if (judge(nullptr, with_subsystem) != ulog::Verdict::kNo) return true;
  return std::ranges::any_of(process.subsystems, [&](const Subsystem& subsystem) {
    return entry.has_string(subsystem.name_offset) && judge(&subsystem, with_subsystem) != ulog::Verdict::kNo;
  });
}

const ulog::Record* StoreReader::next() {
  while (stream_->next(event_)) {
    if (event_.wall < from_ || event_.wall > to_) continue;
    const ulog::Record* const record = builder_->begin(event_);
    if (record == nullptr) continue;
    ++records_;
    estimated_ += event_.is_estimate ? 1 : 0;
    verdict_ = options_.judge ? options_.judge(*record, RecordBuilder::fixed_fields()) : ulog::Verdict::kYes;
    if (verdict_ != ulog::Verdict::kNo) return record;
  }
  return nullptr;
}

const ulog::Record& StoreReader::complete() {
  return builder_->complete(event_, *stream_);
}

StoreReader::Told StoreReader::told() const {
  return {.account = stream_->account(),
          .records = records_,
          .estimated_times = estimated_,
          .without_strings = builder_->without_strings(),
          .without_names = builder_->without_names(),
          .strings_damage = std::string(strings_->damage()),
          .files = stream_->files().size()};
}

}  // namespace knox::tracev3
