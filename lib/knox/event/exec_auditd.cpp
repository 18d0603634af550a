// The format auditd: the records that the Linux kernel writes of an execution, for ausearch(8), aureport(8)
// and whatever else reads audit.log:
//
//   type=SYSCALL msg=audit(1712345678.123:1): arch=c000003e syscall=59 success=yes ... comm="ls"
//   exe="/bin/ls" ... type=EXECVE msg=audit(1712345678.123:1): argc=2 a0="ls" a1="-l" type=CWD, type=PATH,
//   type=PROCTITLE
//
// Serial numbers count the executions of this run. What is not known is absent, or what the kernel writes of
// what was never set: (none), 4294967295. A string with a blank, a quote or a byte that is not ASCII is in
// hexadecimal digits, and a long argument is cut into several records, as there.
//
// Source: Linux' kernel/auditsc.c, audit_log_exit() and audit_log_execve_info(); kernel/audit.c,
// audit_log_untrustedstring().
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "knox/event/exec_formats.h"

namespace knox::event {

namespace {

constexpr std::size_t kMostOfLine = 7500;  // of arguments, as the kernel cuts them
constexpr std::size_t kMostOfTitle = 128, kMostOfComm = 15;
constexpr std::string_view kArch = "arch=c000003e syscall=59";  // execve of x86-64

// What the kernel returns for it, where a source names it so.
struct Errno {
  std::string_view name;
  std::string_view exit;
};
constexpr auto kErrnos = std::to_array<Errno>({{"EPERM", "-1"},
                                               {"ENOENT", "-2"},
                                               {"EIO", "-5"},
                                               {"E2BIG", "-7"},
                                               {"ENOEXEC", "-8"},
                                               {"ENOMEM", "-12"},
                                               {"EACCES", "-13"},
                                               {"ENOTDIR", "-20"},
                                               {"EISDIR", "-21"},
                                               {"EINVAL", "-22"},
                                               {"ETXTBSY", "-26"},
                                               {"ENAMETOOLONG", "-36"},
                                               {"ELOOP", "-40"}});

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~' && c != '"'; });
}

void put_hex(std::string& line, std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    line += kDigits[byte >> 4];
    line += kDigits[byte & 15];
  }
}

void put_untrusted(std::string& line, std::string_view text) {
  if (!is_plain(text)) return put_hex(line, text);
  line.append(1, '"').append(text).append(1, '"');
}

class AuditdPrinter final : public ExecPrinter {
 public:
  void print(const Exec& exec, Out& out) override {
    ++serial_;
    const std::uint32_t milliseconds = exec.time.nanoseconds / 1'000'000;
    stamp_ = fmt::format(" msg=audit({}.{:03}:{}):", exec.time.seconds, milliseconds, serial_);
    node_.clear();
    if (!exec.hostname.empty() && is_plain(exec.hostname))
      node_.append("node=").append(exec.hostname).append(" ");
    if (exec.run_by.empty()) {
      put_call(exec, out);
      put_arguments(exec.args, out);
      put_places(exec, out);
    } else {
      put_sudo(exec, out);
    }
    out.end_record();
  }

 private:
  void begin_line(std::string_view type) { line_.assign(node_).append("type=").append(type).append(stamp_); }
  void end(Out& out) {
    out.text(line_);
    out.text("\n");
  }
  void put_id(std::string_view name, std::optional<std::uint32_t> id) {
    if (id) line_.append(name).append(std::to_string(*id));
  }
  void put_login(const ProcessIds& ids) {
    constexpr std::uint32_t kUnset = 0xffffffff;
    put_id(" auid=", ids.auid.value_or(kUnset));
  }

  void put_call(const Exec& exec, Out& out) {
    const ProcessIds& ids = exec.process;
    begin_line("SYSCALL");
    line_.append(" ").append(kArch);
    if (exec.success) line_ += *exec.success ? " success=yes exit=0" : " success=no";
    const auto* const error = std::ranges::find(kErrnos, exec.error, &Errno::name);
    if (exec.success == false && error != kErrnos.end()) line_.append(" exit=").append(error->exit);
    line_ += " a0=0 a1=0 a2=0 a3=0";  // ausearch passes over calls without them
    line_ += path_of(exec).empty() ? " items=0" : " items=1";
    put_id(" ppid=", exec.ppid);
    put_id(" pid=", ids.pid);
    put_login(ids);
    put_id(" uid=", ids.ruid);
    put_id(" gid=", ids.rgid);
    put_id(" euid=", ids.euid);
    put_id(" suid=", ids.euid);  // an execution makes them the same
    put_id(" fsuid=", ids.euid);
    put_id(" egid=", ids.egid);
    put_id(" sgid=", ids.egid);
    put_id(" fsgid=", ids.egid);
    line_.append(" tty=").append(exec.tty.empty() || !is_plain(exec.tty) ? "(none)" : exec.tty);
    put_id(" ses=", ids.session.value_or(0xffffffff));
    if (const std::string_view name = base_name(path_of(exec)); !name.empty()) {
      line_ += " comm=";
      put_untrusted(line_, name.substr(0, kMostOfComm));
    }
    if (!exec.exec_path.empty()) {
      line_ += " exe=";
      put_untrusted(line_, exec.exec_path);
    }
    line_ += " key=\"knox\"";
    end(out);
  }

