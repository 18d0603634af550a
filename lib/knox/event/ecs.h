// The Elastic Common Schema (elastic.co/guide/en/ecs): one document an event, the same for every source. What
// a member means is in knox-json(5); a source's printer adds one object of its own for what ECS has no field
// for:
//
//   JsonLine line(out, raw);
//   ecs.put(event, line);
//   line.begin_object("auditd");
//   ...
//   line.end();
//   line.finish();
#pragma once

#include <memory>

#include "knox/emit/json_line.h"
#include "knox/event/event.h"

namespace knox::event {

class EcsWriter {
 public:
  EcsWriter();
  ~EcsWriter();

  // Writes the members of a document into `line`, which is new: all that the event tells, what the events
  // before it told of its process and of that one's parent (lineage.h), and ecs.version.
  void put(const Event& event, emit::JsonLine& line);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace knox::event
