// proctree: what processes did, as a tree for a terminal, as a page, and for other programs. What is made of
// the events is in lib/knox/tree: history.h, totals.h, and the table of formats in formats.cpp.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>

#include "common/answer.h"
#include "common/bsm_options.h"
#include "common/event_reader.h"
#include "common/input_files.h"
#include "common/linux_options.h"
#include "common/looks.h"
#include "common/name_options.h"
#include "common/query_options.h"
#include "common/tool.h"
#include "knox/base/unknown.h"
#include "knox/tree/formats.h"
#include "knox/tree/json.h"
#include "knox/tree/json_shape.h"
#include "knox/tree/totals.h"

namespace {

using namespace knox;

constexpr std::string_view kExample =
    "  proctree --color always /var/audit/current | less -R\n"
    "  proctree --path '/etc/*' /var/log/audit/audit.log\n"
    "  auditpipe --arm pc,fc,nt | paudit make | proctree --format html --output build.html\n";

struct Options {
  tools::InputOptions input;
  tools::BsmOptions bsm;
  std::string format = "text", host;
  tools::LooksOptions looks;
  std::vector<std::string> commands;
  tree::DeedGroups only{false, false, false};
  tree::TextOptions print;
  std::optional<std::size_t> top;
  std::size_t max_processes = 50'000;
  bool summary = false;
  std::string schema;
};

volatile std::sig_atomic_t interrupted = 0;

// A terminal sends SIGINT to a whole pipeline. The first one ends what is read, and what came until then is
// printed; the second one ends the program.
void end_with_interrupt() {
  struct sigaction before = {}, action = {};
  ::sigaction(SIGINT, nullptr, &before);
  action.sa_handler = [](int) { interrupted = 1; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  if (before.sa_handler != SIG_IGN) ::sigaction(SIGINT, &action, nullptr);
}

// Whether it goes on as long as its writer does.
bool is_endless(const tools::InputOptions& input) {
  struct stat status;
  const bool is_read = input.paths.empty() || std::ranges::find(input.paths, "-") != input.paths.end();
  return input.follow || (is_read && ::fstat(STDIN_FILENO, &status) == 0 && !S_ISREG(status.st_mode));
}

class Proctree final : public tools::EventReader {
 public:
  Proctree(tools::BsmSetup& setup, tree::History* history, tree::Totals* totals, const Options& options)
      : EventReader({.wanted = input::Wanted::kEvents,
                     .names = &setup.names,
                     .host = options.host,
                     .acts = history != nullptr,
                     .live = options.input.live != nullptr},
                    "no processes can be read from"),
        setup_(setup),
        history_(history),
        totals_(totals) {}

  bool any() const { return any_; }
  bool enough() const override { return interrupted != 0; }

 private:
  std::string refuse(const std::string&, const input::Format&, const input::Format*) override {
    setup_.begin_trail();
    return {};
  }
  void take(const input::Report& report) override {
    const bool selected = setup_.query.matches(report.event) != setup_.invert;
    any_ |= selected;
    if (history_ != nullptr) history_->take(report.event, selected);
    if (totals_ != nullptr) totals_->take(report.event, selected);
  }

  tools::BsmSetup& setup_;
  tree::History* history_;
  tree::Totals* totals_;
  bool any_ = false;
};

void add_options(tools::Tool& tool, Options& o) {
  tools::OptionGroup output = tool.cli().group("Output");
  output.value("-F,--format", o.format, "FORMAT", names_of(tree::formats()));
  tool.output().add_options(output);
  tool.add_local_option(output);
  output.flag("--summary", o.summary, "how many there are of what, instead");
  output.number("--top", o.top, {0, 1'000'000}, "COUNT", "so many of each kind; 0: all");
  output.flag("--files", o.only.files, "of what they did only what they did to files");
  output.flag("--net", o.only.net, "... only their connections (or both, or all three)");
  output.flag("--errors", o.only.errors, "... only what failed");
  const tools::OptionGroup more = output.more();
  tools::add_looks_options(more, o.looks);
  more.value("--schema", o.schema, "NAME", "json: print what members its JSON has");
  more.number("--max-processes", o.max_processes, {16, 10'000'000}, "COUNT", "keep so many; without: 50000");
  tools::add_name_flags(output, o.bsm.names);
  tools::add_host_option(output, o.host);
  tool.cli()
      .group(tools::kSelection)
      .list("--command", o.commands, "NAME", "the program's name, and all that descends from it");
}

// The pids that were asked for: of these all that descends from them is wanted, too.
std::vector<std::uint32_t> pids_of(const std::vector<std::string>& words) {
  std::vector<std::uint32_t> pids;
  for (const std::string& word : words) {
    std::uint32_t pid = 0;
    std::from_chars(word.data(), word.data() + word.size(), pid);
    pids.push_back(pid);
  }
  return pids;
}

}  // namespace

int main(int argc, char** argv) {
  tools::Tool tool("proctree", "Draw the tree of processes and what they did, from any audit data.",
                   kExample);
  Options o;
  add_options(tool, o);
  tools::add_query_options(tool, o.bsm.query);
  tools::add_input_options(tool, o.input);
  tools::add_logs_option(tool, o.input);
  tools::add_name_files(tool.cli().group("Names"), o.bsm.names);
  if (!tool.parse(argc, argv)) return tool.finish();

  if (o.schema == "json") {
    tool.out().text(tree::json_schemas().front().text());
    return tool.finish();
  }
  if (!o.schema.empty()) return tool.fail("--schema: {}", unknown("schema", o.schema, "json"));
  const tree::Format* const format = find_named(tree::formats(), o.format);
  if (format == nullptr) {
    return tool.fail("--format: {}", unknown("format", o.format, names_of(tree::formats())));
  }
  const std::expected<tools::Looks, std::string> looks = tools::looks_of(o.looks, tool.output());
  if (!looks) return tool.fail("{}", looks.error());
  o.print.width = looks->width;
  o.print.ascii = looks->ascii;
  o.print.color = looks->color;
  if (o.only.files || o.only.net || o.only.errors) o.print.groups = o.only;
  if (o.top) o.print.top = *o.top;
  if (o.summary && o.format != "text" && o.format != "json") return tool.fail("--summary is text or json");
  if (format->binary && tool.output().is_terminal()) {
    return tool.fail("--format {} is not for a terminal; --output FILE", o.format);
  }
  // Whether a pid is one is asked with the others; but who is one of these is wanted with all below.
  std::expected<tools::BsmSetup, std::string> setup = tools::set_up(o.bsm);
  if (!setup) return tool.fail("{}", setup.error());
  const bool is_wanted = !o.summary && (!o.commands.empty() || !o.bsm.query.pid.empty());
  const std::vector<std::uint32_t> pids = pids_of(o.bsm.query.pid);
  if (is_wanted) {
    o.bsm.query.pid.clear();
    setup = tools::set_up(o.bsm);
    if (!setup) return tool.fail("{}", setup.error());
  }
  tools::decide_names(setup->names, o.bsm.names, o.input, tools::Print::kFacts);
  if (const auto found = tools::find_files(o.input, tools::Files::kBoth); !found) {
    return tool.fail("{}", found.error());
  }

  const bool selects = is_wanted || setup->selects();
  tree::HistoryOptions kept{
      .max_processes = o.max_processes, .groups = o.print.groups, .commands = o.commands, .pids = pids};
  tree::JsonProcesses json(tool.out(), o.print.groups);
  tree::History* at = nullptr;
  const bool streams = o.format == "json" && !selects && !o.summary;
  if (streams) kept.on_end = [&](const tree::Process& process) { json.put(process, at->time_digits()); };
  tree::History history(std::move(kept));
  at = &history;
  tree::Totals totals;
  Proctree proctree(*setup, o.summary ? nullptr : &history, o.summary || format->sums ? &totals : nullptr, o);
  if (is_endless(o.input)) end_with_interrupt();
  const tools::Reading reading = tools::run_inputs(tool, o.input, proctree);
  history.finish();

  if (o.summary) {
    const tree::TotalsOptions shown{
        .top = o.top.value_or(10), .width = o.print.width, .ascii = o.print.ascii};
    (o.format == "json" ? tree::put_totals_json : tree::put_totals_text)(tool.out(), totals, shown);
  } else if (!streams) {
    using Keep = tree::Forest::Keep;
    const Keep keep = is_wanted ? Keep::kWanted : setup->selects() ? Keep::kSelected : Keep::kAll;
    const tree::Forest forest(history, keep);
    format->put(tool.out(), forest, o.print, totals);
    if (forest.rows().empty() && selects)
      tools::answer_nothing(tool, reading, "process selected", setup->query);
  }
  const event::Query* const query = &setup->query;
  tools::tell_unknown_dropped(tool, {&query, 1});
  return tool.finish();
}
