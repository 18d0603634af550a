// auparse: reads Linux Audit logs, puts their records together into events, selects and prints them. The
// formats are in lib/knox/linux_audit/print/formats.cpp and lib/knox/convert/linux_formats.cpp.
#include <unistd.h>

#include <algorithm>
#include <deque>

#include "common/answer.h"
#include "common/event_output.h"
#include "common/gaps.h"
#include "common/input_files.h"
#include "common/linux_options.h"
#include "common/log_events.h"
#include "common/row_options.h"
#include "knox/base/unknown.h"
#include "knox/convert/linux_formats.h"
#include "knox/linux_audit/print/json_shape.h"
#include "knox/linux_audit/summary/summary.h"
#include "knox/linux_audit/summary/summary_stats.h"

namespace {

using namespace knox;

constexpr std::string_view kExample =
    "  auparse --interpret --logs --message USER_LOGIN --failure\n"
    "  auparse --format json audit.log | jq -r '.records[].type'\n"
    "  auparse --summary /var/log/audit\n";

struct Options {
  tools::InputOptions input;
  tools::RowOptions rows;
  tools::OriginOptions origin;
  tools::LinuxOptions log;
  linux_audit::PrintOptions print;
  std::string format = "text";
  std::size_t top = 10;
  bool just_one = false, stats = false, summary = false, gaps = false;
};

void add_options(tools::Tool& tool, Options& o) {
  tools::OptionGroup output = tool.cli().group("Output");
  output.value("-F,--format", o.format, "FORMAT", names_of(convert::linux_formats()));
  tool.output().add_options(output);
  tool.add_local_option(output);
  tools::add_row_options(output, o.rows);
  tools::add_report_option(output, o.rows);
  output.flag("-i,--interpret", o.print.interpret, "what events mean, in words");
  tools::add_host_option(output, o.print.host, "--host,--host-name");
  const tools::OptionGroup more = output.more();
  more.flag("--raw", o.print.raw, "json, yaml: the lines as they were, too");
  output.flag("--just-one", o.just_one, "stop after the first event");
  tools::add_origin_options(output, o.origin);
  tools::add_gaps_option(output, o.gaps);
  output.flag("--summary", o.summary, "how many there are of what, instead");
  more.number("--top", o.top, {0, 1'000'000}, "N", "rows of its tables, 10; 0: all");
  tool.cli().needs("--top", "--summary");
  more.flag("--stats", o.stats, "what became of all records, on stderr");
  tools::add_input_options(tool, o.input);
  tools::add_logs_option(tool, o.input);
  tools::add_linux_options(tool, o.log);
}

void put_stats(tools::Tool& tool, const linux_audit::LogStats& stats, bool as_json) {
  tool.flush();
  io::DescriptorSink sink(STDERR_FILENO);
  Out out(sink);
  if (as_json) {
    linux_audit::put_stats_json(out, stats);
  } else {
    linux_audit::put_stats_text(out, stats);
  }
  out.flush();
}

}  // namespace

