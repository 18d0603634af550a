#include "common/ulog_live.h"

#include <unistd.h>

#include "knox/base/time_span.h"
#include "knox/base/unknown.h"

namespace knox::tools {

namespace {

#ifdef __APPLE__
constexpr bool kIsMac = true;
#else
constexpr bool kIsMac = false;
#endif

std::string unix_time(std::uint64_t seconds) {
  return fmt::format("@{}", seconds);
}

}  // namespace

void add_ulog_live_options(const OptionGroup& group, UlogLiveOptions& options) {
  group.flag("--live", options.is_live, "what happens now; the default on a terminal");
  const OptionGroup more = group.more();
  more.value("--level", options.level, "LEVEL", "of log stream, or up to which of what is kept: info, debug");
  more.flag("--source", options.source, "with the places in the source, where they are known");
  group.value("--last", options.last, "TIME", "what is not older: 30s, 5m, 1h, 2d, boot");
  more.value("--archive", options.archive, "FILE", "a .logarchive, read by log show");
}

std::expected<std::string, std::string> since(const std::string& last) {
  if (last == "boot") return last;
  const std::optional<std::uint64_t> seconds = parse_span(last);
  if (seconds && *seconds != 0) return fmt::format("{} s ago", *seconds);
  return std::unexpected(fmt::format("--last {}: not a time; examples: {}, boot", last, kSpanForms));
}

bool start_log(Tool& tool, InputOptions& input, LiveInput& live, const UlogLiveOptions& options,
               const std::string& predicate, const Period& when) {
  const bool is_asked_for =
      options.is_live || options.source || !options.level.empty() || !options.archive.empty();
  if (!input.paths.empty()) {
    if (!is_asked_for) return true;
    tool.fail("--live, --level, --source and --archive are instead of files");
    return false;
  }
  if (!is_asked_for && !(kIsMac && ::isatty(STDIN_FILENO) == 1)) return true;
  if (!options.level.empty() && options.level != "default" && options.level != "info" &&
      options.level != "debug") {
    tool.fail("--level: {}", unknown("level", options.level, "default, info, debug"));
    return false;
  }
  const Period always;
  kernel::LogProgram::Options log{.predicate = predicate, .level = options.level, .source = options.source};
  log.archive = options.archive;
  if (options.is_live && (when != always || !log.archive.empty())) {
    tool.fail("--live is what happens now, and --after, --before and --archive what is kept");
    return false;
  }
  if (when.from != always.from) log.start = unix_time(when.from.seconds);
  if (when.to != always.to) log.end = unix_time(when.to.seconds + 1);
  live.log = std::move(log);
  input.live = &live;
  return live.open(tool);
}

}  // namespace knox::tools
