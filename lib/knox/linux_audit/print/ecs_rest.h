// The object auditd of an ECS document: what an event says and ECS has no field for, mostly as --interpret
// has it, so that nothing is lost. knox-json(5) is its manual.
#pragma once

#include <string>

#include "knox/emit/json_line.h"
#include "knox/event/event.h"
#include "knox/linux_audit/meaning/normal_event.h"

namespace knox::linux_audit {

class EcsRest {
 public:
  // "auditd":{...}    `event` was mapped from what `normal` says.
  void put(emit::JsonLine& line, const event::Event& event, const NormalEvent& normal);

 private:
  std::string message_type_;
};

}  // namespace knox::linux_audit
