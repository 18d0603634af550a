// What the format json can print, in the notation of emit/json_schema.h. Who changes print_json.cpp changes
// it here; tests/schema compares them.
#include "knox/access/json_shape.h"

#include <array>

namespace knox::access {

namespace {

std::string notation() {
  return R"(
    $person = {id: count name: text}

    timestamp!: time hostname: text
    log!: {
      event!: text type: text success: flag noise: flag
      data!: {
        user: $person target: $person audit_user: $person group: $person
        source: {address: text hostname: text port: count}
        service: text terminal: text method: text key: text command: text working_directory: text path: text
        reason: text refused: count keys_refused: count pid: count session: count
        began: time seconds: count until: time ended: text text: text source_format: text
        filled: {*: text}
      }
    }
  )";
}

constexpr std::array kSchemas = {emit::JsonSchema{"json", "who got in, or tried to", &notation}};

}  // namespace

std::span<const emit::JsonSchema> json_schemas() {
  return kSchemas;
}

}  // namespace knox::access
