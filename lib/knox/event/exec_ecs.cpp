// The format ecs: one document of the Elastic Common Schema 8 a command (elastic.co/guide/en/ecs).
//
// user has the real ids, user.effective the effective ones where they differ: who did it, and with whose
// rights. user.audit is who logged in; ECS has no field for that, the name is auditbeat's. Ids of users and
// groups are strings in ECS.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <string>

#include "knox/emit/json_line.h"
#include "knox/event/exec_formats.h"
#include "knox/event/exec_line.h"

namespace knox::event {

namespace {

using emit::JsonLine;

constexpr std::string_view kVersion = "8.11.0";

bool is_address(std::string_view host) {
  const std::string text(host);
  in6_addr address;
  return ::inet_pton(AF_INET, text.c_str(), &address) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

class EcsPrinter final : public ExecPrinter {
 public:
  explicit EcsPrinter(const ExecPrintOptions& options) : names_(*options.names) {}

  void print(const Exec& exec, Out& out) override {
    JsonLine line(out, raw_);
    line.text("@timestamp", [&](Pen& pen) { utc_.put(pen, exec.time, exec.time_digits); });
    line.begin_object("ecs");
    line.string("version", kVersion);
    line.end();
    put_event(line, exec);
    put_host(line, exec);
    put_process(line, exec);
    put_users(line, exec.process);
    put_error(line, exec);
    line.finish();
  }

 private:
  using Id = std::optional<std::uint32_t>;

  static void put_event(JsonLine& line, const Exec& exec);
  static void put_host(JsonLine& line, const Exec& exec);
  static void put_error(JsonLine& line, const Exec& exec);
  void put_process(JsonLine& line, const Exec& exec);
  void put_users(JsonLine& line, const ProcessIds& ids);
  void put_user(JsonLine& line, Id uid, Id gid);
  static void put_id(JsonLine& line, std::uint32_t id, std::string_view name);

  os::Names& names_;
  UtcFormat utc_;
  emit::RawBytes raw_;
  CommandLine command_line_;
};

void EcsPrinter::put_event(JsonLine& line, const Exec& exec) {
  constexpr std::array<std::string_view, 1> kCategory = {"process"};
  constexpr std::array<std::string_view, 1> kType = {"start"};
  line.begin_object("event");
  line.string("kind", "event");
  line.strings("category", kCategory);
  line.strings("type", kType);
  line.string("action", "exec");
  line.string("outcome", !exec.success ? "unknown" : *exec.success ? "success" : "failure");
  line.string("module", "knox");
  line.string("dataset", "knox.commands");
  line.end();
}

void EcsPrinter::put_host(JsonLine& line, const Exec& exec) {
  if (exec.hostname.empty()) return;
  line.begin_object("host");
  if (is_address(exec.hostname)) {
    line.strings("ip", std::array{exec.hostname});
  } else {
    line.string("hostname", exec.hostname);
  }
  line.end();
}

void EcsPrinter::put_process(JsonLine& line, const Exec& exec) {
  line.begin_object("process");
  line.number_if("pid", exec.process.pid);
  line.string_if("name", command_name(exec));
  line.string_if("executable", exec.exec_path);
  if (exec.args.known()) {
    line.strings("args", exec.args);
    line.number("args_count", std::uint64_t{exec.args.size()} + exec.args.missing());
  }
  line.string_if("command_line", command_line_.of(exec));
  line.string_if("working_directory", exec.cwd);
  if (exec.env.known()) line.strings("env_vars", exec.env);
  if (exec.ppid) {
    line.begin_object("parent");
    line.number("pid", *exec.ppid);
    line.end();
  }
  line.end();
}

void EcsPrinter::put_users(JsonLine& line, const ProcessIds& ids) {
  if (!ids.auid && !ids.ruid && !ids.euid) return;
  line.begin_object("user");
  put_user(line, ids.ruid, ids.rgid);
  if (ids.euid != ids.ruid || ids.egid != ids.rgid) {
    line.begin_object("effective");
    put_user(line, ids.euid, ids.egid);
    line.end();
  }
  if (ids.auid) {
    line.begin_object("audit");
    put_user(line, ids.auid, {});
    line.end();
  }
  line.end();
}

// The members of an object for one user.
void EcsPrinter::put_user(JsonLine& line, Id uid, Id gid) {
  if (uid) put_id(line, *uid, names_.user(*uid));
  if (!gid) return;
  line.begin_object("group");
  put_id(line, *gid, names_.group(*gid));
  line.end();
}

void EcsPrinter::put_id(JsonLine& line, std::uint32_t id, std::string_view name) {
  line.text("id", [&](Pen& pen) { pen.dec(id); });
  line.string_if("name", name);
}

void EcsPrinter::put_error(JsonLine& line, const Exec& exec) {
  if (exec.error.empty()) return;
  line.begin_object("error");
  line.string("code", exec.error);
  line.string_if("message", exec.error_text);
  line.end();
}

}  // namespace

std::unique_ptr<ExecPrinter> make_exec_ecs(const ExecPrintOptions& options) {
  return std::make_unique<EcsPrinter>(options);
}

}  // namespace knox::event
