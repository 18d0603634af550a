#include "common/linux_options.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "knox/io/read_file.h"
#include "knox/linux_audit/log/log_files.h"

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
  tool.cli().neighbours({"ausearch", "aureport"});
  add_query_options(tool, options.bsm.query);
  tool.cli().group(kSelection).list("--class", options.bsm.selection.classes, "LIST", kClassHelp);
  add_mute_options(tool.cli().group(kSelection).more(), options.bsm.mute);
  linux_audit::SelectionText& text = options.selection;
  OptionGroup selection = tool.cli().group("Selection as in ausearch(8)");
  const OptionGroup more = selection.more();
  selection.list("-a,--event", options.events, "EVENT",
                 "serial number, FIRST-LAST, or name of BSM: AUE_EXECVE");
  selection.list("-m,--message", text.message, "TYPES", "types of records: SYSCALL,USER_LOGIN");
  selection.list("--syscall", text.syscall, "CALL", "name or number");
  more.list("--arch", text.arch, "ARCH", "x86_64, aarch64, b32 ...");
  more.list("--exit", text.exit, "CODE", "result, or error: -13, EACCES");
  selection.list("-k,--key", text.key, "KEY", "of the rule");
  more.list("--ppid", text.ppid, "PID", "its parent");
  selection.list("-c,--comm", text.comm, "NAME", "what the process calls itself");
  selection.list("-x,--executable", text.executable, "PATH", "program");
  selection.list("--file", text.file, "PATH", "file, directory or local socket");
  more.list("--auid,--loginuid", text.auid, "USER", "audit user: who logged in");
  more.list("--uid", text.uid, "USER", "real user");
  more.list("--euid,--uid-effective", text.euid, "USER", "effective user");
  more.list("--uid-all", text.uid_all, "USER", "any of a process's users");
  more.list("--gid", text.gid, "GROUP", "real group");
  more.list("--egid,--gid-effective", text.egid, "GROUP", "effective group");
  more.list("--gid-all", text.gid_all, "GROUP", "any of a process's groups");
  more.list("--terminal", text.terminal, "TTY", "terminal");
  more.list("--remote", text.host, "HOST", "remote host, by name or address");
  more.list("--node", text.node, "NAME", "machine that wrote the record");
  more.list("--context", text.context, "LABEL", "SELinux label of either of these two");
  more.list("--subject", text.subject, "LABEL", "of the process");
  more.list("--object", text.object, "LABEL", "of what it acts on");
  more.list("--vm,--vm-name", text.vm, "NAME", "virtual machine");
  more.list("--uuid", text.uuid, "UUID", "its id");
  more.flag("-w,--word", text.word, "strings are whole values, not parts");
  tool.cli().group("Input").more().value("--checkpoint", options.checkpoint, "FILE",
                                         "go on where the last run ended");
  const OptionGroup words = tool.cli().group("Words").more();
  add_name_files(words, options.bsm.names);
  add_name_flags(words, options.bsm.names, "-n,--numeric,--no-ids");
}

std::vector<std::string> without_answers(int argc, char** argv) {
  std::vector<std::string> words(argv, argv + argc);
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    const bool is_next = words[i] == "--success" && i + 1 < words.size();
    const std::string typed = is_next ? words[i] + "=" + words[i + 1] : words[i];
    if (typed != "--success=yes" && typed != "--success=no") continue;
    if (is_next) words.erase(words.begin() + static_cast<std::ptrdiff_t>(i + 1));
    words[i] = typed.ends_with("no") ? "--failure" : "--success";
  }
  return words;
}

std::expected<LinuxSetup, std::string> set_up(const LinuxOptions& options) {
  linux_audit::SelectionText text = options.selection;
  BsmOptions bsm = options.bsm;
  for (const std::string& event : options.events) {
    const bool is_serial = !event.empty() && event.front() >= '0' && event.front() <= '9';
    (is_serial ? text.event : bsm.selection.event).push_back(event);
  }
  std::expected<BsmSetup, std::string> shared = set_up(bsm);
  if (!shared) return std::unexpected(shared.error());
  LinuxSetup setup{.bsm = std::move(*shared), .selection = {}, .outcome = {}};
  const event::Query& query = setup.bsm.query;
  setup.asks_more =
      query.asks_more() || query.asks_outcome() || !setup.bsm.classes.empty() || !setup.bsm.mute.empty();
  text.when = query.when();
  text.invert = setup.bsm.invert && !setup.asks_more;
  auto selection = linux_audit::Selection::make(text, setup.bsm.names);
  if (!selection) return std::unexpected(selection.error());
  setup.selection = std::move(*selection);
  linux_audit::SelectionText outcome;
  if (query.success()) outcome.success.emplace_back("yes");
  if (query.failure()) outcome.success.emplace_back("no");
  setup.outcome = *linux_audit::Selection::make(outcome, setup.bsm.names);
  return setup;
}

}  // namespace knox::tools
