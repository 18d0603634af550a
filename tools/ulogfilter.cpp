// ulogfilter: entries of macOS' unified log, by log(1)'s own predicates, on any system. The styles that it
// reads are in lib/knox/ulog/style.h, the formats that it writes in lib/knox/ulog/formats.cpp.
#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "common/answer.h"
#include "common/live.h"
#include "common/looks.h"
#include "common/name_options.h"
#include "common/query_options.h"
#include "common/row_options.h"
#include "common/tool.h"
#include "common/ulog_live.h"
#include "common/ulog_options.h"
#include "common/ulog_sieve.h"
#include "common/ulog_store.h"
#include "knox/base/time_span.h"
#include "knox/base/unknown.h"
#include "knox/tracev3/file/archive.h"
#include "knox/ulog/counters.h"
#include "knox/ulog/event_mapper.h"
#include "knox/ulog/formats.h"
#include "knox/ulog/json_shape.h"

namespace {

using namespace knox;

constexpr std::string_view kExample =
    "  log stream --style ndjson | ulogfilter --predicate 'process == \"sudo\"'\n"
    "  ulogfilter --rules builtin:auth --format json system.ndjson\n"
    "  ulogfilter --predicate 's:com.apple.TCC type=error' --count-by process system.ndjson.gz\n";

struct Options {
  tools::InputOptions input;
  tools::FilterOptions filter;
  tools::UlogLiveOptions live;
  tools::NameOptions names;
  tools::RowOptions rows;
  event::QueryText query;
  std::string color = "auto", format, style, host, fields, count_by, histogram;
  bool count = false, merge = false;
};

using CounterOrError = std::expected<std::unique_ptr<ulog::Counter>, std::string>;

CounterOrError make_counter(const Options& options) {
  if (!options.count_by.empty()) {
    const auto field = ulog::named_field(options.count_by);
    if (!field) return std::unexpected("--count-by: " + field.error());
    return std::make_unique<ulog::CountBy>(*field->field);
  }
  if (!options.histogram.empty()) {
    const auto seconds = parse_span(options.histogram);
    if (!seconds || *seconds == 0) {
      return std::unexpected(
          fmt::format("--histogram {}: not an interval; examples: {}", options.histogram, kSpanForms));
    }
    return std::make_unique<ulog::Histogram>(*seconds);
  }
  if (options.count) return std::make_unique<ulog::Count>();
  return nullptr;
}

std::expected<std::unique_ptr<ulog::Printer>, std::string> make_printer(const Options& options,
                                                                        bool is_terminal, bool color,
                                                                        os::Names& names) {
  const std::string name = options.format.empty() ? (is_terminal ? "text" : "ndjson") : options.format;
  const ulog::Format* const format = find_named(ulog::formats(), name);
  if (format == nullptr)
    return std::unexpected("--format: " + unknown("format", name, names_of(ulog::formats())));
  if (!options.fields.empty()) {
    constexpr std::array kWithFields = {"text", "ndjson", "json"};
    if (std::ranges::find(kWithFields, name) == kWithFields.end())
      return std::unexpected(fmt::format("--fields: of text and json; --format {} has its own", name));
    auto fields = ulog::chosen_fields(options.fields);
    if (!fields) return std::unexpected("--fields: " + fields.error());
    return ulog::make_fields_printer(*std::move(fields), options.format == "json");
  }
  return format->make({.is_terminal = is_terminal, .color = color, .host = options.host, .names = &names});
}

}  // namespace

