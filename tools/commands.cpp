// commands: the command lines that processes executed, from any audit data that knox knows. The input formats
// are in lib/knox/input/formats.cpp, the output formats in lib/knox/event/exec_formats.cpp.
#include <algorithm>
#include <deque>
#include <expected>

#include "common/answer.h"
#include "common/event_reader.h"
#include "common/exec_columns.h"
#include "common/gaps.h"
#include "common/input_files.h"
#include "common/inputs.h"
#include "common/linux_options.h"
#include "common/live.h"
#include "common/looks.h"
#include "common/mute_options.h"
#include "common/query_options.h"
#include "common/row_options.h"
#include "common/tool.h"
#include "knox/base/counted.h"
#include "knox/event/exec_filter.h"
#include "knox/event/exec_formats.h"
#include "knox/event/exec_template.h"
#include "knox/event/json_shape.h"

namespace {

using namespace knox;

constexpr std::string_view kExample =
    "  commands --long /var/audit/current\n"
    "  commands --grep 'curl .*\\| *(ba)?sh' trails/*\n"
    "  auditpipe pc | commands --format json | jq -r .log.exec_path\n";

struct Options {
  tools::InputOptions input;
  tools::RowOptions rows;
  tools::OriginOptions origin;
  tools::BsmOptions bsm;
  event::ExecPrintOptions print;
  event::ExecFilterOptions filter;
  event::RedactText redact;
  std::string format = "text", host, color = "auto";
  bool sudo = false, gaps = false;
};

class Commands final : public tools::EventReader {
 public:
  // `only`: of the running system what these processes execute.
  Commands(tools::Tool& tool, tools::BsmSetup& setup, const Options& options, event::ExecFilter& filter,
           event::Redactor& redactor, event::ExecPrinter& printer, std::optional<event::FollowedRecords> only)
      : EventReader({.wanted = only ? input::Wanted::kActs : input::Wanted::kExecutions,
                     .selection = setup.selection.empty() ? nullptr : &setup.selection,
                     .all = (setup.invert && setup.query.asks_more()) || !setup.mute.empty(),
                     .names = &setup.names,
                     .programs = options.sudo || !setup.mute.empty() ? std::vector<std::string>()
                                                                     : filter.plain_commands(),
                     .sudo = options.sudo,
                     .live = options.input.live != nullptr},
                    "no executions can be read from"),
        tool_(tool),
        setup_(setup),
        host_(options.host),
        filter_(filter),
        redactor_(redactor),
        printer_(printer),
        output_(tool.out(), options.origin),
        only_(std::move(only)) {
    if (options.origin.with_filename) keep_files_apart();
  }

  std::optional<Time> waiting() const override { return output_.waiting(); }
  void hand_on() override { output_.hand_on(); }
  const tools::EventOutput& output() const { return output_; }
  bool any() const { return any_; }
  // What there was none of.
  std::string nothing() const {
    if (seen_) return "execution selected";
    if (!is_log_) return "execution in it (the policy has to record the class pc or ex)";
    std::string text = "executions in this log (no execve rule)";
    if (sudo_ > 0) text += "; " + counted(sudo_, "sudo command") + ": --sudo";
    return text;
  }

 private:
  void take(const input::Report& report) override {
    if (!only_) return output_.put(report.event.exec->time, place(), [&](Out& out) { print(report, out); });
    const auto put = [this](std::string_view earlier) {
      tool_.out().text(earlier);
      tool_.out().end_record();
    };
    switch (only_->take(*report.event.act, put)) {
      case event::FollowedRecords::Whose::kFollowed: return print(report, tool_.out());
      case event::FollowedRecords::Whose::kUnknown: return only_->keep(*report.event.act, text_of(report));
      case event::FollowedRecords::Whose::kOthers: return;
    }
  }

