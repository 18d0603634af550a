// The JSON Schemas of the formats json and tokens (emit/json_schema.h).
#pragma once

#include <span>

#include "knox/emit/json_schema.h"

namespace knox::bsm {

std::span<const emit::JsonSchema> json_schemas();

}  // namespace knox::bsm