int main(int argc, char** argv) {
  tools::Tool tool("ulogfilter", "Filter macOS' unified logs by log(1)'s predicates.", kExample);
  Options o;
  o.input.kind = "entry";
  tools::LiveInput live;
  tools::OptionGroup output = tool.cli().group("Output");
  output.value("-F,--format", o.format, "FORMAT", names_of(ulog::formats()));
  output.value("--fields", o.fields, "LIST", "only these, with tabs between them: date,process,message");
  tools::add_row_options(output, o.rows);
  output.flag("--count", o.count, "how many match");
  output.value("--count-by", o.count_by, "FIELD", "how many have which value");
  output.value("--histogram", o.histogram, "INTERVAL", "how many over time: 1m, 2h, 1d");
  tool.output().add_options(output);
  tool.add_local_option(output);
  tools::add_color_option(output.more(), o.color);
  tools::add_name_flags(output, o.names);
  tools::add_host_option(output, o.host);
  tools::add_filter_options(tool.cli().group("Predicates"), o.filter);
  tools::add_query_options(tool, o.query);
  tools::add_input_options(tool, o.input);
  tools::OptionGroup input = tool.cli().group("Input");
  input.more().value("--input-format", o.style, "STYLE", names_of(ulog::styles()));
  input.more().flag("--merge", o.merge, "the entries of all files in the order of time");
  tool.cli().excludes("--merge", "--follow");
  tools::add_ulog_live_options(tool.cli().group("Live, on macOS"), o.live);
  tools::add_name_files(tool.cli().group("Names").more(), o.names);
  tool.cli().excludes("--count", "--count-by");
  tool.cli().excludes("--count", "--histogram");
  tool.cli().excludes("--count-by", "--histogram");
  if (!tool.parse(argc, argv)) return tool.finish();

  const std::optional<ulog::Style> style = ulog::find_style(o.style);
  if (!o.style.empty() && !style)
    return tool.fail("--input-format: {}", unknown("style", o.style, names_of(ulog::styles())));
  if (tools::print_schema(tool, o.rows, o.format, ulog::json_schemas())) return tool.finish();
  if (o.filter.list_rules) {
    tools::print_known_rules(tool.out());
    return tool.finish();
  }
  const auto refuse = [&](const tools::Lines& lines) {
    for (const std::string& line : lines) tool.warn("{}", line);
    tool.raise_status(tools::kFailed);
    return tool.finish();
  };
  std::expected<ulog::Rules, tools::Lines> rules = tools::read_rules(o.filter);
  if (!rules) return refuse(rules.error());
  if (o.filter.explain) tools::print_explained(*rules, tool.out());
  std::expected<ulog::Filter, tools::Lines> filter = tools::make_filter(o.filter, *std::move(rules));
  if (!filter) return refuse(filter.error());
  if (o.filter.explain || o.filter.check) return tool.finish();

  std::expected<os::Names, std::string> names = tools::read_names(o.names);
  if (!names) return tool.fail("{}", names.error());
  const bool is_read_by_log = o.live.is_live || o.live.source || !o.live.level.empty();
  if (!is_read_by_log && !o.live.archive.empty() && tracev3::is_archive(o.live.archive))
    o.input.paths.push_back(std::exchange(o.live.archive, {}));
  if (!o.live.last.empty()) {
    const auto after = tools::since(o.live.last);
    if (!after) return tool.fail("{}", after.error());
    o.query.after.push_back(*after);
  }
  auto query = event::Query::make(o.query, *names, HostClock::read());
  if (!query) return tool.fail("{}", query.error());
  query->set_invert(false);
  if (!tools::start_log(tool, o.input, live, o.live, o.query.invert ? "" : filter->for_log(), query->when()))
    return tool.finish();
  tools::decide_names(*names, o.names, o.input, tools::Print::kFacts);
  const std::vector<tools::Store> stores = tools::take_stores(o.input.paths, o.merge);
  if (!stores.empty() && o.input.follow) return tool.fail("--follow: an archive is read once");
  if (!stores.empty() && o.merge && !o.input.paths.empty())
    return tool.fail("--merge: archives can be merged with archives only");
  const auto color = tools::wants_color(o.color, tool.output());
  if (!color) return tool.fail("{}", color.error());
  const auto printer = make_printer(o, tool.output().is_terminal(), *color, *names);
  if (!printer) return tool.fail("{}", printer.error());
  const CounterOrError counter = make_counter(o);
  if (!counter) return tool.fail("{}", counter.error());
  if (*counter) {
    if (o.rows.header) return tool.fail("--header is of --format rows, and counts are none");
  } else {
    if (!tools::begin_rows(tool, o.rows, o.format)) return tool.finish();
    (*printer)->begin(tool.out());
  }

  ulog::EventMapper mapper(*names, o.host);
  tools::Sieve sieve(tool, *filter, *query, o.query.invert, mapper, **printer, counter->get());
  const auto make_finder = [&] { return o.query.invert ? nullptr : filter->make_finder(); };
  tools::Reading reading;
  const bool goes_on = tools::read_stores(tool, o.input, stores, sieve, reading);
  if (!goes_on || (!stores.empty() && o.input.paths.empty())) {
    // Everything has been read, or nobody wants more.
  } else if (o.merge && o.input.paths.size() > 1) {
    std::vector<std::unique_ptr<tools::Consumer>> readers;
    for (std::size_t i = 0; i < o.input.paths.size(); ++i)
      readers.push_back(std::make_unique<tools::MergedReader>(style, make_finder(), sieve));
    reading = tools::run_merged(tool, o.input, readers);
  } else {
    tools::SievingReader reader(style, make_finder(), sieve);
    reading = tools::run_inputs(tool, o.input, reader);
  }
  if (*counter) (*counter)->print(tool.out());
  const event::Query* const asked = &*query;
  tools::tell_unknown_dropped(tool, {&asked, 1});
  const bool selects = o.query.invert || !filter->empty() || !query->empty();
  if (!sieve.any() && selects) tools::answer_nothing(tool, reading, "entry selected", *query);
  return tool.finish();
}
