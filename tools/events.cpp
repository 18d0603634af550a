// events: everything that happened, from any audit data that knox knows, in one vocabulary. The input formats
// are in lib/knox/input/formats.cpp, the output formats in lib/knox/event/formats.cpp, the actions in
// lib/knox/event/tables/actions.def.
#include <algorithm>
#include <deque>

#include "common/answer.h"
#include "common/event_reader.h"
#include "common/gaps.h"
#include "common/input_files.h"
#include "common/looks.h"
#include "common/name_options.h"
#include "common/row_options.h"
#include "common/selector.h"
#include "common/tool.h"
#include "knox/base/unknown.h"
#include "knox/event/formats.h"
#include "knox/event/json_shape.h"
#include "knox/event/query.h"

namespace {

using namespace knox;

constexpr std::string_view kExample =
    "  events --action 'connection_*' --address 203.0.113.0/24 /var/audit/current\n"
    "  events --user alice --failure audit.log trail.gz\n"
    "  auditpipe pc,fc,nt | events --format json | jq -r .action\n";

struct Options {
  tools::InputOptions input;
  tools::RowOptions rows;
  tools::OriginOptions origin;
  tools::BsmOptions bsm;
  std::string format = "text", host, color = "auto";
  bool list_actions = false, gaps = false;
};

class Events final : public tools::EventReader {
 public:
  Events(tools::Tool& tool, tools::BsmSetup& setup, event::Printer& printer, const Options& options)
      : EventReader(input_options(setup, options), "no events can be read from"),
        setup_(setup),
        selector_(setup),
        printer_(printer),
        output_(tool.out(), options.origin) {
    if (options.origin.with_filename) keep_files_apart();
  }

  bool any() const { return any_; }
  Period when() const override { return setup_.invert ? Period() : setup_.query.when(); }
  std::optional<Time> waiting() const override { return output_.waiting(); }
  void hand_on() override { output_.hand_on(); }
  const tools::EventOutput& output() const { return output_; }

 private:
  input::Options input_options(tools::BsmSetup& setup, const Options& options) {
    input::Options input{.wanted = input::Wanted::kEvents,
                         .names = &setup.names,
                         .host = options.host,
                         .live = options.input.live != nullptr};
    if (setup.query.asks_action() && !setup.invert && setup.mute.empty()) {
      input.wants = [&query = setup.query](std::string_view word) { return query.may_match(word); };
    }
    if (setup.classes.empty()) return input;
    input.selects = [this](const bsm::Record& record) {
      if (setup_.tables.observe(record)) setup_.use_tables();
      return selector_.has_class(record);
    };
    input.selects_event = [this](const linux_audit::Event& event) { return selector_.has_class(event); };
    return input;
  }

  std::string refuse(const std::string&, const input::Format& format, const input::Format*) override {
    setup_.begin_trail();
    return format.name == "es" && !setup_.classes.empty() ? tools::kNoClasses : "";
  }

  void take(const input::Report& report) override {
    if (setup_.mute.mutes(report.event, setup_.names)) return;
    if ((report.selected && setup_.query.matches(report.event)) == setup_.invert) return;
    any_ = true;
    output_.put(report.event.time, place(), [&](Out& out) { printer_.print(report.event, out); });
  }

  tools::BsmSetup& setup_;
  tools::Selector selector_;
  event::Printer& printer_;
  tools::EventOutput output_;
  bool any_ = false;
};

// word, object, categories, and the sources that tell it.
void put_actions(Out& out) {
  const std::span<const event::ActionInfo> actions = event::actions();
  for (std::size_t i = 1; i < actions.size(); ++i) {
    std::string sources;
    for (const input::Format& format : input::formats()) {
      if (!format.actions().has(static_cast<event::Action>(i))) continue;
      sources.append(sources.empty() ? "" : ",").append(format.name);
    }
    const event::ActionInfo& action = actions[i];
    out.text(
        fmt::format("{:<42} {:<16} {:<42} {}\n", action.word, action.object, action.categories, sources));
  }
}

}  // namespace

