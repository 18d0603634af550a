// bsm2json: reads BSM audit trails, selects records, prints them. The formats are in
// lib/knox/bsm/formats.cpp.
#include <algorithm>
#include <deque>

#include "common/answer.h"
#include "common/bsm_options.h"
#include "common/event_output.h"
#include "common/gaps.h"
#include "common/input_files.h"
#include "common/inputs.h"
#include "common/record_printing.h"
#include "common/row_options.h"
#include "common/tool.h"
#include "knox/base/unknown.h"
#include "knox/bsm/formats.h"
#include "knox/bsm/json_shape.h"

namespace {

using namespace knox;

constexpr std::string_view kExample =
    "  bsm2json /var/audit/current | jq -r '.event.name'\n"
    "  auditpipe lo,pc | bsm2json --failure\n"
    "  bsm2json --format bsm --class lo trail | praudit\n";

struct Options {
  tools::InputOptions input;
  tools::RowOptions rows;
  tools::OriginOptions origin;
  tools::BsmOptions bsm;
  bsm::PrintOptions print;
  std::string format = "json";
  bool gaps = false;
};

}  // namespace

int main(int argc, char** argv) {
  tools::Tool tool("bsm2json", "Print BSM audit trails as JSON, or as praudit's text and XML.", kExample);
  Options options;
  tools::OptionGroup output = tool.cli().group("Output");
  tool.cli().neighbours({"praudit", "auditreduce"});
  output.value("-F,--format", options.format, "FORMAT", names_of(bsm::formats()));
  tool.output().add_options(output);
  tool.add_local_option(output);
  tools::add_row_options(output, options.rows);
  tools::add_name_flags(output, options.bsm.names);
  tools::add_host_option(output, options.print.host);
  tools::add_origin_options(output, options.origin);
  tools::add_gaps_option(output, options.gaps);
  output.flag("-r,--raw", options.print.raw, "text, xml: numbers only, as praudit -r");
  output.flag("-s,--short", options.print.short_names, "text, xml: AUE_ names, as praudit -s");
  output.flag("--multiline", options.print.multiline, "text: one token a line, as praudit without -l");
  output.value("-d,--delimiter", options.print.delimiter, "STRING", "text: between fields, as praudit -d");
  tools::add_input_options(tool, options.input);
  tools::add_query_options(tool, options.bsm.query, {.auditreduce_letters = true});
  tools::add_class_options(tool, options.bsm.selection, "-c,--class", "-m,--event");
  tools::add_mute_options(tool.cli().group(tools::kSelection).more(), options.bsm.mute);
  tools::add_bsm_options(tool, options.bsm, tools::Letters::kAuditreduce);
  if (!tool.parse(argc, argv)) return tool.finish();

  if (tools::print_schema(tool, options.rows, options.format, bsm::json_schemas())) return tool.finish();
  const bsm::Format* const format = find_named(bsm::formats(), options.format);
  if (format == nullptr)
    return tool.fail("--format: {}", unknown("format", options.format, names_of(bsm::formats())));
  const bool has_host = options.format == "ecs" || options.format == "line" || options.format == "csv" ||
                        options.format == "rows";
  if (!options.print.host.empty() && !has_host)
    return tool.fail("--host {}: only --format ecs, line, rows and csv have a host's name",
                     options.print.host);
  if (options.print.raw && options.print.short_names)
    return tool.fail("--raw and --short exclude each other");
  if (parse_day(options.print.delimiter)) {
    return tool.fail("--delimiter {}: auditreduce's -d; did you mean --date?", options.print.delimiter);
  }
  if (options.format == "xml" && tool.output().is_rotated())
    return tool.fail("--format xml is one document, which --max-size would cut; json, text and bsm can be");
  if (options.format == "bsm" && tool.output().is_terminal()) {
    return tool.fail("--format bsm is binary and not for a terminal; pipe it, for instance into praudit");
  }
  std::expected<tools::BsmSetup, std::string> setup = tools::set_up(options.bsm);
  if (!setup) return tool.fail("{}", setup.error());
  if (const std::string* const user = setup->query.unknown_user()) {
    return tool.fail("--user: {}", os::unknown_user(*user));  // a trail has no names
  }
  if (const std::string* const user = setup->query.unknown_dropped_user()) {
    return tool.fail("--not-user: {}", os::unknown_user(*user));
  }

  if (const auto found = tools::find_files(options.input, tools::Files::kTrails); !found) {
    return tool.fail("{}", found.error());
  }
  if (options.gaps) {
    const bool selects = setup->selects() || !setup->mute.empty() || options.origin.merge;
    return tools::print_gaps(tool, options.input,
                             {.format = options.format, .selects = selects, .only = "bsm"});
  }
  if (const auto checked = tools::check_origin(options.origin, options.format, options.input); !checked)
    return tool.fail("{}", checked.error());
  const bool is_praudits = options.format == "text" || options.format == "xml";
  std::deque<tools::BsmSetup> setups;
  std::vector<std::unique_ptr<bsm::Printer>> printers;
  std::vector<std::unique_ptr<tools::Consumer>> readers;
  std::vector<const tools::RecordPrinting*> all;
  for (std::size_t i = 0; i < options.origin.readers(options.input); ++i) {
    tools::BsmSetup& own = setups.emplace_back(i == 0 ? *std::move(setup) : *tools::set_up(options.bsm));
    tools::decide_names(own.names, options.bsm.names, options.input,
                        is_praudits ? tools::Print::kCustomaryText : tools::Print::kFacts);
    options.print.tables = &own.tables;
    options.print.names = &own.names;
    printers.push_back(format->make(options.print));
    auto reader = std::make_unique<tools::RecordPrinting>(
        tool, own, tools::RecordPrinting::Print{*format, options.print, options.origin}, *printers.back());
    all.push_back(reader.get());
    readers.push_back(std::move(reader));
  }
  if (!tools::begin_rows(tool, options.rows, options.format)) return tool.finish();
  printers.front()->begin(tool.out());
  const tools::Reading reading = options.origin.merge
                                     ? tools::run_merged(tool, options.input, readers)
                                     : tools::run_inputs(tool, options.input, *readers.front());
  printers.front()->end(tool.out());
  for (std::size_t i = 0; options.origin.merge && i < all.size(); ++i)
    tools::tell_late(tool, options.input.paths[i], all[i]->output());
  if (std::ranges::none_of(all, &tools::RecordPrinting::any) && setups.front().selects())
    tools::answer_nothing(tool, reading, "record selected", setups.front().query);
  return tool.finish();
}
