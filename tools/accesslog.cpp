// accesslog: who got in, who became root, who tried, from whatever the host kept. The input formats are in
// lib/knox/input/formats.cpp, the output formats in lib/knox/access/formats.cpp, the events in
// lib/knox/access/tables.
#include <array>

#include "common/access_events.h"
#include "common/access_reader.h"
#include "common/answer.h"
#include "common/live.h"
#include "common/locale.h"
#include "common/looks.h"
#include "common/mute_options.h"
#include "common/name_options.h"
#include "common/query_options.h"
#include "common/row_options.h"
#include "common/tool.h"
#include "knox/access/json_shape.h"
#include "knox/access/report.h"
#include "knox/access/sources.h"
#include "knox/base/unknown.h"

namespace {

using namespace knox;

constexpr std::string_view kExample =
    "  accesslog --failed --from 203.0.113.0/24 /var/log/audit/audit.log\n"
    "  accesslog --event ssh --user alice audit.log.1 audit.log\n"
    "  accesslog --fail-if 'failed>5 by address in 10m' --block-list auth.log\n";

struct Options {
  tools::InputOptions input;
  tools::NameOptions names;
  access::FilterText filter;
  tools::MuteOptions mute;
  tools::RowOptions rows;
  std::string format = "text", host, color = "auto";
  std::vector<std::string> alarms;
  bool ascii = false, open = false, last = false, summary = false, tree = false, block_list = false;
  bool list_events = false, merge = false, raw = false;
  unsigned year = 0;

