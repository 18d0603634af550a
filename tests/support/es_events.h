// One message of every event of Endpoint Security that has a meaning of its own here, and of some others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/es_lines.h"

namespace knox::test {

struct EsEvent {
  std::string_view name;
  std::string line;  // with its newline
  std::string told;  // as the format text has it, without time and host
};

// Sequence numbers are those of the places.
std::vector<EsEvent> es_events(const EsStyle& style);

}  // namespace knox::test