  void print(const input::Report& report, Out& out) {
    if (report.event.exec == nullptr) return;
    const event::Exec& exec = *report.event.exec;
    seen_ = true;
    const bool is_muted = setup_.mute.mutes(report.event, setup_.names);
    if (is_muted || !is_selected(report) || !filter_.wants(exec, setup_.names)) return;
    any_ = true;
    event::Exec shown = redactor_.empty() ? exec : redactor_.of(exec);
    if (!host_.empty()) shown.hostname = host_;
    printer_.print(shown, out);
  }

  std::string_view text_of(const input::Report& report) {
    text_.clear();
    StringWriter writer(text_);
    Out out(writer);
    print(report, out);
    out.flush();
    return text_;
  }

  void file_told(const input::FileTold& told) override { sudo_ += told.sudo; }
  bool is_selected(const input::Report& report) const {
    if (!setup_.query.asks_more()) return report.selected;
    return (report.selected && setup_.query.matches(*report.event.exec, setup_.names)) != setup_.invert;
  }
  std::string refuse(const std::string&, const input::Format& format, const input::Format*) override {
    is_log_ = format.name == "linux";
    if (format.name == "bsm" || !setup_.selection.asks_for_records()) return {};
    return "--object and --zone choose among BSM records, and it has none";
  }

  tools::Tool& tool_;
  tools::BsmSetup& setup_;
  std::string host_;  // in place of the records'; empty: theirs
  event::ExecFilter& filter_;
  event::Redactor& redactor_;
  event::ExecPrinter& printer_;
  tools::EventOutput output_;
  bool any_ = false, seen_ = false, is_log_ = false;
  std::optional<event::FollowedRecords> only_;
  std::string text_;
  std::uint64_t sudo_ = 0;  // commands of it that were not asked for
};

tools::ExecColumns add_options(tools::Tool& tool, Options& o) {
  std::string formats;
  for (const event::ExecFormat& format : event::exec_formats()) formats += fmt::format("{}, ", format.name);
  tools::OptionGroup output = tool.cli().group("Output");
  output.value("-F,--format", o.format, "FORMAT", formats + "'${timestamp} ${command}'");
  tool.output().add_options(output);
  tool.add_local_option(output);
  tools::add_color_option(output.more(), o.color);
  tools::add_row_options(output, o.rows);
  tools::add_origin_options(output, o.origin);
  tools::add_gaps_option(output, o.gaps);
  tools::add_host_option(output, o.host);
  tools::ExecColumns columns(output, o.print);
  tools::add_name_flags(output, o.bsm.names);
  tools::add_redact_options(output, o.redact);
  tools::OptionGroup keep = tool.cli().group("Keep (each can be repeated: any of its values), or drop");
  keep.flag("--sudo", o.sudo, "also what sudo was asked to run, as it recorded that");
  keep.flag("--with-failed", o.filter.failed, "also executions that failed");
  keep.list("--command", o.filter.keep.commands, "NAME", "the program's name");
  keep.list("--grep", o.filter.keep.greps, "REGEX", "the command line as it is printed");
  keep.list("--not-command", o.filter.drop.commands, "NAME", "leave these out");
  keep.more().list("--not-grep", o.filter.drop.greps, "REGEX", "leave these out");
  tools::add_mute_options(keep, o.bsm.mute);
  return columns;
}

}  // namespace