  access::Shape shape() const {
    if (open) return access::Shape::kOpen;
    if (last) return access::Shape::kLast;
    if (summary) return access::Shape::kSummary;
    if (tree) return access::Shape::kTree;
    return block_list ? access::Shape::kBlockList : access::Shape::kRecords;
  }
};

void add_output(tools::Tool& tool, Options& o) {
  tools::OptionGroup output = tool.cli().group("Output");
  output.value("-F,--format", o.format, "FORMAT", names_of(access::formats()) + ", '${timestamp} ${user}'");
  tool.output().add_options(output);
  tool.add_local_option(output);
  tools::add_row_options(output, o.rows);
  tools::add_color_option(output.more(), o.color);
  output.more().flag("--ascii", o.ascii, "+ and - for the marks of what succeeded and failed");
  output.flag("--merge", o.merge, "what several files of one host tell of one thing is one record");
  output.more().flag("--raw-events", o.raw, "each event of the source for itself, and not joined");
  output.flag("--open", o.open, "who is in: logins without an end, the latest first");
  output.flag("--last", o.last, "logins with their ends, the latest first");
  output.flag("--tree", o.tree, "su, sudo and changes below the login that they were made in");
  output.flag("--summary", o.summary, "failures by address and user, last logins, open sessions");
  output.flag("--block-list", o.block_list, "the addresses of those who failed, each once");
  output.list("--fail-if", o.alarms, "CONDITION", "exit status 4 if: 'failed>5 by address in 10m'");
  output.flag("--list-events", o.list_events, "events, their types, the sources that report them");
  tools::add_name_flags(output, o.names);
  tools::add_host_option(output, o.host);
  output.number("--year", o.year, {1970, 9999}, "YEAR", "of the first line, in logs that do not say it");
}

void add_selection(tools::Tool& tool, access::FilterText& filter) {
  tools::OptionGroup selection = tool.cli().group(tools::kSelection);
  selection.list("-e,--event", filter.event, "EVENT", "ssh, login, su, sudo, account ...: knox-access(5)");
  selection.list("--type", filter.type, "TYPE", "login, logout, lock, create ...");
  selection.list("--after,--start", filter.query.after, "TIME",
                 "at TIME or later: RFC 3339, today 10:00, '2 hours ago' ...");
  selection.list("--before,--end", filter.query.before, "TIME", "at TIME or earlier; a day is all of it");
  selection.flag("--success", filter.query.success, "what succeeded");
  selection.flag("--failed,--failure", filter.query.failure, "what failed");
  selection.list("-u,--user", filter.query.user, "USER", "who, as whom, or whom it was done to");
  selection.list("--from", filter.query.address, "ADDRESS", "192.0.2.7, 192.0.2.0/24, 2001:db8::/32");
  selection.list("--service", filter.service, "NAME", "sshd, login, gdm, sudo ...");
  selection.list("--session", filter.query.session, "ID", "session");
  selection.flag("--noise", filter.noise, "also scans, and sessions of jobs and of the system");
  selection.flag("-v,--invert", filter.query.invert, "what all of this does not select");
}

// What says how the records are shown is one thing.
void exclude(tools::CommandLine& cli) {
  constexpr std::array kShapes = {"--open", "--last", "--tree", "--summary", "--block-list"};
  for (std::size_t i = 0; i < kShapes.size(); ++i) {
    for (std::size_t k = i + 1; k < kShapes.size(); ++k) cli.excludes(kShapes[i], kShapes[k]);
  }
  cli.excludes("--merge", "--follow");
  cli.excludes("--merge", "--raw-events");
  cli.excludes("--tree", "--raw-events");
}

std::vector<std::string> es_events() {
  const std::vector<std::string_view> codes = access::told_codes("es");
  return {codes.begin(), codes.end()};
}

// What cannot be printed in that format; empty: all can.
std::string unfit(const Options& o) {
  const bool is_text = o.format == "text";
  if (o.tree && !is_text && find_named(access::formats(), o.format) != nullptr) return "--tree is text";
  if (o.summary && !is_text && o.format != "json") return "--summary is text or json";
  if (o.block_list && !is_text) return "--block-list is text, an address a line";
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  tools::Tool tool("accesslog", "Print who got in, who became whom, and who tried.", kExample);
  Options o;
  tools::LiveInput live;
  add_output(tool, o);
  add_selection(tool, o.filter);
  tools::add_mute_options(tool.cli().group(tools::kSelection).more(), o.mute);
  tools::add_input_options(tool, o.input);
  tools::add_live_options(
      tool, o.input, live, [] { return "lo,aa,ad"; }, es_events);
  tools::add_name_files(tool.cli().group("Names").more(), o.names);
  exclude(tool.cli());
  if (!tool.parse(argc, argv)) return tool.finish();
  if (o.list_events) {
    tools::print_access_events(tool, o.input);
    return tool.finish();
  }
  if (tools::print_schema(tool, o.rows, o.format, access::json_schemas())) return tool.finish();

  const auto color = tools::wants_color(o.color, tool.output());
  if (!color) return tool.fail("{}", color.error());
  const auto printer =
      access::make_printer(o.format, {.ascii = o.ascii || !tools::is_utf8_locale(), .color = *color});
  if (!printer) return tool.fail("--format: {}", printer.error());
  if (const std::string what = unfit(o); !what.empty()) return tool.fail("{}", what);
  std::vector<access::Alarm> alarms;
  for (const std::string& condition : o.alarms) {
    auto alarm = access::Alarm::make(condition);
    if (!alarm) return tool.fail("--fail-if: {}", alarm.error());
    alarms.push_back(std::move(*alarm));
  }
  std::expected<os::Names, std::string> names = tools::read_names(o.names);
  if (!names) return tool.fail("{}", names.error());
  const auto filter = access::Filter::make(o.filter, *names, HostClock::read());
  if (!filter) return tool.fail("{}", filter.error());
  auto mute = tools::make_mute(o.mute, *names);
  if (!mute) return tool.fail("{}", mute.error());
  tools::decide_names(*names, o.names, o.input, tools::Print::kFacts);

  const auto on_alarm = [&tool](const access::Alarm& alarm) {
    const std::string whose = alarm.key().empty() ? std::string() : fmt::format(": {}", alarm.key());
    tool.warn("--fail-if '{}'{}", alarm.condition(), whose);
    tool.raise_status(tools::kAlarmed);
  };
  access::Report report({.shape = o.shape(), .merges = o.merge, .json = o.format == "json"}, *filter,
                        **printer, tool.out(), alarms, on_alarm);
  tools::AccessReader reader(
      tool,
      {.wanted = input::Wanted::kAccess,
       .names = &*names,
       .host = o.host,
       .year = o.year,
       .live = o.input.live != nullptr},
      {.raw = o.raw, .noise = o.filter.noise, .stops_at_alarm = o.input.follow || o.input.live != nullptr},
      *filter, *mute, report);
  const std::vector<tools::Store> stores = tools::take_stores(o.input.paths, false);
  if (!stores.empty() && o.input.follow) return tool.fail("--follow: an archive is read once");
  if (!tools::begin_rows(tool, o.rows, o.format)) return tool.finish();
  if (o.shape() != access::Shape::kSummary && o.shape() != access::Shape::kBlockList)
    (*printer)->begin(tool.out());
  const tools::Reading reading = tools::run_inputs(tool, o.input, stores, reader);
  report.finish();
  if (report.unmerged() != 0) {
    tool.warn("--merge: too many records: the earliest {} were not merged; --after and --before ask for less",
              report.unmerged());
  }
  if (report.forgotten() != 0)
    tool.warn("--tree: too many records: the last {} are not in it", report.forgotten());
  if (!report.any() && !filter->empty())
    tools::answer_nothing(tool, reading, "record selected", filter->query());
  return tool.finish();
}
