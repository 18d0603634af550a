// RecordBuilder: events of a store as entries of the unified log, in the words of log(1).
//
// Most of what is asked of an entry is in its fixed fields, and costs little. What needs strings of images
// (the message, who sent it) is added only when somebody wants it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "knox/tracev3/event_stream.h"
#include "knox/tracev3/file/tracepoint.h"
#include "knox/tracev3/message/backtrace.h"
#include "knox/tracev3/message/message.h"
#include "knox/tracev3/strings/string_store.h"
#include "knox/ulog/predicate_fields.h"
#include "knox/ulog/record.h"

namespace knox::tracev3 {

class RecordBuilder {
 public:
  // `strings` outlives this.
  RecordBuilder(StringStore& strings, bool hides_private)
      : strings_(strings), hides_private_(hides_private) {}

  // The fixed fields of an event; nullptr: it is of a kind that log(1) does not show. The texts stay good
  // until the next call of begin().
  const ulog::Record* begin(const Event& event);
  // Adds the rest to what begin() gave. Both are those of that event.
  const ulog::Record& complete(const Event& event, EventStream& stream);

  // What a catalog says of a process: what all of its records have in common.
  const ulog::Record& of_process(const Header& header, const Process& process, const Subsystem* subsystem);

  // The fields that begin() fills, and those that of_process() does, without and with a subsystem.
  static const ulog::FieldSet& fixed_fields();
  static const ulog::FieldSet& process_fields();
  static const ulog::FieldSet& subsystem_fields();

  // Records of which the format string or the image was missing.
  std::uint64_t without_strings() const noexcept { return without_strings_; }
  // Programs whose names are missing with their strings; each counts once, unless there are very many.
  std::uint64_t without_names() const noexcept { return without_names_; }

 private:
  struct Image {
    UuidText uuid = {};
    std::string path = {};
    bool is_counted = false;  // in without_names_
  };
  Image& image(const Uuid& uuid);
  void put_process(const Header& header, const Process* process);
  void put_time(const Event& event);
  bool put_tracepoint(const Event& event);
  void put_activity(const Event& event);
  void put_signpost(const Tracepoint& tracepoint);

  const Format& find_format(const Event& event, const StringPlace& place);
  void put_sender(const Event& event);
  void put_sender(const Uuid& uuid, std::uint64_t offset);
  void put_shared_sender(const Uuid& cache, std::uint64_t address);
  std::string_view write_time(const Time& time, int minutes_west);
  void complete_tracepoint(const Event& event, EventStream& stream);
  void put_message(const Event& event, EventStream& stream);
  void put_signpost_name(const Event& event);
  void put_backtrace();
  void put_loss(const Event& event, const EventStream& stream);
  void put_state(const Event& event);
  void put_simple(const Event& event);
  void append_items(const MessageOptions& options);

  StringStore& strings_;
  bool hides_private_;
  ulog::Record record_;
  TracepointData data_;
  Items items_;
  Uuid boot_ = {};
  UuidText boot_text_ = {};
  std::unordered_map<Uuid, Image, UuidHash> images_;
  Uuid last_uuid_ = {};
  Image* last_image_ = nullptr;
  bool is_whole_ = true;  // data_
  std::optional<Format> trace_format_, items_format_;
  std::string message_, name_, format_, library_path_;
  UuidText library_uuid_ = {};
  std::array<char, 40> written_time_ = {};
  std::pair<std::int64_t, std::int64_t> written_minute_ = {-1, 0};  // and minutes east, of written_time_
  std::vector<Frame> frames_;
  std::vector<UuidText> frame_uuids_;
  std::vector<ulog::BacktraceFrame> backtrace_;
  std::uint64_t without_strings_ = 0, without_names_ = 0;
};

}  // namespace knox::tracev3