int main(int argc, char** argv) {
  tools::Tool tool("events", "Print what happened, from any audit data, in one vocabulary.", kExample);
  Options o;
  tools::OptionGroup output = tool.cli().group("Output");
  output.value("-F,--format", o.format, "FORMAT", names_of(event::formats()));
  tool.output().add_options(output);
  tool.add_local_option(output);
  tools::add_color_option(output.more(), o.color);
  tools::add_row_options(output, o.rows);
  tools::add_report_option(output, o.rows);
  tools::add_origin_options(output, o.origin);
  tools::add_gaps_option(output, o.gaps);
  tools::add_name_flags(output, o.bsm.names);
  tools::add_host_option(output, o.host);
  output.flag("--list-actions", o.list_actions, "the words for actions, their objects, who tells them");
  tools::add_query_options(tool, o.bsm.query);
  tools::add_class_options(tool, o.bsm.selection);
  tools::add_mute_options(tool.cli().group(tools::kSelection), o.bsm.mute);
  tools::add_input_options(tool, o.input);
  tools::add_name_files(tool.cli().group("Names"), o.bsm.names);
  if (!tool.parse(argc, argv)) return tool.finish();

  if (o.list_actions) {
    put_actions(tool.out());
    return tool.finish();
  }
  if (tools::print_schema(tool, o.rows, o.format, event::json_schemas())) return tool.finish();
  const auto report = tools::choose_report(o.rows, o.format, o.bsm.query);
  if (!report) return tool.fail("{}", report.error());
  const event::Format* const format = find_named(event::formats(), o.format);
  if (format == nullptr) {
    return tool.fail("--format: {}", unknown("format", o.format, names_of(event::formats())));
  }
  const std::vector<tools::Store> stores = tools::take_stores(o.input.paths, o.origin.merge);
  if (!stores.empty()) {
    if (o.input.follow) return tool.fail("--follow: an archive is read once");
    if (o.gaps) return tool.fail("--gaps: an archive of the unified log has no numbers");
    if (o.origin.merge && !o.input.paths.empty())
      return tool.fail("--merge: archives can be merged with archives only");
  }
  if (const auto found = tools::find_files(o.input, tools::Files::kBoth); !found) {
    return tool.fail("{}", found.error());
  }
  if (o.gaps) {
    const std::expected<tools::BsmSetup, std::string> setup = tools::set_up(o.bsm);
    if (!setup) return tool.fail("{}", setup.error());
    const bool selects = setup->selects() || !setup->mute.empty() || o.origin.merge;
    return tools::print_gaps(tool, o.input, {.format = o.format, .selects = selects});
  }
  if (const auto checked = tools::check_origin(o.origin, o.format, o.input); !checked)
    return tool.fail("{}", checked.error());
  const auto color = tools::wants_color(o.color, tool.output());
  if (!color) return tool.fail("{}", color.error());
  std::deque<tools::BsmSetup> setups;
  std::vector<std::unique_ptr<event::Printer>> printers;
  std::vector<std::unique_ptr<tools::Consumer>> readers;
  std::vector<Events*> events;
  do {  // for each of those that are merged
    std::expected<tools::BsmSetup, std::string> setup = tools::set_up(o.bsm);
    if (!setup) return tool.fail("{}", setup.error());
    tools::BsmSetup& own = setups.emplace_back(*std::move(setup));
    tools::decide_names(own.names, o.bsm.names, o.input, tools::Print::kFacts);
    event::Printer& printer = *printers.emplace_back(
        *report == nullptr ? format->make()
                           : event::make_report_printer(
                                 **report, o.format == "csv" ? event::RowForm::kCsv : event::RowForm::kTsv));
    if (*color) printer.use_color();
    auto reader = std::make_unique<Events>(tool, own, printer, o);
    events.push_back(reader.get());
    readers.push_back(std::move(reader));
  } while (o.origin.merge && readers.size() < o.input.paths.size());

  if (!tools::begin_rows(tool, o.rows, o.format)) return tool.finish();
  printers.front()->begin(tool.out());
  const tools::Reading reading = o.origin.merge ? tools::run_merged(tool, o.input, readers)
                                                : tools::run_inputs(tool, o.input, stores, *events.front());
  for (std::size_t i = 0; o.origin.merge && i < events.size(); ++i)
    tools::tell_late(tool, o.input.paths[i], events[i]->output());
  tools::tell_unknown_dropped(tool, tools::queries_of(setups));
  if (std::ranges::none_of(events, &Events::any) && setups.front().selects())
    tools::answer_nothing(tool, reading, "event selected", setups.front().query);
  return tool.finish();
}
