// The JSON Schemas of the format json (emit/json_schema.h).
#pragma once

#include <span>

#include "knox/emit/json_schema.h"

namespace knox::tree {

std::span<const emit::JsonSchema> json_schemas();

}  // namespace knox::tree
