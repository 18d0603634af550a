#include "common/input_files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include "knox/bsm/framer.h"
#include "knox/io/read_file.h"
#include "knox/io/source.h"
#include "knox/linux_audit/log/log_files.h"

namespace knox::tools {

namespace fs = std::filesystem;

namespace {

bool begins_trail(const std::string& path) {
  Result<io::Source> source = io::Source::open(path, {});
  std::array<std::uint8_t, 4096> front;
  const Result<std::size_t> size = source ? source->read(front) : std::unexpected(source.error());
  return size && *size > 0 && bsm::looks_like_trail(Bytes(front).first(*size));
}

using Paths = std::vector<std::string>;

std::expected<Paths, std::string> trails_in(const std::string& directory) {
  std::error_code trouble;
  Paths trails;
  fs::directory_iterator entry(directory, trouble);
  for (const fs::directory_iterator end; !trouble && entry != end; entry.increment(trouble)) {
    std::error_code ignored;
    // `current` is a link to one of them.
    const bool is_file = entry->is_regular_file(ignored) && !entry->is_symlink(ignored);
    if (is_file && begins_trail(entry->path().native())) trails.push_back(entry->path().native());
  }
  if (trouble) return std::unexpected(trouble.message());
  std::ranges::sort(trails);
  return trails;
}

std::expected<Paths, std::string> logs_in(const std::string& directory, std::string_view name = {}) {
  const Result<std::vector<linux_audit::LogFile>> logs = linux_audit::logs_in(directory, name);
  if (!logs) return std::unexpected(describe(logs.error()));
  Paths paths;
  for (const linux_audit::LogFile& log : *logs) paths.push_back(log.path);
  return paths;
}

std::expected<void, std::string> add(const std::string& directory, std::string_view what, Paths& paths,
                                     const std::expected<Paths, std::string>& found) {
  if (!found) {
    const bool denied = found.error() == std::error_code(EACCES, std::generic_category()).message();
    return std::unexpected(
        fmt::format("{}: {}{}", directory, found.error(), denied ? "; try the same with sudo" : ""));
  }
  if (found->empty()) return std::unexpected(fmt::format("{}: no {} are in it", directory, what));
  paths.insert(paths.end(), found->begin(), found->end());
  return {};
}

std::expected<void, std::string> add_directory(const std::string& path, Files files, Paths& paths) {
  if (files == Files::kLogs) return add(path, "Linux Audit logs", paths, logs_in(path));
  std::expected<Paths, std::string> found = trails_in(path);
  if (files == Files::kTrails || !found) return add(path, "BSM trails", paths, found);
  const std::expected<Paths, std::string> logs = logs_in(path);
  if (!logs) return add(path, {}, paths, logs);
  // What cannot be read, or is empty, counts as a log.
  std::ranges::copy_if(*logs, std::back_inserter(*found), [&](const std::string& log) {
    return std::ranges::find(*found, log) == found->end();
  });
  return add(path, "BSM trails or Linux Audit logs", paths, found);
}

}  // namespace

std::expected<void, std::string> find_files(InputOptions& input, Files files) {
  Paths paths;
  if (input.host_logs) {
    const fs::path log = linux_audit::host_log(io::read_file("/etc/audit/auditd.conf").value_or(""));
    const auto added = add(log.parent_path(), "Linux Audit logs", paths,
                           logs_in(log.parent_path(), log.filename().native()));
    if (!added) return added;
  }
  for (std::string& path : input.paths) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) {
      paths.push_back(std::move(path));
    } else if (const auto added = add_directory(path, files, paths); !added) {
      return added;
    }
  }
  input.paths = std::move(paths);
  return {};
}

bool is_audit_file(const std::string& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return false;
  if (begins_trail(path)) return true;
  const Result<linux_audit::LogFile> log = linux_audit::look_at_log(path);
  return log && !log->first_line.empty();
}

}  // namespace knox::tools
