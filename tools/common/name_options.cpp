#include "common/name_options.h"

#include <algorithm>

#include "knox/input/own_logs.h"
#include "knox/io/read_file.h"
#include "knox/linux_audit/log/log_files.h"

namespace knox::tools {

namespace {

// What is read may be of several hosts, and an event of Linux may begin in one file and end in the next. So
// all of it has to be this host's.
bool are_own(const InputOptions& inputs) {
  const input::OwnLogs own;
  if (inputs.paths.empty()) return own.has("-");
  return std::ranges::all_of(inputs.paths, [&](const std::string& path) { return own.has(path); });
}

std::expected<std::string, std::string> read(const char* option, const std::string& path) {
  Result<std::string> text = io::read_file(path);
  if (text) return std::move(*text);
  return std::unexpected(fmt::format("{} {}: {}", option, path, describe(text.error())));
}

}  // namespace

void add_name_files(const OptionGroup& group, NameOptions& options) {
  group.value("--passwd", options.passwd, "FILE", "users of the host that wrote the records: passwd(5)");
  group.value("--group-file", options.group_file, "FILE", "its groups: group(5)");
}

void add_name_flags(const OptionGroup& group, NameOptions& options, const std::string& numeric) {
  group.more().flag(numeric, options.numeric, "no names of users and groups");
  group.more().flag("--names", options.names, "names as this host has them, whoever wrote the records");
}

std::expected<os::Names, std::string> read_names(const NameOptions& options) {
  if (options.names && options.numeric) return std::unexpected("--names and --numeric exclude each other");
  os::Names names;
  if (!options.passwd.empty()) {
    const auto text = read("--passwd", options.passwd);
    if (!text) return std::unexpected(text.error());
    names.use_passwd(*text);
  }
  if (!options.group_file.empty()) {
    const auto text = read("--group-file", options.group_file);
    if (!text) return std::unexpected(text.error());
    names.use_group(*text);
  }
  return names;
}

void decide_names(os::Names& names, const NameOptions& options, const InputOptions& inputs, Print print) {
  using enum os::Names::Ask;
  if (options.numeric) return names.use_none();
  // Whoever brings another host's users does not mean this host's groups.
  const bool of_another = !options.passwd.empty() || !options.group_file.empty();
  if (options.names || inputs.live != nullptr) return names.ask_system(kAlways);
  if (of_another) return names.ask_system(kNever);
  if (print == Print::kCustomaryText) return names.ask_system(kAlways);
  if (!are_own(inputs)) return names.ask_system(kNever);
  const std::string conf = io::read_file("/etc/audit/auditd.conf").value_or("");
  names.ask_system(kOfThisHost, {linux_audit::host_node(conf)});
}

}  // namespace knox::tools
