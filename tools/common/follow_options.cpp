#include "common/follow_options.h"

#include <charconv>
#include <cstdint>
#include <optional>

#include "common/input_files.h"

namespace knox::tools {

namespace {

std::optional<std::uint32_t> to_pid(const std::string& word) {
  std::uint32_t pid = 0;
  const char* const end = word.data() + word.size();
  const auto [rest, error] = std::from_chars(word.data(), end, pid);
  return error == std::errc() && rest == end ? std::optional(pid) : std::nullopt;
}

}  // namespace

void add_follow_options(Tool& tool, FollowOptions& options) {
  tool.cli().words("NAME", options.words);
  OptionGroup whom =
      tool.cli().group("Whom to follow (any of them), besides NAME, a command's name, or a number, a pid");
  whom.list("-p,--pid", options.pids, "PID", "the process that has it first");
  whom.list("-u,--user", options.criteria.users, "USER", "NAME run by USER; or all USER does");
  whom.flag("--no-children", options.no_children, "not what descends from them");
  whom.flag("--no-running", options.no_running,
            "not those that run here already: records are another host's");
}

std::expected<void, std::string> read_whom(FollowOptions& options, Whom whom) {
  event::ProcessCriteria& criteria = options.criteria;
  for (const std::string& word : options.words) {
    if (const auto pid = to_pid(word)) {
      criteria.pids.push_back(*pid);
    } else if (is_audit_file(word)) {
      return std::unexpected(fmt::format("'{}' is a file; --input {}?", word, word));
    } else {
      criteria.names.push_back(word);
    }
  }
  for (const std::string& text : options.pids) {
    const auto pid = to_pid(text);
    if (!pid) return std::unexpected(fmt::format("--pid: not a process id: '{}'", text));
    criteria.pids.push_back(*pid);
  }
  criteria.children = !options.no_children;
  if (whom == Whom::kNeeded && !options.any())
    return std::unexpected("whom to follow? NAME, --pid, --user or -- COMMAND (try paudit --help)");
  if (whom == Whom::kCommand && (options.any() || options.no_children))
    return std::unexpected("all of a command that is run is followed: no NAME, --pid, --user, --no-children");
  return {};
}

}  // namespace knox::tools
