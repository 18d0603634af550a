// The JSON Schemas of the formats json of events and of executions (emit/json_schema.h).
#pragma once

#include <span>

#include "knox/emit/json_schema.h"

namespace knox::event {

std::span<const emit::JsonSchema> json_schemas();
std::span<const emit::JsonSchema> exec_json_schemas();

}  // namespace knox::event
