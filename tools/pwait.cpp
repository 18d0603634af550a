// pwait: waits until a command is executed, and with --exit until its process ends, in any audit data that
// knox follows processes in. The input formats are in lib/knox/input/process_formats.cpp.
#include <algorithm>

#include "common/event_reader.h"
#include "common/input_files.h"
#include "common/live.h"
#include "common/name_options.h"
#include "knox/base/time_span.h"
#include "knox/base/unknown.h"
#include "knox/event/exec_filter.h"
#include "knox/event/exec_formats.h"
#include "knox/event/process_ends.h"
#include "knox/event/process_exit.h"
#include "knox/os/processes.h"

namespace {

using namespace knox;

constexpr std::string_view kExample =
    "  pwait make && notify-send 'make begins'\n"
    "  auditpipe --arm pc | pwait --exit --timeout 90 make\n"
    "  pwait --all --input /var/audit/current --follow tar gzip\n";

constexpr double kMostSeconds = 1'000'000;  // milliseconds are counted in an int

struct Options {
  tools::InputOptions input;
  event::ExecCriteria criteria;
  std::string format = "text";
  std::string timeout;
  tools::NameOptions names;
  bool any = false, all = false, exit = false;
};

class Pwait final : public tools::EventReader {
 public:
  Pwait(tools::Tool& tool, os::Names& names, std::vector<event::ExecFilter> wanted,
        event::ExecPrinter& printer, bool as_json, bool until_exit, bool live)
      : EventReader({.wanted = input::Wanted::kActs, .names = &names, .live = live}, "not to be read here:"),
        tool_(tool),
        names_(names),
        wanted_(std::move(wanted)),
        printer_(printer),
        as_json_(as_json),
        until_exit_(until_exit),
        ends_([this](const auto& process, const auto& end) { put_end(process, end); },
              live ? os::is_running : event::ProcessEnds::IsRunning()) {}

  void silence(std::uint32_t milliseconds) override {
    EventReader::silence(milliseconds);
    ends_.silence(milliseconds, now());
  }

  // What was waited for has come.
  bool enough() const override { return wanted_.empty() && ends_.empty(); }

 private:
  void take(const input::Report& record) override {
    if (enough()) return;
    const event::ProcessEvent& event = *record.event.act;
    ends_.take(event, now());
    if (event.exec == nullptr) return;
    const auto is_met = [&](auto& filter) { return filter.wants(*event.exec, names_); };
    const auto met = std::ranges::find_if(wanted_, is_met);
    if (met == wanted_.end()) return;
    wanted_.erase(met);
    printer_.print(*event.exec, tool_.out());
    if (until_exit_) {
      const event::ProcessRef& process = event.child ? *event.child : event.process;
      ends_.watch(event.becomes ? *event.becomes : process, event.time);
    }
    tool_.flush();
  }

  void put_end(const event::ProcessRef& process, const event::ProcessEvent& end) {
    (as_json_ ? event::put_exit_json : event::put_exit_text)(tool_.out(), process, end);
    tool_.flush();
  }

  static Time now() {
    using namespace std::chrono;
    const auto since_1970 = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    return {static_cast<std::uint64_t>(since_1970 / 1000),
            static_cast<std::uint32_t>(since_1970 % 1000 * 1'000'000)};
  }

