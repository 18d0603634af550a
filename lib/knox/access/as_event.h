// A record as event::Event, by which it is selected and printed as those of all sources are; and what an
// event has no place for.
#pragma once

#include <string_view>

#include "knox/access/record.h"
#include "knox/emit/json_line.h"
#include "knox/event/content_id.h"
#include "knox/event/event.h"

namespace knox::access {

// Borrows from the record. It has no id.
event::Event as_event(const Record& record);

// The id of a record: of its host, and of what happened to whom.
class RecordIds {
 public:
  std::string_view of(const Record& record);  // good until the next call

 private:
  void add(const Person& person);
  void add(std::string_view text, std::uint64_t end);

  event::ContentId id_;
};

// The object "knox" of the format ecs, and of the column rest.
void put_rest(emit::JsonLine& line, const Record& record);

}  // namespace knox::access
