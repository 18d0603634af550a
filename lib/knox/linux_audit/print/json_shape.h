// The JSON Schemas of the formats json, interpreted or not, and records (emit/json_schema.h).
#pragma once

#include <span>

#include "knox/emit/json_schema.h"

namespace knox::linux_audit {

std::span<const emit::JsonSchema> json_schemas();

}  // namespace knox::linux_audit
