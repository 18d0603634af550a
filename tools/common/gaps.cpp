#include "common/gaps.h"

#include <unistd.h>

#include "knox/base/counted.h"
#include "knox/emit/json_line.h"
#include "knox/emit/line.h"
#include "knox/input/formats.h"
#include "knox/input/gaps.h"

namespace knox::tools {

namespace {

using std::string_view_literals::operator""sv;

void put_time(Pen& pen, TimeFormat& times, const std::optional<Time>& time) {
  pen.room(48);
  if (time) {
    times.put(pen, *time, 3);
  } else {
    pen.put('?');
  }
}

class GapReader final : public Consumer {
 public:
  GapReader(Tool& tool, const GapOptions& options) : tool_(tool), options_(options) {}

  io::Framer* begin(const std::string& name, Bytes front, std::string& refusal) override {
    const input::Format* format = input::sniff_format(front, input::Wanted::kAccess);
    if (format == nullptr) format = input::sniff_format(front);
    if (format == nullptr) {
      if (const std::string_view other = input::describe_foreign(front); !other.empty()) {
        refusal = fmt::format("no records can be read from {}", other);
        return nullptr;
      }
      format =
          format_ != nullptr ? format_ : input::find_format(options_.only.empty() ? "bsm" : options_.only);
    }
    if (!options_.only.empty() && format->name != options_.only) {
      refusal = fmt::format("it is {}; try: events --gaps", format->one);
      return nullptr;
    }
    if (format != format_) {
      finish();
      format_ = format;
      finder_ = input::make_gap_finder(format->name);
    }
    if (!finder_) {
      refusal =
          fmt::format("it is {}, which has no numbers: nothing can be known to be missing", format->one);
      return nullptr;
    }
    name_ = name;
    return &finder_->begin(name);
  }

  std::optional<Error> take(const io::Frame& frame) override { return finder_->take(frame, emit_); }
  void silence(std::uint32_t milliseconds) override {
    if (milliseconds > Numbering::kLate * 1000) finder_->flush(emit_);
  }
  Verdict end() override {
    const input::FileTold told = finder_->told();
    Verdict verdict{.mixed = told.mixed, .hint = told.hint};
    if (!told.any) verdict.refusal = "there are no records in it";
    return verdict;
  }
  void finish() override {
    if (!finder_) return;
    finder_->flush(emit_);
    is_numbered_ |= finder_->is_numbered();
  }

  std::uint64_t gaps() const { return gaps_; }
  bool is_numbered() const { return is_numbered_; }

 private:
  void print(const input::Gap& gap) {
    ++gaps_;
    if (options_.format == "json") {
      print_json(gap);
    } else {
      print_text(gap);
    }
    tool_.out().end_record();
  }

  void print_text(const input::Gap& gap) {
    Out& out = tool_.out();
    emit::line_text(out, name_);
    {
      Pen pen(out);
      pen.room(16);
      pen.put(": ");
      put_time(pen, times_, gap.from);
      pen.room(16);
      pen.put(" to ");
      put_time(pen, times_, gap.to);
    }
    out.text(": ");
    if (gap.first != 0 || gap.last != 0) {
      const std::uint64_t missing = gap.last - gap.first + 1;
      out.text(missing == 1 ? fmt::format("1 missing, {} {}", gap.of, gap.first)
                            : fmt::format("{} missing, {} {} to {}", missing, gap.of, gap.first, gap.last));
      if (!gap.host.empty()) {
        out.text(", host ");
        emit::line_text(out, gap.host);
      }
    } else {
      out.text("no trail");
      if (!gap.trail.empty()) {
        out.text(", missing is ");
        emit::line_text(out, gap.trail);
      }
    }
    out.text("\n");
  }

  void print_json(const input::Gap& gap) {
    emit::JsonLine line(tool_.out(), raw_);
    line.string("source_file"sv, name_);
    line.string("of"sv, gap.of);
    if (!gap.host.empty()) line.string("host"sv, gap.host);
    put_json_time(line, "from"sv, gap.from);
    put_json_time(line, "to"sv, gap.to);
    if (gap.first != 0 || gap.last != 0) {
      line.number("missing"sv, gap.last - gap.first + 1);
      line.number("first"sv, gap.first);
      line.number("last"sv, gap.last);
    }
    if (!gap.trail.empty()) line.string("trail"sv, gap.trail);
    line.finish();
  }
  void put_json_time(emit::JsonLine& line, std::string_view key, const std::optional<Time>& time) {
    if (time) line.text(key, [&](Pen& pen) { put_time(pen, times_, time); });
  }

  Tool& tool_;
  const GapOptions& options_;
  const input::Format* format_ = nullptr;
  std::unique_ptr<input::GapFinder> finder_;
  std::string name_;  // of the input
  TimeFormat times_;
  emit::RawBytes raw_;
  std::uint64_t gaps_ = 0;
  bool is_numbered_ = false;
  input::GapFinder::Emit emit_ = [this](const input::Gap& gap) { print(gap); };
};

}  // namespace

void add_gaps_option(const OptionGroup& output, bool& gaps) {
  output.more().flag("--gaps", gaps, "where records are missing, instead; text or json");
}

int print_gaps(Tool& tool, const InputOptions& input, const GapOptions& options) {
  if (options.format != "text" && options.format != "json") {
    return tool.fail("--gaps is printed as text or json, not with --format {}", options.format);
  }
  if (options.selects) return tool.fail("--gaps is of all records: it goes with no selection and no --merge");
  GapReader reader(tool, options);
  const Reading reading = run_inputs(tool, input, reader);
  if (reader.gaps() > 0) {
    tool.raise_status(kDamage);
  } else if (reading.records > 0 && !reader.is_numbered()) {
    tool.warn("--gaps: the records have no numbers, so nothing can be known to be missing");
    tool.raise_status(kNothing);
  } else if (reading.records > 0 && ::isatty(STDERR_FILENO) == 1) {
    tool.warn("nothing is missing; {} read", counted(reading.records, reading.kind));
  }
  return tool.finish();
}

}  // namespace knox::tools