int main(int argc, char** argv) {
  tools::Tool tool("auparse", "Print events of Linux Audit logs: selected, interpreted, as JSON.", kExample);
  Options o;
  o.input.kind = "line";
  add_options(tool, o);
  if (!tool.parse(tools::without_answers(argc, argv))) return tool.finish();
  const bool is_interpreted = o.print.interpret && o.format == "json";
  if (tools::print_schema(tool, o.rows, is_interpreted ? "interpreted" : o.format,
                          linux_audit::json_schemas()))
    return tool.finish();

  const auto report = tools::choose_report(o.rows, o.format, o.log.bsm.query);
  if (!report) return tool.fail("{}", report.error());
  o.print.report = *report;
  const linux_audit::Format* const format = find_named(convert::linux_formats(), o.format);
  if (format == nullptr)
    return tool.fail("--format: {}", unknown("format", o.format, names_of(convert::linux_formats())));
  if (o.format == "bsm" && tool.output().is_terminal()) {
    return tool.fail("--format bsm is binary and not for a terminal; pipe it, for instance into bsm2json");
  }
  std::expected<tools::LinuxSetup, std::string> setup = tools::set_up(o.log);
  if (!setup) return tool.fail("{}", setup.error());
  const bool has_records = o.format == "json" || o.format == "yaml" || o.format == "records";
  if (o.print.raw && (!has_records || (o.print.interpret && o.format != "records"))) {
    return tool.fail("--raw adds lines to the records of --format json and yaml, and there are none here");
  }
  const bool has_host = o.format == "ecs" || o.format == "line" || o.format == "rows" || o.format == "csv";
  if (!o.print.host.empty() && !has_host) {
    return tool.fail(
        "--host {}: only --format ecs, line, rows and csv have a host's name; --remote chooses events",
        o.print.host);
  }
  if (o.summary && (o.print.interpret || (o.format != "text" && o.format != "json"))) {
    return tool.fail("--summary is printed as text or json, and interprets nothing");
  }
  if (const auto found = tools::find_files(o.input, tools::Files::kLogs); !found)
    return tool.fail("{}", found.error());
  if (o.gaps) {
    const bool selects =
        !setup->selection.empty() || setup->asks_more || setup->bsm.invert || o.summary || o.origin.merge;
    return tools::print_gaps(tool, o.input, {.format = o.format, .selects = selects, .only = "linux"});
  }
  if (const auto checked = tools::check_origin(o.origin, o.format, o.input); !checked)
    return tool.fail("{}", checked.error());
  if (o.origin.merge && (o.summary || o.stats || o.just_one || !o.log.checkpoint.empty()))
    return tool.fail("--merge: not with --summary, --stats, --just-one and --checkpoint");
  if (!o.log.checkpoint.empty() && (o.just_one || o.input.follow)) {
    return tool.fail("--checkpoint is for runs to the end, not with --just-one or --follow");
  }
  tools::LogPosition position(tool, o.log.checkpoint);
  if (!position.load(o.input)) return tool.finish();

  const bool is_ausearchs = o.format == "text" && !o.summary;
  linux_audit::Summary summary(setup->bsm.names);
  std::deque<tools::LinuxSetup> setups;
  std::deque<tools::EventOutput> outputs;
  std::vector<std::unique_ptr<linux_audit::Printer>> printers;
  std::vector<std::unique_ptr<tools::Consumer>> readers;
  std::vector<tools::LogEvents*> logs;
  for (std::size_t i = 0; i < o.origin.readers(o.input); ++i) {
    tools::LinuxSetup& own = i == 0 ? *setup : setups.emplace_back(*tools::set_up(o.log));
    tools::decide_names(own.bsm.names, o.log.bsm.names, o.input,
                        is_ausearchs ? tools::Print::kCustomaryText : tools::Print::kFacts);
    o.print.names = &own.bsm.names;
    linux_audit::Printer& printer = *printers.emplace_back(
        o.print.interpret ? format->make_interpreting(o.print) : format->make(o.print));
    const auto take = [&, summed = o.summary](const linux_audit::Event& event, Out& out) {
      if (summed) {
        summary.add(event);
      } else {
        printer.print(event, out);
      }
    };
    auto reader = std::make_unique<tools::LogEvents>(own, position, o.just_one,
                                                     outputs.emplace_back(tool.out(), o.origin), take);
    if (o.origin.with_filename) reader->keep_files_apart();
    logs.push_back(reader.get());
    readers.push_back(std::move(reader));
  }
  tools::LogEvents& events = *logs.front();
  const unsigned threads = tools::threads_of(o.input);
  // Whether somebody has a name that only records know is remembered in one place (event/query.h).
  const event::Query& query = setup->bsm.query;
  const bool asks_names = query.unknown_user() != nullptr || query.unknown_dropped_user() != nullptr ||
                          setup->selection.unknown_name();
  const bool depends_on_order = o.origin.merge || o.origin.with_filename || !setup->bsm.mute.empty() ||
                                asks_names || tool.output().is_rotated();
  if (threads > 1 && format->is_independent && !depends_on_order && !o.summary && !o.just_one) {
    events.share(tool, threads, [&](os::Names& own) {
      linux_audit::PrintOptions print = o.print;
      print.names = &own;
      return o.print.interpret ? format->make_interpreting(print) : format->make(print);
    });
  }
  linux_audit::Printer& printer = *printers.front();
  if (!tools::begin_rows(tool, o.rows, o.format)) return tool.finish();
  if (!o.summary) printer.begin(tool.out());
  events.resume();
  const tools::Reading reading =
      o.origin.merge ? tools::run_merged(tool, o.input, readers) : tools::run_inputs(tool, o.input, events);
  for (std::size_t i = 0; o.origin.merge && i < logs.size(); ++i)
    tools::tell_late(tool, o.input.paths[i], outputs[i]);
  if (o.summary) {
    if (o.format == "json") {
      summary.put_json(tool.out(), o.top);
    } else {
      summary.put_text(tool.out(), o.top);
    }
  } else {
    printer.end(tool.out());
  }
  if (o.stats) put_stats(tool, events.stats(), o.format == "json");
  std::vector<const event::Query*> queries = {&setup->bsm.query};
  for (const tools::LinuxSetup& own : setups) queries.push_back(&own.bsm.query);
  tools::tell_unknown_dropped(tool, queries);
  const auto is_empty = [](const tools::LogEvents* log) { return log->stats().selected_events == 0; };
  if (std::ranges::all_of(logs, is_empty) && events.selects()) {
    const auto unknown_name = setup->selection.unknown_name();
    const auto knows = [](const tools::LinuxSetup& own) { return !own.selection.unknown_name(); };
    if (unknown_name && reading.records > 0 && std::ranges::none_of(setups, knows))
      tool.warn("{}; and no record has that name", *unknown_name);
    tools::answer_nothing(tool, reading, "event selected", setup->bsm.query);
  }
  const int status = tool.finish();
  return status == tools::kFailed ? status : position.save();
}
