// StoreReader: the entries of a unified log store (archive.h), in the order of time or not, as ulog::Record.
//
// Who reads says early what cannot be wanted: chunksets are then not unpacked, going by what their catalog
// says about times, processes and subsystems; of the other records the fixed fields are asked before any
// string is looked up.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "knox/base/period.h"
#include "knox/tracev3/event_stream.h"
#include "knox/tracev3/file/archive.h"
#include "knox/tracev3/record_builder.h"
#include "knox/ulog/predicate.h"

namespace knox::tracev3 {

class StoreReader {
 public:
  struct Options {
    Period when = {};  // entries of other times are not wanted
    // Whether an entry is wanted, as far as the known fields say it; empty: all are.
    std::function<ulog::Verdict(const ulog::Record&, const ulog::FieldSet& known)> judge = {};
    bool hides_private = false;
    bool in_order = true;  // of time; otherwise as they are in the files, which is quicker
    TraceFile::OnDamage on_damage = {};
    // A file that cannot be opened, or is none; the others are read.
    std::function<void(const std::string& path, const Error& why)> on_unreadable = {};
  };

  // What belongs together: a store's directory, or files of one.
  StoreReader(std::span<const std::string> paths, Options options);
  ~StoreReader();

  // The next entry that may be wanted; nullptr: there are no more. Only its fixed fields
  // (RecordBuilder::fixed_fields()) are there. Good until the next call.
  const ulog::Record* next();
  // The last one with all of its fields.
  const ulog::Record& complete();
  // What was judged of its fixed fields: kMaybe or kYes.
  ulog::Verdict verdict() const noexcept { return verdict_; }

  struct Told {
    TraceAccount account = {};
    std::uint64_t records = 0;          // that were decoded
    std::uint64_t estimated_times = 0;  // of records of boots that no file of timesync knows
    std::uint64_t without_strings = 0;  // messages whose format strings are missing
    std::uint64_t without_names = 0;    // programs whose strings, and so their names, are missing
    std::string strings_damage = {};    // the first damaged file of strings, and why
    std::uint64_t files = 0;
  };
  Told told() const;

 private:
  bool wants(const TraceFile& file, const Catalog& catalog, const ChunksetEntry& entry);
  bool may_want(const Header& header, const Process& process, const ChunksetEntry& entry);

  Options options_;
  TimeTable times_;
  std::unique_ptr<StringStore> strings_;
  std::unique_ptr<RecordBuilder> builder_;
  std::unique_ptr<EventStream> stream_;
  Event event_;
  ulog::Verdict verdict_ = ulog::Verdict::kYes;
  std::int64_t from_ = INT64_MIN, to_ = INT64_MAX;  // options_.when in nanoseconds since 1970
  std::uint64_t estimated_ = 0, records_ = 0;
};

}  // namespace knox::tracev3
