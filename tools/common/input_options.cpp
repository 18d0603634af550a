// The command line of inputs, and what has to be opened before anything else.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <thread>

#include "common/inputs.h"
#include "knox/os/privileges.h"

namespace knox::tools {

namespace {

constexpr unsigned kMostThreads = 8;  // unless more were asked for

// Files that the user may not read: a tool with the right to open trails does so now, any other asks to be
// root before anything has been printed, if root would open them.
bool open_with_rights(Tool& tool, InputOptions& options) {
  for (const std::string& path : options.paths) {
    if (path == "-" || ::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) == 0 || errno != EACCES)
      continue;
    if (!os::is_elevated()) {
      if (os::is_in_audit_directory(path)) tool.run_as_root();
    } else if (const Result<int> trail = os::open_trail(path)) {
      options.opened.emplace(path, *trail);
    }
  }
  return true;
}

void add_reading_options(Tool& tool, InputOptions& options) {
  tool.open_first([&] { return open_with_rights(tool, options); });
  OptionGroup input = tool.cli().group("Input");
  input.flag("-f,--follow", options.follow, "wait for more at the end of a file, as tail -F");
  input.flag("--strict", options.strict, "stop at the first damage");
  input.more().number("--threads", options.threads, {1, 64}, "N",
                      "work with N threads; the default: cores, at most 8");
}

}  // namespace

unsigned threads_of(const InputOptions& options) {
  if (options.live != nullptr || options.follow) return 1;
  if (options.threads > 0) return options.threads;
  return std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
}

void add_input_options(Tool& tool, InputOptions& options) {
  tool.cli().words("FILE", options.paths);
  add_reading_options(tool, options);
}

void add_named_input_options(Tool& tool, InputOptions& options) {
  tool.cli().group("Input").list("--input", options.paths, "FILE", "read it instead of standard input");
  add_reading_options(tool, options);
}

}  // namespace knox::tools
