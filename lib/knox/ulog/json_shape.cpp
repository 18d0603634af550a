// What the format json can print, in the notation of emit/json_schema.h. Who changes print_json.cpp changes
// it here; tests/schema compares them.
#include "knox/ulog/json_shape.h"

#include <array>

namespace knox::ulog {

namespace {

std::string notation() {
  return R"(
    time: time host: {name: text} type: text level: text
    process: {pid: number name: text executable: text uuid: text} user: {id: digits}
    subsystem: text category: text message: text format: text
    sender: {name: text path: text uuid: text offset: count}
    thread: count activity: count parent_activity: count creator_activity: count transition_activity: count
    mach_time: count trace: count boot_uuid: text ttl: count size: count creator_process: count
    signpost: {id: count name: text type: text scope: text}
    source: {file: text line: count symbol: text}
    lost: count rules: [text]
  )";
}

constexpr std::array kSchemas = {emit::JsonSchema{"json", "an entry of the unified log", &notation}};

}  // namespace

std::span<const emit::JsonSchema> json_schemas() {
  return kSchemas;
}

}  // namespace knox::ulog
