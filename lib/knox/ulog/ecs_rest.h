// What an event has no place for, in the words of the format ecs: the level, and the object unified_log.
#pragma once

#include "knox/emit/json_line.h"
#include "knox/ulog/record.h"

namespace knox::ulog {

void put_ecs_rest(emit::JsonLine& line, const Record& record);

}  // namespace knox::ulog
