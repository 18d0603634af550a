// Whom to follow, on a command line: the names of commands, pids, users, or a command to run.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "common/tool.h"
#include "knox/event/process_filter.h"

namespace knox::tools {

struct FollowOptions {
  std::vector<std::string> words, pids;  // as typed
  bool no_children = false;
  bool no_running = false;  // not what runs here already
  event::ProcessCriteria criteria;

  // Whether there is anybody.
  bool any() const noexcept {
    return !(criteria.names.empty() && criteria.pids.empty() && criteria.users.empty());
  }
};

void add_follow_options(Tool& tool, FollowOptions& options);

// Somebody has to be named; or nobody, who is everybody then; or nobody, as it is a command that is run.
enum class Whom : std::uint8_t { kNeeded, kOptional, kCommand };

// When the command line has been read: puts what was typed into the criteria. The error is a whole message.
std::expected<void, std::string> read_whom(FollowOptions& options, Whom whom);

}  // namespace knox::tools
