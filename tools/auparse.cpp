// auparse: reads Linux Audit logs, puts their records together into events, selects and prints them. The
// formats are in lib/knox/linux_audit/formats.cpp and lib/knox/convert/linux_formats.cpp.
#include <unistd.h>

#include "common/format_names.h"
#include "common/inputs.h"
#include "common/linux_options.h"
#include "common/log_position.h"
#include "common/tool.h"
#include "knox/convert/linux_formats.h"
#include "knox/input/formats.h"
#include "knox/linux_audit/line_framer.h"
#include "knox/linux_audit/summary.h"
#include "knox/linux_audit/summary_stats.h"

namespace {

using namespace knox;

constexpr std::string_view kExample =
    "  auparse --interpret --logs --message USER_LOGIN --success no\n"
    "  auparse --format json audit.log | jq -r '.records[].type'\n"
    "  auparse --summary /var/log/audit\n";

struct Options {
  tools::InputOptions input;
  tools::LinuxOptions log;
  linux_audit::PrintOptions print;
  std::string format = "text";
  std::size_t top = 10;
  bool just_one = false, stats = false, summary = false;
};

class Auparse final : public tools::Consumer {
 public:
  using Take = std::function<void(const linux_audit::Event&)>;

  Auparse(linux_audit::Selection& selection, tools::LogPosition& position, bool just_one, Take take)
      : selection_(selection), position_(position), just_one_(just_one), take_(std::move(take)) {}

  // What an earlier run left behind.
  void resume() {
    for (const std::string& line : position_.open_lines()) take(line);
  }

  io::Framer* begin(const std::string& name, Bytes front, std::string& refusal) override {
    if (const std::string_view other = input::describe_other_than_log(front); !other.empty()) {
      refusal = fmt::format("not a Linux Audit log, but {}", other);
      return nullptr;
    }
    position_.begin(name);
    framer_ = {};
    return &framer_;
  }

  std::optional<Error> take(const io::Frame& frame) override {
    if (!position_.take(frame, framer_.is_open())) return std::nullopt;
    return take(as_chars(frame.bytes));
  }

  void skipped(const io::Damage& damage) override {
    other_bytes_ += damage.size;
    position_.skipped(damage);
  }

  void silence(std::uint32_t milliseconds) override {
    events_.pause(milliseconds);
    drain();
  }

  void finish() override {
    if (enough()) return;
    events_.finish();
    drain();
  }

  bool enough() const override { return just_one_ && selected_ > 0; }

  linux_audit::LogStats stats() const { return {events_.counts(), blank_lines_, other_bytes_, selected_}; }

 private:
  std::optional<Error> take(std::string_view text) {
    switch (heads_.peek(text, line_)) {
      case linux_audit::LineKind::kBlank: ++blank_lines_; return std::nullopt;
      case linux_audit::LineKind::kOther:
        other_bytes_ += text.size();
        return Error{.code = Code::kNotARecord, .what = "line"};
      case linux_audit::LineKind::kRecord: break;
    }
    const bool wanted = selection_.empty() || selection_.look(line_) == linux_audit::Wanted::kMaybe;
    wanted ? events_.add(line_) : events_.ignore(line_);
    drain();
    return std::nullopt;
  }

  void drain() {
    while (const linux_audit::Event* event = enough() ? nullptr : events_.next()) {
      if (position_.keep(*event)) continue;
      if (!selection_.empty() && !selection_.matches(*event)) continue;
      ++selected_;
      take_(*event);
    }
  }