  tools::Tool& tool_;
  const os::Names& names_;
  std::vector<event::ExecFilter> wanted_;  // what has not come yet
  event::ExecPrinter& printer_;
  bool as_json_, until_exit_;
  event::ProcessEnds ends_;  // of what has come
};

void add_options(tools::Tool& tool, Options& o) {
  tool.cli().words("NAME", o.criteria.commands);
  tools::OptionGroup what = tool.cli().group("What to wait for (each can be repeated: any of its values)");
  what.list("--path", o.criteria.paths, "GLOB", "its path; * matches / too");
  what.list("--arg", o.criteria.args, "REGEX", "one of its arguments");
  what.list("-u,--user", o.criteria.users, "USER", "run by USER");
  tools::OptionGroup until = tool.cli().group("Until");
  until.flag("--any", o.any, "one NAME has come (default)");
  until.flag("--all", o.all, "every NAME has come");
  tool.cli().excludes("--all", "--any");
  until.flag("-e,--exit", o.exit, "their processes have ended, too");
  until.value("-t,--timeout", o.timeout, "TIME", "90, 0.5, 10m, '2 hours' have passed: exit status 1");
  tools::OptionGroup output = tool.cli().group("Output");
  output.value("-F,--format", o.format, "FORMAT", "text, json");
  tool.output().add_options(output);
  tools::add_name_flags(output, o.names);
  tools::add_name_files(tool.cli().group("Words"), o.names);
  tools::add_named_input_options(tool, o.input);
}

// Of 90, 0.5 or a span of time; nullopt: it is none, or too long.
std::optional<double> seconds_of(std::string_view text) {
  const std::size_t point = text.find('.');
  std::uint64_t number = 0;
  double unit = 1;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size() && number <= UINT64_MAX / 100; ++i) {
    if (i == point) continue;
    if (text[i] < '0' || text[i] > '9') break;
    number = number * 10 + static_cast<std::uint64_t>(text[i] - '0');
    if (point != text.npos && i > point) unit /= 10;
    ++digits;
  }
  const bool is_number = digits > 0 && digits + (point == text.npos ? 0 : 1) == text.size();
  const std::optional<std::uint64_t> span = is_number ? number : parse_span(text);
  if (!span) return std::nullopt;
  const double seconds = static_cast<double>(*span) * unit;  // to 53 bits
  return seconds <= kMostSeconds ? std::optional(seconds) : std::nullopt;
}

// One filter that any of the names meets, or one for each.
std::expected<std::vector<event::ExecFilter>, std::string> make_filters(const Options& o,
                                                                        const os::Names& names) {
  std::vector<event::ExecCriteria> criteria = {o.criteria};
  if (o.all) {
    criteria.clear();
    for (const std::string& name : o.criteria.commands) {
      criteria.emplace_back(o.criteria).commands = {name};
    }
  }
  std::vector<event::ExecFilter> filters;
  for (const event::ExecCriteria& one : criteria) {
    auto filter = event::ExecFilter::make({.keep = one}, names);
    if (!filter) return std::unexpected(filter.error());
    filters.push_back(std::move(*filter));
  }
  return filters;
}

}  // namespace

int main(int argc, char** argv) {
  const auto begin = std::chrono::steady_clock::now();
  tools::Tool tool("pwait", "Wait until a command is executed, as audit data tells.", kExample);
  Options o;
  tools::LiveInput live;
  add_options(tool, o);
  tools::add_live_options(
      tool, o.input, live, [&] { return o.exit ? std::string_view("pc") : tools::kExecClasses; },
      [] {
        return std::vector<std::string>{"exec", "fork", "exit"};
      });
  if (!tool.parse(argc, argv)) return tool.finish();

  const event::ExecCriteria& w = o.criteria;
  for (const std::string& name : w.commands) {
    if (tools::is_audit_file(name)) return tool.fail("'{}' is a file; --input {}?", name, name);
  }
  if (w.commands.empty() && (o.all || (w.paths.empty() && w.args.empty() && w.users.empty()))) {
    return tool.fail("what to wait for? NAME{} (try pwait --help)", o.all ? "" : ", --path, --arg or --user");
  }
  if (o.format != "text" && o.format != "json") {
    return tool.fail("--format: {}", unknown("format", o.format, "text, json"));
  }
  std::expected<os::Names, std::string> names = tools::read_names(o.names);
  if (!names) return tool.fail("{}", names.error());
  auto filters = make_filters(o, *names);
  if (!filters) return tool.fail("{}", filters.error());
  tools::decide_names(*names, o.names, o.input, tools::Print::kFacts);
  const auto printer = event::make_exec_printer(o.format, {.names = &*names, .pid = true});
  if (!o.timeout.empty()) {
    const std::optional<double> seconds = seconds_of(o.timeout);
    if (!seconds)
      return tool.fail("--timeout: '{}' is no time; examples: 90, 0.5, {}", o.timeout, kSpanForms);
    o.input.deadline = begin + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                   std::chrono::duration<double>(*seconds));
  }

  Pwait pwait(tool, *names, std::move(*filters), **printer, o.format == "json", o.exit,
              o.input.live != nullptr);
  tools::run_inputs(tool, o.input, pwait);
  if (!pwait.enough()) tool.raise_status(tools::kDamage);
  const int status = tool.finish();
  return status == tools::kDamage && pwait.enough() ? tools::kDone : status;  // what came is not damaged
}
