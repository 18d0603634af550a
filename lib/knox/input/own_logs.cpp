#include "knox/input/own_logs.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "knox/io/read_file.h"
#include "knox/linux_audit/log/log_files.h"

namespace knox::input {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> host_directories() {
  std::vector<std::string> all = {"/var/audit", "/var/audit/dist", "/var/log/audit"};
  const std::string conf = io::read_file("/etc/audit/auditd.conf").value_or("");
  all.push_back(fs::path(linux_audit::host_log(conf)).parent_path());
  for (std::string& directory :
       trail_directories(io::read_file("/etc/security/audit_control").value_or(""))) {
    all.push_back(std::move(directory));
  }
  return all;
}

bool is_same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

}  // namespace

OwnLogs::OwnLogs() : OwnLogs(host_directories()) {}

OwnLogs::OwnLogs(const std::vector<std::string>& directories) {
  for (const std::string& directory : directories) {
    std::error_code missing;
    const fs::path real = fs::canonical(directory, missing);
    if (!missing && real.has_relative_path()) directories_.push_back(real);
  }
}

// A tool that was given rights may open a trail in a directory that its user may not look into; then only the
// way there can be resolved.
bool OwnLogs::has(const std::string& path) const {
  if (path == "-") return has_descriptor(STDIN_FILENO);
  std::error_code trouble;
  fs::path real = fs::canonical(path, trouble);
  if (trouble == std::errc::permission_denied) {
    const fs::path whole = fs::absolute(path);
    real = fs::canonical(whole.parent_path(), trouble) / whole.filename();
  }
  if (trouble) return false;
  if (real.native().starts_with("/dev/auditpipe")) return true;
  return std::ranges::find(directories_, real.parent_path().native()) != directories_.end();
}

// A descriptor has no name: the directories are searched for the file that it is.
bool OwnLogs::has_descriptor(int fd) const {
  struct stat wanted = {}, found = {};
  if (::fstat(fd, &wanted) != 0 || !S_ISREG(wanted.st_mode)) return false;
  for (const std::string& directory : directories_) {
    std::error_code trouble;
    fs::directory_iterator entry(directory, trouble);
    for (const fs::directory_iterator end; !trouble && entry != end; entry.increment(trouble)) {
      if (::stat(entry->path().c_str(), &found) == 0 && is_same_file(wanted, found))
        return has(entry->path());
    }
  }
  return false;
}

std::vector<std::string> trail_directories(std::string_view audit_control) {
  constexpr std::string_view kKey = "dir:";
  std::vector<std::string> directories;
  while (!audit_control.empty()) {
    const std::size_t size = std::min(audit_control.find('\n'), audit_control.size());
    std::string_view line = audit_control.substr(0, size);
    audit_control.remove_prefix(std::min(size + 1, audit_control.size()));
    if (!line.starts_with(kKey)) continue;
    line.remove_prefix(kKey.size());
    directories.emplace_back(line.substr(0, line.find_last_not_of(" \t\r") + 1));
  }
  return directories;
}

}  // namespace knox::input