int main(int argc, char** argv) {
  tools::Tool tool("commands", "Print the command lines that processes executed, from audit trails.",
                   kExample);
  Options o;
  tools::LiveInput live;
  tools::ExecColumns columns = add_options(tool, o);
  tools::add_command_options(tool, tool.cli().group("Live").more(), live);
  tools::add_input_options(tool, o.input);
  tools::add_logs_option(tool, o.input);
  const auto classes = [&o] { return o.sudo ? tools::kExecAndSudoClasses : tools::kExecClasses; };
  const auto es_events = [&o] {
    return o.sudo ? std::vector<std::string>{"exec", "sudo"} : std::vector<std::string>{"exec"};
  };
  tools::add_live_options(tool, o.input, live, classes, es_events);
  tools::add_query_options(tool, o.bsm.query, {.actions = false});
  tools::add_class_options(tool, o.bsm.selection);
  tools::add_bsm_options(tool, o.bsm);
  tool.cli().explain_missing("--user", "the column is --columns user");
  tool.cli().explain_missing("--pid", "the column is --columns pid");
  if (!tool.parse(argc, argv)) return tool.finish();
  if (tools::print_schema(tool, o.rows, o.format, event::exec_json_schemas())) return tool.finish();

  if (const auto found = tools::find_files(o.input, tools::Files::kBoth); !found)
    return tool.fail("{}", found.error());
  if (const auto shown = columns.show(); !shown) return tool.fail("{}", shown.error());
  o.filter.failed |= o.bsm.query.failure;
  if (o.sudo && !live.command.empty()) return tool.fail("--sudo: not with a command to run");
  if (o.gaps) {
    const std::expected<tools::BsmSetup, std::string> setup = tools::set_up(o.bsm);
    if (!setup) return tool.fail("{}", setup.error());
    const bool selects = setup->selects() || !o.filter.keep.empty() || !o.filter.drop.empty() ||
                         !setup->mute.empty() || o.origin.merge;
    return tools::print_gaps(tool, o.input, {.format = o.format, .selects = selects});
  }
  if (const auto checked = tools::check_origin(o.origin, o.format, o.input); !checked)
    return tool.fail("{}", checked.error());
  const auto color = tools::wants_color(o.color, tool.output());
  if (!color) return tool.fail("{}", color.error());
  o.print.color = *color;
  std::deque<tools::BsmSetup> setups;
  std::vector<std::unique_ptr<event::ExecPrinter>> printers;
  std::vector<std::unique_ptr<tools::Consumer>> readers;
  std::vector<const Commands*> commands;
  std::optional<event::ExecFilter> filter;
  auto redactor = event::Redactor::make(o.redact);
  if (!redactor) return tool.fail("{}", redactor.error());
  do {  // for each of those that are merged
    std::expected<tools::BsmSetup, std::string> setup = tools::set_up(o.bsm);
    if (!setup) return tool.fail("{}", setup.error());
    tools::BsmSetup& own = setups.emplace_back(*std::move(setup));
    if (!filter) {
      auto made = event::ExecFilter::make(o.filter, own.names);
      if (!made) return tool.fail("{}", made.error());
      filter = *std::move(made);
    }
    tools::decide_names(own.names, o.bsm.names, o.input, tools::Print::kFacts);
    o.print.names = &own.names;
    auto printer = event::make_exec_printer(o.format, o.print);
    if (!printer) return tool.fail("--format: {}", printer.error());
    printers.push_back(*std::move(printer));
    if (readers.empty() && (!tools::begin_rows(tool, o.rows, o.format) || !live.run(tool)))
      return tool.finish();
    auto reader =
        std::make_unique<Commands>(tool, own, o, *filter, *redactor, *printers.back(), live.descendants());
    commands.push_back(reader.get());
    readers.push_back(std::move(reader));
  } while (o.origin.merge && readers.size() < o.input.paths.size());

  printers.front()->begin(tool.out());
  const tools::Reading reading = o.origin.merge ? tools::run_merged(tool, o.input, readers)
                                                : tools::run_inputs(tool, o.input, *readers.front());
  for (std::size_t i = 0; o.origin.merge && i < commands.size(); ++i)
    tools::tell_late(tool, o.input.paths[i], commands[i]->output());
  tools::tell_unknown_dropped(tool, tools::queries_of(setups));
  if (std::ranges::none_of(commands, &Commands::any) && o.input.live == nullptr)
    tools::answer_nothing(tool, reading, commands.front()->nothing(), setups.front().query);
  return tool.finish();
}
