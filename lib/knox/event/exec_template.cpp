#include "knox/event/exec_template.h"

#include <array>
#include <utility>

#include "knox/emit/line_template.h"
#include "knox/emit/shell.h"
#include "knox/event/exec_line.h"

namespace knox::event {

namespace {

struct Context {
  const Exec& exec;
  os::Names& names;
  TimeFormat& times;
};

void put_timestamp(const Context& c, Out& out) {
  Pen pen(out);
  pen.room(64);
  c.times.put(pen, c.exec.time, c.exec.time_digits);
}

void put_words(Out& out, const StringList& list, bool skip_first) {
  if (!list.known()) return out.text("-");
  bool first = true;
  for (const std::string_view word : list) {
    if (!std::exchange(skip_first, false)) {
      if (!std::exchange(first, false)) out.text(" ");
      emit::shell_word(out, word);
    }
  }
}

using Variable = emit::Variable<Context>;
constexpr std::array kVariables = {
    Variable{"timestamp", &put_timestamp},
    Variable{"hostname", [](const Context& c, Out& out) { put_word(out, c.exec.hostname); }},
    Variable{"username", [](const Context& c, Out& out) { put_user(out, c.exec.process.ruid, c.names); }},
    Variable{"group", [](const Context& c, Out& out) { put_group(out, c.exec.process.rgid, c.names); }},
    Variable{"uid", [](const Context& c, Out& out) { put_word(out, c.exec.process.ruid); }},
    Variable{"gid", [](const Context& c, Out& out) { put_word(out, c.exec.process.rgid); }},
    Variable{"auid", [](const Context& c, Out& out) { put_word(out, c.exec.process.auid); }},
    Variable{"euid", [](const Context& c, Out& out) { put_word(out, c.exec.process.euid); }},
    Variable{"egid", [](const Context& c, Out& out) { put_word(out, c.exec.process.egid); }},
    Variable{"pid", [](const Context& c, Out& out) { put_word(out, c.exec.process.pid); }},
    Variable{"ppid", [](const Context& c, Out& out) { put_word(out, c.exec.ppid); }},
    Variable{"tty", [](const Context& c, Out& out) { put_word(out, shown_tty(c.exec)); }},
    Variable{"exec_path", [](const Context& c, Out& out) { put_word(out, c.exec.exec_path); }},
    Variable{"script", [](const Context& c, Out& out) { put_word(out, c.exec.script); }},
    Variable{"run_by", [](const Context& c, Out& out) { put_word(out, c.exec.run_by); }},
    Variable{"run_as", [](const Context& c, Out& out) { put_user(out, c.exec.run_as, c.names); }},
    Variable{"cwd", [](const Context& c, Out& out) { put_word(out, c.exec.cwd); }},
    Variable{"command", [](const Context& c, Out& out) { put_word(out, command_name(c.exec)); }},
    Variable{"env", [](const Context& c, Out& out) { put_words(out, c.exec.env, false); }},
    // What follows the command: argv[0] is left out.
    Variable{"args", [](const Context& c, Out& out) { put_words(out, c.exec.args, true); }},
};

class TemplatePrinter final : public ExecPrinter {
 public:
  TemplatePrinter(emit::LineTemplate<Context> line, os::Names& names)
      : line_(std::move(line)), names_(names) {}

  void print(const Exec& exec, Out& out) override { line_.put({exec, names_, times_}, out); }

 private:
  emit::LineTemplate<Context> line_;
  os::Names& names_;
  TimeFormat times_;
};

}  // namespace

std::expected<std::unique_ptr<ExecPrinter>, std::string> make_exec_template(std::string_view text,
                                                                            const ExecPrintOptions& options) {
  auto line = emit::LineTemplate<Context>::parse(text, kVariables);
  if (!line) return std::unexpected(std::move(line.error()));
  return std::make_unique<TemplatePrinter>(std::move(*line), *options.names);
}

}  // namespace knox::event
