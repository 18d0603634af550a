// The events of a source as records, each for itself: what the Joiner joins.
#pragma once

#include <optional>

#include "knox/access/record.h"
#include "knox/event/event.h"

namespace knox::access {

// nullopt: it is not about access. What is only a part of something else is noise.
std::optional<Record> raw_record(const event::Event& event);

}  // namespace knox::access
