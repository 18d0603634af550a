// commands: the command lines that processes executed, from any audit data that knox knows. The input formats
// are in lib/knox/input/formats.cpp, the output formats in lib/knox/event/exec_formats.cpp.
#include <sys/stat.h>

#include "common/bsm_options.h"
#include "common/inputs.h"
#include "common/linux_options.h"
#include "common/live.h"
#include "common/tool.h"
#include "knox/event/exec_filter.h"
#include "knox/event/exec_formats.h"
#include "knox/event/exec_template.h"
#include "knox/input/formats.h"

namespace {

using namespace knox;

constexpr std::string_view kExample =
    "  commands --long /var/audit/current\n"
    "  commands --grep 'curl .*\\| *(ba)?sh' trails/*\n"
    "  auditpipe pc | commands --format json | jq -r .log.exec_path\n";

struct Options {
  tools::InputOptions input;
  tools::BsmOptions bsm;
  event::ExecPrintOptions print;
  event::ExecFilterOptions filter;
  std::vector<std::string> user, pid;  // "true": as a column; otherwise a value to keep
  std::string format = "text";
  bool all_columns = false;
};

class Commands final : public tools::Consumer {
 public:
  Commands(tools::Tool& tool, tools::BsmSetup& setup, bool live, event::ExecFilter& filter,
           event::ExecPrinter& printer)
      : options_{.selection = setup.selection.empty() ? nullptr : &setup.selection,
                 .names = &setup.names,
                 .live = live},
        emit_([&](const event::Exec& exec) {
          if (filter.wants(exec)) printer.print(exec, tool.out());
        }) {}

  io::Framer* begin(const std::string&, Bytes front, std::string& refusal) override {
    const input::Format* format = input::sniff_format(front);
    if (format == nullptr) {
      refusal = input::describe_foreign(front);
      if (!refusal.empty()) {
        refusal = fmt::format("no executions can be read from {}", refusal);
        return nullptr;
      }
      format = &input::formats().front();  // empty, or damaged at its very start
    }
    if (format->name != "bsm" && options_.selection != nullptr && options_.selection->asks_for_records()) {
      refusal = "--class, --event, --object and --zone choose among BSM records, and it has none";
      return nullptr;
    }
    if (format != format_) {
      finish();
      format_ = format;
      input_ = format->make(options_);
    }
    return &input_->begin();
  }
  std::optional<Error> take(const io::Frame& frame) override { return input_->take(frame, emit_); }
  void silence(std::uint32_t milliseconds) override { input_->silence(milliseconds, emit_); }
  void finish() override {
    if (input_) input_->finish(emit_);
  }

 private:
  const input::Format* format_ = nullptr;
  input::ExecOptions options_;
  input::ExecInput::Emit emit_;
  std::unique_ptr<input::ExecInput> input_;
};

// --user is a column, and --user NAME keeps that user's commands; the same for --pid. The next word is taken
// for a value unless it is an option or a file: "--user alice trail" and "--user trail" both mean what they
// say.
std::vector<std::string> join_values(int argc, char** argv) {
  std::vector<std::string> words;
  for (int i = 0; i < argc; ++i) {
    std::string word = argv[i];
    const bool may_join = (word == "--user" || word == "--pid") && i + 1 < argc && argv[i + 1][0] != '-';
    struct stat status = {};
    if (may_join && ::stat(argv[i + 1], &status) != 0) word += fmt::format("={}", argv[++i]);
    words.push_back(std::move(word));
  }
  return words;
}

// Takes the values out of an option that can also be a column.
bool split_column(std::vector<std::string>& given, std::vector<std::string>& values) {
  bool column = false;
  for (std::string& value : given) {
    value == "true" ? column = true : (values.push_back(std::move(value)), false);
  }
  return column;
}

void add_options(tools::Tool& tool, Options& o) {
  std::string formats;
  for (const event::ExecFormat& format : event::exec_formats()) formats += fmt::format("{}, ", format.name);
  tools::OptionGroup output = tool.cli().group("Output");
  output.value("-F,--format", o.format, "FORMAT", formats + "'${timestamp} ${command}'");
  output.flag("-l,--long", o.all_columns, "all of the columns below");
  output.flag("--time", o.print.time, "when");
  output.flag("--user", o.user, "who; --user=NAME keeps what NAME ran");
  output.flag("--pid", o.pid, "process id; --pid=PID keeps that process's");
  output.flag("--cwd", o.print.cwd, "working directory, where it is known");
  output.flag("--env", o.print.env, "environment, where it is known");
  output.flag("--result", o.print.result, "how the execution ended");
  output.flag("-n,--numeric", o.bsm.numeric, "no names of users and groups");
  tools::OptionGroup keep = tool.cli().group("Keep (each can be repeated: any of its values), or drop");
  keep.flag("--failed", o.filter.failed, "also executions that failed");
  const auto wish = [&](const std::string& name, std::vector<std::string> event::ExecWishes::*list,
                        const char* type, const char* description) {
    if (name != "user") keep.list("--" + name, o.filter.keep.*list, type, description);
    keep.list("--not-" + name, o.filter.drop.*list, type, "drop these");
  };
  wish("command", &event::ExecWishes::commands, "NAME", "the program's name");
  wish("user", &event::ExecWishes::users, "USER", "");
  wish("path", &event::ExecWishes::paths, "GLOB", "the program's path; * matches / too");
  wish("grep", &event::ExecWishes::greps, "REGEX", "the command line as it is printed");
}

}  // namespace

int main(int argc, char** argv) {
  tools::Tool tool("commands", "Print the command lines that processes executed, from audit trails.",
                   kExample);
  Options o;
  tools::LiveInput live;
  add_options(tool, o);
  tools::add_input_options(tool, o.input);
  tools::add_logs_option(tool, o.input);
  tools::add_live_options(tool, o.input, live, [] { return tools::kExecClasses; });
  tools::add_bsm_options(tool, o.bsm, tools::BsmOptionSet::kForCommands);
  if (!tool.parse(join_values(argc, argv))) return tool.finish();

  if (const auto found = tools::find_logs(o.input); !found) return tool.fail("{}", found.error());
  o.print.user = split_column(o.user, o.filter.keep.users);
  o.print.pid = split_column(o.pid, o.bsm.selection.pid);
  if (o.all_columns) {
    o.print.time = o.print.user = o.print.pid = o.print.cwd = o.print.env = o.print.result = true;
  }
  o.filter.failed |= o.bsm.selection.failure;
  std::expected<tools::BsmSetup, std::string> setup = tools::set_up(o.bsm);
  if (!setup) return tool.fail("{}", setup.error());
  auto filter = event::ExecFilter::make(o.filter, setup->names);
  if (!filter) return tool.fail("{}", filter.error());
  o.print.names = &setup->names;
  const auto printer = event::make_exec_printer(o.format, o.print);
  if (!printer) return tool.fail("{}", printer.error());

  Commands commands(tool, *setup, o.input.live != nullptr, *filter, **printer);
  tools::run_inputs(tool, o.input, commands);
  return tool.finish();
}
