#include "knox/kernel/log_program.h"

#include <sys/wait.h>

namespace knox::kernel {

std::vector<std::string> LogProgram::words(const Options& options) {
  std::vector<std::string> words = {options.program, options.is_kept() ? "show" : "stream", "--style",
                                    "ndjson"};
  const auto add = [&](const char* option, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {option, value});
  };
  if (options.is_kept()) {
    if (options.level == "info" || options.level == "debug") words.emplace_back("--info");
    if (options.level == "debug") words.emplace_back("--debug");
    add("--last", options.last);
    add("--start", options.start);
    add("--end", options.end);
    add("--archive", options.archive);
  } else {
    add("--level", options.level);
  }
  if (options.source) words.emplace_back("--source");
  add("--predicate", options.predicate);
  return words;
}

Result<std::unique_ptr<LogProgram>> LogProgram::start(const Options& options) {
  std::unique_ptr<LogProgram> started(new LogProgram(options.is_kept()));
  const Result<void> launched = started->launch(words(options), options.reader);
  if (!launched) return std::unexpected(launched.error());
  return started;
}

std::expected<void, std::string> LogProgram::explain(const Ended& ended) const {
  if (has_end_ && ended.status && WIFEXITED(*ended.status) && WEXITSTATUS(*ended.status) == 0) return {};
  return std::unexpected(in_words(ended));
}

}  // namespace knox::kernel