  void put_arguments(const StringList& args, Out& out) {
    if (!args.known() || args.empty()) return;
    begin_line("EXECVE");
    line_.append(" argc=").append(std::to_string(args.count()));
    std::size_t number = 0;
    for (const std::string_view arg : args) put_argument(number++, arg, out);
    end(out);
  }

  // As it is if the line has room for it; otherwise in pieces, each in a line of its own.
  void put_argument(std::size_t number, std::string_view arg, Out& out) {
    const bool plain = is_plain(arg);
    const std::size_t width = plain ? 1 : 2;  // of a byte
    const std::string name = fmt::format(" a{}", number);
    if (line_.size() + arg.size() * width > kMostOfLine) {
      end(out);
      begin_line("EXECVE");
    }
    if (arg.size() * width <= kMostOfLine - 512) {
      line_.append(name).append("=");
      return put_untrusted(line_, arg);
    }
    line_.append(fmt::format("{}_len={}", name, arg.size() * width));
    constexpr std::size_t kPiece = 3500;
    for (std::size_t piece = 0; !arg.empty(); ++piece) {
      if (piece != 0) {
        end(out);
        begin_line("EXECVE");
      }
      const std::string_view part = arg.substr(0, kPiece);
      line_.append(fmt::format("{}[{}]=", name, piece));
      if (plain) {
        put_untrusted(line_, part);
      } else {
        put_hex(line_, part);
      }
      arg.remove_prefix(part.size());
    }
  }

  void put_places(const Exec& exec, Out& out) {
    if (!exec.cwd.empty()) {
      begin_line("CWD");
      line_ += " cwd=";
      put_untrusted(line_, exec.cwd);
      end(out);
    }
    if (const std::string_view path = path_of(exec); !path.empty()) {
      begin_line("PATH");
      line_ += " item=0 name=";
      put_untrusted(line_, path);
      line_ += " nametype=NORMAL";
      end(out);
    }
    if (!exec.args.known() || exec.args.empty()) return;
    begin_line("PROCTITLE");
    line_ += " proctitle=";
    std::string_view title = exec.args.bytes();
    while (title.ends_with('\0')) title.remove_suffix(1);
    put_untrusted(line_, title.substr(0, kMostOfTitle));
    end(out);
  }

  // What a program was asked to run is no system call, but a record of its own.
  void put_sudo(const Exec& exec, Out& out) {
    std::string command;
    for (const std::string_view word : exec.args) command.append(command.empty() ? "" : " ").append(word);
    begin_line("USER_CMD");
    put_id(" pid=", exec.process.pid);
    put_id(" uid=", exec.process.ruid);
    put_login(exec.process);
    put_id(" ses=", exec.process.session.value_or(0xffffffff));
    line_ += " msg='";
    if (!exec.cwd.empty()) {
      line_ += "cwd=";
      put_trusted(exec.cwd);
    }
    line_.append(exec.cwd.empty() ? "cmd=" : " cmd=");
    put_hex(line_, command);
    line_.append(" terminal=").append(exec.tty.empty() || !is_plain(exec.tty) ? "?" : exec.tty);
    if (exec.success) line_.append(" res=").append(*exec.success ? "success" : "failed");
    line_ += "'";
    end(out);
  }
  // Inside of msg='...'
  void put_trusted(std::string_view text) {
    if (text.find('\'') != text.npos) return put_hex(line_, text);
    put_untrusted(line_, text);
  }

  static std::string_view path_of(const Exec& exec) {
    return exec.script.empty() ? exec.exec_path : exec.script;
  }

  std::uint64_t serial_ = 0;
  std::string stamp_, node_, line_;
};

}  // namespace

std::unique_ptr<ExecPrinter> make_exec_auditd(const ExecPrintOptions&) {
  return std::make_unique<AuditdPrinter>();
}

}  // namespace knox::event
