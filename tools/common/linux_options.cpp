#include "common/linux_options.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "knox/base/time_words.h"
#include "knox/io/read_file.h"
#include "knox/linux_audit/log_files.h"

namespace knox::tools {

namespace fs = std::filesystem;

namespace {

fs::path host_log() {
  return linux_audit::host_log(io::read_file("/etc/audit/auditd.conf").value_or(""));
}

}  // namespace

void add_logs_option(Tool& tool, InputOptions& input) {
  tool.cli().group("Input").flag("--logs", input.host_logs,
                                 "this host's Linux Audit logs, also the rotated ones");
  tool.open_first([&] {
    const fs::path directory = host_log().parent_path();
    const bool refused = input.host_logs && ::access(directory.c_str(), R_OK | X_OK) != 0 && errno == EACCES;
    if (refused) tool.run_as_root();
    return true;
  });
}

void add_linux_options(Tool& tool, LinuxOptions& options) {
  linux_audit::SelectionText& text = options.selection;
  OptionGroup selection = tool.cli().group("Selection (each can be repeated: any of its values)");
  selection.list("--start", text.start, "TIME",
                 "RFC 3339, YYYYMMDD[HH[MM[SS]]], now, recent, today, boot ...");
  selection.list("--end", text.end, "TIME", "at TIME or earlier");
  selection.list("-a,--event", text.event, "SERIAL", "serial number, or FIRST-LAST");
  selection.list("-m,--message", text.message, "TYPES", "types of records: SYSCALL,USER_LOGIN");
  selection.list("--syscall", text.syscall, "CALL", "name or number");
  selection.list("--arch", text.arch, "ARCH", "x86_64, aarch64, b32 ...");
  selection.list("--success", text.success, "yes|no", "whether it succeeded");
  selection.list("--exit", text.exit, "CODE", "result, or error: -13, EACCES");
  selection.list("-k,--key", text.key, "KEY", "of the rule");
  selection.list("-p,--pid", text.pid, "PID", "process");
  selection.list("--ppid", text.ppid, "PID", "its parent");
  selection.list("-c,--comm", text.comm, "NAME", "what the process calls itself");
  selection.list("-x,--executable", text.executable, "PATH", "program");
  selection.list("--file", text.file, "PATH", "file, directory or local socket");
  selection.list("-u,--auid,--loginuid", text.auid, "USER", "who logged in");
  selection.list("--uid", text.uid, "USER", "real user");
  selection.list("--euid,--uid-effective", text.euid, "USER", "effective user");
  selection.list("--uid-all", text.uid_all, "USER", "any of a process's users");
  selection.list("-g,--gid", text.gid, "GROUP", "real group");
  selection.list("--egid,--gid-effective", text.egid, "GROUP", "effective group");
  selection.list("--gid-all", text.gid_all, "GROUP", "any of a process's groups");
  selection.list("--session", text.session, "ID", "login session");
  selection.list("--terminal", text.terminal, "TTY", "terminal");
  selection.list("--host", text.host, "HOST", "remote host, by name or address");
  selection.list("--node", text.node, "NAME", "machine that wrote the record");
  selection.list("--context", text.context, "LABEL", "SELinux label of either of these two");
  selection.list("--subject", text.subject, "LABEL", "of the process");
  selection.list("--object", text.object, "LABEL", "of what it acts on");
  selection.list("--vm,--vm-name", text.vm, "NAME", "virtual machine");
  selection.list("--uuid", text.uuid, "UUID", "its id");
  selection.flag("-w,--word", text.word, "strings are whole values, not parts");
  selection.flag("-v,--invert", text.invert, "what all of this does not select");
  tool.cli().group("Input").value("--checkpoint", options.checkpoint, "FILE",
                                  "go on where the last run ended");
  OptionGroup words = tool.cli().group("Words");
  words.value("--passwd", options.passwd, "FILE", "users of another host");
  words.value("--group-file", options.group_file, "FILE", "groups of another host");
  words.flag("-n,--no-ids,--numeric", options.no_ids, "no names of users and groups");
}

std::vector<std::string> join_times(int argc, char** argv) {
  std::vector<std::string> words;
  for (int i = 0; i < argc; ++i) {
    words.emplace_back(argv[i]);
    if (words.back() != "--start" && words.back() != "--end") continue;
    if (i + 2 >= argc || !is_time_of_day(argv[i + 2])) continue;
    words.push_back(fmt::format("{} {}", argv[i + 1], argv[i + 2]));
    i += 2;
  }
  return words;
}

std::expected<os::Names, std::string> make_names(const LinuxOptions& options) {
  os::Names names;
  if (!options.passwd.empty()) {
    const Result<std::string> text = io::read_file(options.passwd);
    if (!text) return std::unexpected(fmt::format("--passwd {}: {}", options.passwd, describe(text.error())));
    names.use_passwd(*text);
  }
  if (!options.group_file.empty()) {
    const Result<std::string> text = io::read_file(options.group_file);
    if (!text) {
      return std::unexpected(fmt::format("--group-file {}: {}", options.group_file, describe(text.error())));
    }
    names.use_group(*text);
  }
  return names;
}

namespace {

std::expected<void, std::string> add_logs(const std::string& directory, const std::string& name,
                                          std::vector<std::string>& paths) {
  const Result<std::vector<linux_audit::LogFile>> logs = linux_audit::logs_in(directory, name);
  if (!logs) {
    const bool denied = logs.error().system_errno == EACCES || logs.error().system_errno == EPERM;
    return std::unexpected(
        fmt::format("{}: {}{}", directory, describe(logs.error()), denied ? "; try the same with sudo" : ""));
  }
  if (logs->empty()) return std::unexpected(fmt::format("{}: no Linux Audit logs are in it", directory));
  for (const linux_audit::LogFile& log : *logs) paths.push_back(log.path);
  return {};
}

}  // namespace

std::expected<void, std::string> find_logs(InputOptions& input) {
  std::vector<std::string> paths;
  if (input.host_logs) {
    const fs::path log = host_log();
    if (const auto added = add_logs(log.parent_path(), log.filename(), paths); !added) return added;
  }
  for (std::string& path : input.paths) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
      if (const auto added = add_logs(path, {}, paths); !added) return added;
    } else {
      paths.push_back(std::move(path));
    }
  }
  input.paths = std::move(paths);
  return {};
}

}  // namespace knox::tools