  linux_audit::Selection& selection_;
  tools::LogPosition& position_;
  bool just_one_;
  Take take_;
  linux_audit::LineFramer framer_;
  linux_audit::HeadReader heads_;
  linux_audit::Line line_;
  linux_audit::Assembler events_;
  std::uint64_t blank_lines_ = 0, other_bytes_ = 0;
  std::uint64_t selected_ = 0;  // events
};

void add_options(tools::Tool& tool, Options& o) {
  tools::OptionGroup output = tool.cli().group("Output");
  output.value("-F,--format", o.format, "FORMAT", tools::format_names(convert::linux_formats()));
  output.flag("-i,--interpret", o.print.interpret, "what events mean, in words");
  output.flag("--raw", o.print.raw, "json, yaml: the lines as they were, too");
  output.flag("--just-one", o.just_one, "stop after the first event");
  output.flag("--summary", o.summary, "how many there are of what, instead");
  output.number("--top", o.top, {0, 1'000'000}, "N", "rows of its tables, 10; 0: all");
  tool.cli().needs("--top", "--summary");
  output.flag("--stats", o.stats, "what became of all records, on stderr");
  tools::add_input_options(tool, o.input);
  tools::add_logs_option(tool, o.input);
  tools::add_linux_options(tool, o.log);
}

void put_stats(tools::Tool& tool, const linux_audit::LogStats& stats, bool as_json) {
  tool.flush();
  io::DescriptorSink sink(STDERR_FILENO);
  Out out(sink);
  as_json ? linux_audit::put_stats_json(out, stats) : linux_audit::put_stats_text(out, stats);
  out.flush();
}

}  // namespace

int main(int argc, char** argv) {
  tools::Tool tool("auparse", "Print events of Linux Audit logs: selected, interpreted, as JSON.", kExample);
  Options o;
  o.input.kind = "line";
  add_options(tool, o);
  if (!tool.parse(tools::join_times(argc, argv))) return tool.finish();

  const linux_audit::Format* const format = convert::find_linux_format(o.format);
  if (format == nullptr)
    return tool.fail("--format {}: unknown; known are {}", o.format,
                     tools::format_names(convert::linux_formats()));
  if (o.format == "bsm" && ::isatty(STDOUT_FILENO) == 1) {
    return tool.fail("--format bsm is binary and not for a terminal; pipe it, for instance into bsm2json");
  }
  std::expected<os::Names, std::string> names = tools::make_names(o.log);
  if (!names) return tool.fail("{}", names.error());
  auto selection = linux_audit::Selection::make(o.log.selection, *names, HostClock::read());
  if (!selection) return tool.fail("{}", selection.error());
  if (o.log.no_ids) names->use_none();
  if (o.print.raw && (o.print.interpret || (o.format != "json" && o.format != "yaml"))) {
    return tool.fail("--raw adds lines to the records of --format json and yaml, and there are none here");
  }
  if (o.summary && (o.print.interpret || (o.format != "text" && o.format != "json"))) {
    return tool.fail("--summary is printed as text or json, and interprets nothing");
  }
  if (const auto found = tools::find_logs(o.input); !found) return tool.fail("{}", found.error());
  if (!o.log.checkpoint.empty() && (o.just_one || o.input.follow)) {
    return tool.fail("--checkpoint is for runs to the end, not with --just-one or --follow");
  }
  tools::LogPosition position(tool, o.log.checkpoint);
  if (!position.load(o.input)) return tool.finish();

  o.print.names = &*names;
  linux_audit::Summary summary(*names);
  const auto printer = o.print.interpret ? format->make_interpreting(o.print) : format->make(o.print);
  const auto take = [&](const linux_audit::Event& event) {
    o.summary ? summary.add(event) : printer->print(event, tool.out());
  };
  Auparse auparse(*selection, position, o.just_one, take);
  if (!o.summary) printer->begin(tool.out());
  auparse.resume();
  tools::run_inputs(tool, o.input, auparse);
  if (o.summary) {
    o.format == "json" ? summary.put_json(tool.out(), o.top) : summary.put_text(tool.out(), o.top);
  } else {
    printer->end(tool.out());
  }
  if (o.stats) put_stats(tool, auparse.stats(), o.format == "json");
  if (auparse.stats().selected_events == 0 && !selection->empty()) tool.worsen(tools::kDamage);
  const int status = tool.finish();
  return status == tools::kTrouble ? status : position.save();
}
