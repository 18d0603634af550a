#include "knox/kernel/eslogger.h"

namespace knox::kernel {

Result<std::unique_ptr<Eslogger>> Eslogger::start(const Options& options) {
  std::vector<std::string> words = {options.program};
  words.insert(words.end(), options.events.begin(), options.events.end());
  std::unique_ptr<Eslogger> started(new Eslogger);
  const Result<void> launched = started->launch(words, options.reader);
  if (!launched) return std::unexpected(launched.error());
  return started;
}

// It does not end by itself while it can do what it is for.
std::expected<void, std::string> Eslogger::explain(const Ended& ended) const {
  // es_new_client_result_t, whose names eslogger prints.
  if (ended.said.find("ERR_NOT_PERMITTED") != ended.said.npos) {
    return std::unexpected(
        "eslogger is not permitted to see events: allow Full Disk Access for the program that this is "
        "started from, "
        "Terminal or /usr/libexec/sshd-keygen-wrapper, in System Settings, Privacy & Security, and start "
        "that again");
  }
  if (ended.said.find("ERR_NOT_PRIVILEGED") != ended.said.npos)
    return std::unexpected("eslogger needs root: " + ended.said);
  return std::unexpected(in_words(ended));
}

}  // namespace knox::kernel
