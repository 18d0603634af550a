#include "common/mute_options.h"

#include "knox/io/read_file.h"

namespace knox::tools {

void add_mute_options(const OptionGroup& group, MuteOptions& options) {
  group.list("--mute", options.text.rules, "RULE",
             "not of PATH|GLOB, parent=GLOB, user=NAME, args=REGEX ...");
  const OptionGroup more = group.more();
  more.list("--mute-file", options.files, "FILE", "the same, one RULE a line");
  more.flag("--mute-invert", options.text.invert, "only what --mute describes");
}

std::expected<event::Mute, std::string> make_mute(MuteOptions options, const os::Names& names) {
  for (const std::string& path : options.files) {
    const Result<std::string> text = io::read_file(path);
    if (!text) return std::unexpected("--mute-file: " + path + ": " + describe(text.error()));
    event::add_mute_rules(*text, options.text.rules);
  }
  return event::Mute::make(options.text, names);
}

void add_redact_options(const OptionGroup& group, event::RedactText& text) {
  const OptionGroup more = group.more();
  more.list("--redact", text.patterns, "REGEX", "*** for what matches in arguments and environment");
  more.flag("--no-env", text.no_env, "no environment");
  more.list("--env-keep", text.env_keep, "LIST", "of the environment these: PATH,HOME");
}

}  // namespace knox::tools
