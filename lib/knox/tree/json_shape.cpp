// What the format json can print, in the notation of emit/json_schema.h. Who changes json.cpp changes it
// here; tests/schema compares them.
#include "knox/tree/json_shape.h"

#include <array>

#include "knox/tree/deed.h"

namespace knox::tree {

namespace {

std::string notation() {
  std::string text = R"(
    $file = {path: text target_path: text count: count first: time last: time}
    $net = {address: text count: count first: time last: time}
    $failure = {error: text action: text path: text count: count first: time last: time}

    id!: count pid!: count pidversion: count parent: {id: count pid: count} host: text user: text name: text
    executions: [{time: time command: text path: text}]
    began: text start: time end: time first_event: time last_event: time milliseconds: count
    exit_status: count signal: count threads: count silent_children: count children: count
    not_listed: {*: count}
  )";
  for (const DeedInfo& deed : kDeedInfos) {
    const std::string_view type = deed.group == DeedGroup::kNet      ? "$net"
                                  : deed.group == DeedGroup::kErrors ? "$failure"
                                                                     : "$file";
    text.append(deed.member).append(": [").append(type).append("]\n");
  }
  return text;
}

constexpr std::array kSchemas = {emit::JsonSchema{"json", "a process", &notation}};

}  // namespace

std::span<const emit::JsonSchema> json_schemas() {
  return kSchemas;
}

}  // namespace knox::tree
