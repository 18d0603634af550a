// What is not to be seen, on the command lines of all tools that print executions or events: whose they are,
// and what in them.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "common/tool.h"
#include "knox/event/mute.h"
#include "knox/event/redact.h"

namespace knox::tools {

struct MuteOptions {
  event::MuteText text;
  std::vector<std::string> files;

  bool empty() const noexcept { return text.rules.empty() && files.empty(); }
};

// Adds --mute, --mute-file and --mute-invert.
void add_mute_options(const OptionGroup& group, MuteOptions& options);
// Reads the files. The error is one line for the user.
std::expected<event::Mute, std::string> make_mute(MuteOptions options, const os::Names& names);

// Adds --redact, --no-env and --env-keep.
void add_redact_options(const OptionGroup& group, event::RedactText& text);

}  // namespace knox::tools
