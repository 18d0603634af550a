#include "common/linux_options.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <filesystem>

#include "common/list_option.h"
#include "knox/base/time_words.h"
#include "knox/io/read_file.h"
#include "knox/linux_audit/log_files.h"

namespace knox::tools {

namespace fs = std::filesystem;

namespace {

constexpr const char* kInput = "Input";

fs::path host_log() {
  return linux_audit::host_log(io::read_file("/etc/audit/auditd.conf").value_or(""));
}

}  // namespace

void add_logs_option(Tool& tool, InputOptions& input) {
  tool.cli()
      .add_flag("--logs", input.host_logs, "this host's Linux Audit logs, also the rotated ones")
      ->group(kInput);
  tool.open_first([&] {
    const fs::path directory = host_log().parent_path();
    const bool refused = input.host_logs && ::access(directory.c_str(), R_OK | X_OK) != 0 && errno == EACCES;
    if (refused) tool.run_as_root();
    return true;
  });
}

void add_linux_options(CLI::App& cli, LinuxOptions& options) {
  linux_audit::SelectionText& text = options.selection;
  const std::string selection = "Selection (each can be repeated: any of its values)";
  const auto add = [&](const char* names, auto& into, const char* type, const char* description) {
    add_list_option(cli, selection, names, into, type, description);
  };
  add("--start", text.start, "TIME", "RFC 3339, YYYYMMDD[HH[MM[SS]]], now, recent, today, boot ...");
  add("--end", text.end, "TIME", "at TIME or earlier");
  add("-a,--event", text.event, "SERIAL", "serial number, or FIRST-LAST");
  add("-m,--message", text.message, "TYPES", "types of records: SYSCALL,USER_LOGIN");
  add("--syscall", text.syscall, "CALL", "name or number");
  add("--arch", text.arch, "ARCH", "x86_64, aarch64, b32 ...");
  add("--success", text.success, "yes|no", "whether it succeeded");
  add("--exit", text.exit, "CODE", "result, or error: -13, EACCES");
  add("-k,--key", text.key, "KEY", "of the rule");
  add("-p,--pid", text.pid, "PID", "process");
  add("--ppid", text.ppid, "PID", "its parent");
  add("-c,--comm", text.comm, "NAME", "what the process calls itself");
  add("-x,--executable", text.executable, "PATH", "program");
  add("--file", text.file, "PATH", "file, directory or local socket");
  add("-u,--auid,--loginuid", text.auid, "USER", "who logged in");
  add("--uid", text.uid, "USER", "real user");
  add("--euid,--uid-effective", text.euid, "USER", "effective user");
  add("--uid-all", text.uid_all, "USER", "any of a process's users");
  add("-g,--gid", text.gid, "GROUP", "real group");
  add("--egid,--gid-effective", text.egid, "GROUP", "effective group");
  add("--gid-all", text.gid_all, "GROUP", "any of a process's groups");
  add("--session", text.session, "ID", "login session");
  add("--terminal", text.terminal, "TTY", "terminal");
  add("--host", text.host, "HOST", "remote host, by name or address");
  add("--node", text.node, "NAME", "machine that wrote the record");
  add("--context", text.context, "LABEL", "SELinux label of either of these two");
  add("--subject", text.subject, "LABEL", "of the process");
  add("--object", text.object, "LABEL", "of what it acts on");
  add("--vm,--vm-name", text.vm, "NAME", "virtual machine");
  add("--uuid", text.uuid, "UUID", "its id");
  cli.add_flag("-w,--word", text.word, "strings are whole values, not parts")->group(selection);
  cli.add_flag("-v,--invert", text.invert, "what all of this does not select")->group(selection);

  cli.add_option("--checkpoint", options.checkpoint, "go on where the last run ended")
      ->group(kInput)
      ->type_name("FILE");
  const std::string words = "Words";
  cli.add_option("--passwd", options.passwd, "users of another host")->group(words)->type_name("FILE");
  cli.add_option("--group-file", options.group_file, "groups of another host")
      ->group(words)
      ->type_name("FILE");
  cli.add_flag("-n,--no-ids,--numeric", options.no_ids, "no names of users and groups")->group(words);
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
