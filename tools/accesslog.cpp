// accesslog: who got in, who became root, who tried, from whatever the host kept. The input formats are in
// lib/knox/input/formats.cpp, the output formats in lib/knox/access/formats.cpp, the events in
// lib/knox/access/tables.
#include <cstdlib>

#include "common/event_reader.h"
#include "common/name_options.h"
#include "common/query_options.h"
#include "common/tool.h"
#include "knox/access/filter.h"
#include "knox/access/formats.h"
#include "knox/access/joiner.h"
#include "knox/access/merger.h"
#include "knox/access/sources.h"
#include "knox/access/summary.h"
#include "knox/base/unknown.h"

namespace {

using namespace knox;

constexpr std::string_view kExample =
    "  accesslog --failed --from 203.0.113.0/24 /var/log/audit/audit.log\n"
    "  accesslog --event ssh --user alice audit.log.1 audit.log\n"
    "  accesslog --event sudo --event su --format json audit.log | jq .log.data\n";

struct Options {
  tools::InputOptions input;
  tools::NameOptions names;
  access::FilterText filter;
  std::string format = "text", host;
  bool ascii = false, open = false, last = false, summary = false, list_events = false, merge = false;
  unsigned year = 0;
};

constexpr auto kUntold = static_cast<tools::Status>(3);  // a source cannot report what was asked for

class AccessLog final : public tools::EventReader {
 public:
  AccessLog(tools::Tool& tool, const Options& options, input::Options input, const access::Filter& filter,
            access::Printer& printer)
      : EventReader(std::move(input), "no logins can be read from"),
        tool_(tool),
        options_(options),
        filter_(filter),
        printer_(printer),
        joiner_([this](const access::Record& record) { take(record); }, options.filter.noise),
        merger_([this](const access::Record& record) { print(record); }) {}

  void silence(std::uint32_t milliseconds) override {
    EventReader::silence(milliseconds);
    // A slow pipe is silent, too, in the middle of a login.
    constexpr std::uint32_t kEnough = 2000;
    if (milliseconds >= kEnough) joiner_.silence();
  }
  void finish() override {
    EventReader::finish();
    joiner_.finish();
  }

  // What is known when everything was read.
  void print_rest() {
    merger_.finish();
    if (merger_.released() != 0) {
      tool_.warn(
          "--merge: too many records: the earliest {} were not merged; --after and --before ask for less",
          merger_.released());
    }
    const bool is_json = options_.format == "json";
    if (options_.summary && is_json) summary_.print_json(tool_.out());
    if (options_.summary && !is_json) summary_.print_text(tool_.out());
    if (!options_.open && !options_.last) return;
    for (const access::Session* const session : options_.open ? sessions_.open() : sessions_.all()) {
      access::Record record = session->login;
      record.until = session->until;
      record.ended = session->until ? session->ended : "open";
      printer_.print(record, tool_.out());
    }
  }
  bool any() const { return any_; }

 private:
  // An event that the source cannot report is not one that did not happen.
  std::string refuse(const std::string& name, const input::Format& format, const input::Format*) override {
    for (const access::Event event : filter_.events()) {
      if (access::tells(format.name, event)) continue;
      tool_.warn("{}: {} cannot report {}", name, format.name, access::name_of(event));
      tool_.raise_status(kUntold);
    }
    return {};
  }
  void take(const input::Report& report) override { joiner_.take(report.event); }

  void take(const access::Record& record) {
    if (options_.merge) {
      if (filter_.may_be_in_time(record)) merger_.take(record);
    } else {
      print(record);
    }
  }

  void print(const access::Record& record) {
    if (!filter_.matches(record)) return;
    any_ = true;
    if (options_.summary) {
      summary_.take(record);
    } else if (options_.open || options_.last) {
      sessions_.take(record);
    } else {
      printer_.print(record, tool_.out());
    }
  }

  tools::Tool& tool_;
  const Options& options_;
  const access::Filter& filter_;
  access::Printer& printer_;
  access::Joiner joiner_;
  access::Merger merger_;
  access::SessionList sessions_;
  access::Summary summary_;
  bool any_ = false;
};

// event, type, and the sources that report it.
void put_events(Out& out) {
  for (const access::Change& what : access::all_events()) {
    std::string sources;
    for (const input::Format& format : input::formats()) {
      if (!access::tells(format.name, what)) continue;
      sources.append(sources.empty() ? "" : ",").append(format.name);
    }
    out.text(
        fmt::format("{:<16} {:<14} {}\n", access::name_of(what.event), access::name_of(what.type), sources));
  }
}

// Whether a terminal of this locale shows more than ASCII.
bool is_utf8_locale() {
  for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* const value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view locale = value;
    return locale.find("UTF-8") != locale.npos || locale.find("utf8") != locale.npos;
  }
  return false;
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

}  // namespace

int main(int argc, char** argv) {
  tools::Tool tool("accesslog", "Print who got in, who became whom, and who tried.", kExample);
  Options o;
  tools::OptionGroup output = tool.cli().group("Output");
  output.value("-F,--format", o.format, "FORMAT", names_of(access::formats()));
  tool.output().add_options(output);
  output.flag("--ascii", o.ascii, "+ and - for the marks of what succeeded and failed");
  output.flag("--open", o.open, "who is in: logins without an end, the latest first");
  output.flag("--last", o.last, "logins with their ends, the latest first");
  output.flag("--summary", o.summary, "failures by address and user, last logins, open sessions");
  output.flag("--merge", o.merge, "what several files of one host tell of one thing is one record");
  output.flag("--list-events", o.list_events, "events, their types, the sources that report them");
  tools::add_name_flags(output, o.names);
  tools::add_host_option(output, o.host);
  output.number("--year", o.year, {1970, 9999}, "YEAR", "of the first line, in logs that do not say it");
  add_selection(tool, o.filter);
  tools::add_input_options(tool, o.input);
  tools::add_name_files(tool.cli().group("Names"), o.names);
  tool.cli().excludes("--merge", "--follow");
  tool.cli().excludes("--open", "--last");
  tool.cli().excludes("--open", "--summary");
  tool.cli().excludes("--last", "--summary");
  if (!tool.parse(argc, argv)) return tool.finish();

  if (o.list_events) {
    put_events(tool.out());
    return tool.finish();
  }
  const access::Format* const format = access::find_format(o.format);
  if (format == nullptr) {
    return tool.fail("--format: {}", unknown("format", o.format, names_of(access::formats())));
  }
  std::expected<os::Names, std::string> names = tools::read_names(o.names);
  if (!names) return tool.fail("{}", names.error());
  const auto filter = access::Filter::make(o.filter, *names, HostClock::read());
  if (!filter) return tool.fail("{}", filter.error());
  tools::decide_names(*names, o.names, o.input, tools::Print::kFacts);

  const std::unique_ptr<access::Printer> printer = format->make({.ascii = o.ascii || !is_utf8_locale()});
  AccessLog log(tool, o, {.wanted = input::Wanted::kAccess, .names = &*names, .host = o.host, .year = o.year},
                *filter, *printer);
  tools::run_inputs(tool, o.input, log);
  log.print_rest();
  if (!log.any() && !filter->empty()) tool.raise_status(tools::kDamage);
  return tool.finish();
}
