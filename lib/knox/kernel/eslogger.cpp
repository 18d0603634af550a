#include "knox/kernel/eslogger.h"

#include <array>

namespace knox::kernel {

Result<std::unique_ptr<Eslogger>> Eslogger::start(const Options& options) {
  std::vector<std::string> words = {options.program};
  words.insert(words.end(), options.events.begin(), options.events.end());
  std::unique_ptr<Eslogger> started(new Eslogger);
  const Result<void> launched = started->launch(words, options.reader);
  if (!launched) return std::unexpected(launched.error());
  return started;
}

std::vector<std::string> Eslogger::known_events(const Options& options) {
  Options asking = options;
  asking.events = {"--list-events"};
  auto started = start(asking);
  if (!started) return options.events;
  constexpr std::size_t kMost = 64 * 1024;
  constexpr std::uint32_t kPatience = 5000;  // milliseconds
  std::string text = "\n";
  std::array<std::uint8_t, 4096> block;
  while (text.size() < kMost) {
    const auto size = (*started)->read(block, kPatience);
    if (!size || !*size || **size == 0) break;
    text.append(reinterpret_cast<const char*>(block.data()), **size);
  }
  text += '\n';
  std::vector<std::string> known;
  for (const std::string& event : options.events) {
    if (text.find('\n' + event + '\n') != text.npos) known.push_back(event);
  }
  return known.empty() ? options.events : known;
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
