// pwait: waits until a command is executed, and with --exit until its process ends, in any audit data that
// knox follows processes in. The input formats are in lib/knox/input/process_formats.cpp.
#include <algorithm>

#include "common/live.h"
#include "common/process_reader.h"
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
  event::ExecWishes wishes;
  std::string format = "text";
  std::optional<double> timeout;
  bool any = false, all = false, exit = false, numeric = false;
};

class Pwait final : public tools::ProcessReader {
 public:
  Pwait(tools::Tool& tool, os::Names& names, std::vector<event::ExecFilter> wanted,
        event::ExecPrinter& printer, bool as_json, bool until_exit, bool live)
      : ProcessReader({.acts_only = true, .names = &names, .live = live}),
        tool_(tool),
        wanted_(std::move(wanted)),
        printer_(printer),
        as_json_(as_json),
        until_exit_(until_exit),
        ends_([this](const auto& process, const auto& end) { put_end(process, end); },
              live ? os::is_running : event::ProcessEnds::IsRunning()) {}

  void silence(std::uint32_t milliseconds) override {
    ProcessReader::silence(milliseconds);
    ends_.silence(milliseconds, now());
  }

  // What was waited for has come.
  bool enough() const override { return wanted_.empty() && ends_.empty(); }

 private:
  std::string refuse(const std::string&, const input::ProcessFormat&, const input::ProcessFormat*) override {
    return {};
  }

  void take(const input::ProcessRecord& record) override {
    if (enough()) return;
    const event::ProcessEvent& event = record.event;
    ends_.take(event, now());
    if (event.exec == nullptr) return;
    const auto met = std::ranges::find_if(wanted_, [&](auto& filter) { return filter.wants(*event.exec); });
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
  std::vector<event::ExecFilter> wanted_;  // what has not come yet
  event::ExecPrinter& printer_;
  bool as_json_, until_exit_;
  event::ProcessEnds ends_;  // of what has come
};

void add_options(tools::Tool& tool, Options& o) {
  tool.cli().words("NAME", o.wishes.commands);
  tools::OptionGroup what = tool.cli().group("What to wait for (each can be repeated: any of its values)");
  what.list("--path", o.wishes.paths, "GLOB", "its path; * matches / too");
  what.list("--arg", o.wishes.args, "REGEX", "one of its arguments");
  what.list("-u,--user", o.wishes.users, "USER", "run by USER");
  tools::OptionGroup until = tool.cli().group("Until");
  until.flag("--any", o.any, "one NAME has come (default)");
  until.flag("--all", o.all, "every NAME has come");
  tool.cli().excludes("--all", "--any");
  until.flag("-e,--exit", o.exit, "their processes have ended, too");
  until.number("-t,--timeout", o.timeout, {0, kMostSeconds}, "SECONDS", "SECONDS have passed: exit status 1");
  tools::OptionGroup output = tool.cli().group("Output");
  output.value("-F,--format", o.format, "FORMAT", "text, json");
  output.flag("-n,--numeric", o.numeric, "no names of users and groups");
  tools::add_named_input_options(tool, o.input);
}

// One filter that any of the names meets, or one for each.
std::expected<std::vector<event::ExecFilter>, std::string> make_filters(const Options& o,
                                                                        const os::Names& names) {
  std::vector<event::ExecWishes> wishes = {o.wishes};
  if (o.all) {
    wishes.clear();
    for (const std::string& name : o.wishes.commands) {
      wishes.emplace_back(o.wishes).commands = {name};
    }
  }
  std::vector<event::ExecFilter> filters;
  for (const event::ExecWishes& wish : wishes) {
    auto filter = event::ExecFilter::make({.keep = wish}, names);
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
  tools::add_live_options(tool, o.input, live,
                          [&] { return o.exit ? std::string_view("pc") : tools::kExecClasses; });
  if (!tool.parse(argc, argv)) return tool.finish();

  const event::ExecWishes& w = o.wishes;
  if (w.commands.empty() && (o.all || (w.paths.empty() && w.args.empty() && w.users.empty()))) {
    return tool.fail("what to wait for? NAME{} (try pwait --help)", o.all ? "" : ", --path, --arg or --user");
  }
  if (o.format != "text" && o.format != "json") {
    return tool.fail("--format {}: unknown; known are text, json", o.format);
  }
  os::Names names;
  auto filters = make_filters(o, names);
  if (!filters) return tool.fail("{}", filters.error());
  if (o.numeric) names.use_none();
  const auto printer = event::make_exec_printer(o.format, {.names = &names, .pid = true});
  if (o.timeout) {
    o.input.deadline = begin + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                   std::chrono::duration<double>(*o.timeout));
  }

  Pwait pwait(tool, names, std::move(*filters), **printer, o.format == "json", o.exit,
              o.input.live != nullptr);
  tools::run_inputs(tool, o.input, pwait);
  if (!pwait.enough()) tool.worsen(tools::kDamage);
  const int status = tool.finish();
  return status == tools::kDamage && pwait.enough() ? tools::kDone : status;  // what came is not damaged
}
