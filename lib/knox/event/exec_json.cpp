// The format json: one object a command, in the shape that logga gives to executions.
//
//   {"timestamp":"2024-05-14T09:12:04.091Z","hostname":"192.0.2.7",
//    "log":{"command","args":[...],"args_missing","args_source","exec_path","script","cwd","env":[...],"env_missing",
//           "username","group","tty",
//           "audit_token":{"auid","egid","euid","gid","group","pid","uid","username"},
//           "parent_audit_token":{the same},"responsible_audit_token":{the same},
//           "run_by":"sudo","run_as":{"uid","username"},"ppid",
//           "success":false,"error":"ENOENT"}}
//
// command is what people call the program, the base name of exec_path, or of argv[0] where that is not known.
// args is all of argv, argv[0] too; *_missing is how many strings the source could not hold. uid and gid are
// the real ids, username and group their names, here and in each token. What the source does not know is
// absent; only an unknown tty is "unknown". knox-json(5) is its manual.
#include "knox/emit/json_line.h"
#include "knox/event/exec_formats.h"

namespace knox::event {

namespace {

using emit::JsonLine;

class JsonPrinter final : public ExecPrinter {
 public:
  explicit JsonPrinter(const ExecPrintOptions& options) : names_(*options.names) {}

  void print(const Exec& exec, Out& out) override {
    JsonLine line(out, raw_);
    line.text("timestamp", [&](Pen& pen) { times_.put(pen, exec.time, exec.time_digits); });
    line.string_if("hostname", exec.hostname);
    line.begin_object("log");
    put_command(line, exec);
    put_processes(line, exec);
    if (exec.success) line.boolean("success", *exec.success);
    line.string_if("error", exec.error);
    line.end();
    line.finish();
  }

 private:
  void put_command(JsonLine& line, const Exec& exec);
  void put_processes(JsonLine& line, const Exec& exec);
  void put_token(JsonLine& line, std::string_view key, const ProcessIds& ids);
  void put_group(JsonLine& line, const ProcessIds& ids) {
    if (ids.rgid) line.string_if("group", names_.group(*ids.rgid));
  }
  void put_username(JsonLine& line, const ProcessIds& ids) {
    if (ids.ruid) line.string_if("username", names_.user(*ids.ruid));
  }

  os::Names& names_;
  TimeFormat times_;
  emit::RawBytes raw_;
};

void put_strings(JsonLine& line, std::string_view key, std::string_view missing_key, const StringList& list) {
  if (list.known()) line.strings(key, list);
  if (const std::uint32_t missing = list.missing(); missing > 0) line.number(missing_key, missing);
}

void JsonPrinter::put_command(JsonLine& line, const Exec& exec) {
  line.string_if("command", command_name(exec));
  put_strings(line, "args", "args_missing", exec.args);
  if (exec.args_from_title) line.string("args_source", "title");
  if (exec.args_joined) line.string("args_source", "joined");
  line.string_if("exec_path", exec.exec_path);
  line.string_if("script", exec.script);
  line.string_if("cwd", exec.cwd);
  put_strings(line, "env", "env_missing", exec.env);
}

void JsonPrinter::put_processes(JsonLine& line, const Exec& exec) {
  put_username(line, exec.process);
  put_group(line, exec.process);
  line.string("tty", shown_tty(exec));
  put_token(line, "audit_token", exec.process);
  if (exec.parent) put_token(line, "parent_audit_token", *exec.parent);
  if (exec.responsible) put_token(line, "responsible_audit_token", *exec.responsible);
  line.string_if("run_by", exec.run_by);
  if (exec.run_as) {
    ProcessIds user;
    user.ruid = exec.run_as;
    put_token(line, "run_as", user);
  }
  line.number_if("ppid", exec.ppid);
}

void JsonPrinter::put_token(JsonLine& line, std::string_view key, const ProcessIds& ids) {
  if (ids == ProcessIds{}) return;
  line.begin_object(key);
  line.number_if("auid", ids.auid);
  line.number_if("egid", ids.egid);
  line.number_if("euid", ids.euid);
  line.number_if("gid", ids.rgid);
  put_group(line, ids);
  line.number_if("pid", ids.pid);
  line.number_if("uid", ids.ruid);
  put_username(line, ids);
  line.end();
}

}  // namespace

std::unique_ptr<ExecPrinter> make_exec_json(const ExecPrintOptions& options) {
  return std::make_unique<JsonPrinter>(options);
}

}  // namespace knox::event
