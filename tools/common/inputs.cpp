#include "common/inputs.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "common/live.h"
#include "common/progress.h"
#include "knox/base/counted.h"
#include "knox/bsm/framer.h"
#include "knox/bsm/record.h"
#include "knox/emit/shell.h"
#include "knox/io/foreign.h"
#include "knox/io/gap.h"
#include "knox/linux_audit/log/log_reader.h"
#include "knox/os/privileges.h"

namespace knox::tools {

namespace {

// What belongs to nobody, between records.
struct Foreign {
  std::uint64_t count = 0;
  std::uint64_t line = 0, offset = 0;  // of the first one

  void see(std::uint64_t at, std::uint64_t its_line, std::uint64_t n) {
    if (count == 0) {
      offset = at;
      line = its_line;
    }
    count += n;
  }
};

class Run {
 public:
  Run(Tool& tool, const InputOptions& options, Consumer& consumer)
      : tool_(tool), options_(options), consumer_(consumer) {}

  // False: no further input is wanted.
  bool input(const std::string& path, bool last, std::uint64_t skip) {
    last_ = last;
    path_ = path;
    if (tool_.output().is_input(path)) {
      tool_.warn("{}: it is the output, too", path == "-" ? "standard input" : path);
      tool_.raise_status(kFailed);
      return true;
    }
    Result<io::Source> source = open(path);
    if (!source) return trouble(path, source.error());
    if (const Result<void> skipped = source->skip(skip); !skipped) return trouble(path, skipped.error());
    lines_known_ = skip == 0;
    do {
      if (!file(*source, skip)) return false;
      skip = 0;
      lines_known_ = true;
    } while (source->next_file());
    return true;
  }

  const Reading& reading() const noexcept { return reading_; }

  void live(LiveInput& input) {
    io::Source source = input.start(tool_, source_options());
    file(source, 0);
    input.close(tool_);
  }

  // Nothing more comes, of no input.
  void finish() {
    if (!finished_) consumer_.finish();
    finished_ = true;
  }

 private:
  io::Source::Options source_options() {
    const auto idle = [this](std::uint32_t milliseconds) {
      if (begun_) consumer_.silence(milliseconds);
    };
    return {.follow = options_.follow && last_,
            .on_missed = [this](const io::Missed& missed) { this->missed(missed); },
            .idle = idle,
            .before_wait = [this] { tool_.flush(); },
            .is_over = [this] { return is_over(); },
            .deadline = options_.deadline};
  }
  Result<io::Source> open(const std::string& path) {
    const auto opened = options_.opened.find(path);
    if (opened != options_.opened.end()) {
      return io::Source::from_descriptor(::dup(opened->second), path, source_options());
    }
    if (path == "-" || !os::sudo_caller() || os::is_in_audit_directory(path)) {
      return io::Source::open(path, source_options());
    }
    if (const Result<int> trail = os::open_trail(path)) {
      return io::Source::from_descriptor(*trail, path, source_options());
    }
    // What comes after it is opened with its caller's rights, too.
    if (options_.follow && last_) os::become_caller();
    const os::AsCaller caller;
    return io::Source::open(path, source_options());
  }
  // What comes then is not wanted, and what it cuts is not damage.
  bool is_over() const {
    return consumer_.enough() ||
           (options_.deadline && std::chrono::steady_clock::now() >= *options_.deadline);
  }
  // --strict: what came before the damage is printed before it is told, and nothing after.
  void stop_if_strict() {
    if (!options_.strict) return;
    stop_ = true;
    finish();
  }
  // "line 7, offset 0x1f4"
  std::string place(std::uint64_t line, std::uint64_t offset) const {
    const std::string place = fmt::format("offset {:#x}", offset);
    return line == 0 || !lines_known_ ? place : fmt::format("line {}, {}", line, place);
  }
  bool file(io::Source& source, std::uint64_t skipped);
  void damaged_range(const io::Source& source, const io::Damage& damage, bool is_all);
  void refuse(const io::Source& source, const std::string& refusal);
  void frame(const io::Source& source, const io::Frame& frame, const io::Framer& framer);
  void summary(const io::Source& source, const io::Account& account);
  void missing(const io::Source& source, const io::Frame& frame, std::uint64_t line, std::uint64_t count);
  bool trouble(const std::string& name, const Error& error);
  bool see_time(Bytes frame);
  void missed(const io::Missed& missed);

  Tool& tool_;
  const InputOptions& options_;
  Consumer& consumer_;
  std::string path_;    // of the input
  bool begun_ = false;  // the consumer has an input
  bool last_ = false;   // which is the last one
  bool stop_ = false;
  bool finished_ = false;                 // the consumer is
  bool lines_known_ = true;               // the input is read from its first line on
  std::string doubt_;                     // what this file is unless a frame is found in it
  std::uint64_t damaged_ = 0;             // frames of this file that were
  std::uint64_t lost_ = 0;                // bytes of damaged frames
  std::uint64_t missing_ = 0, gaps_ = 0;  // events that never came, and the places
  Foreign lines_, zeros_;                 // that were passed over
  Reading reading_{.kind = options_.kind};
  bool keeps_times_ = ::isatty(STDERR_FILENO) == 1;
  std::vector<std::uint8_t> last_frame_;
};

constexpr std::uint64_t kMostDoubtful = 32 * 1024 * 1024;  // of what may have no end; a record has 8 MiB

// The first bytes are read before it is known which framer they take.
struct LateFramer final : io::Framer {
  io::Framer* framer = nullptr;
  std::uint64_t most = 0;  // bytes to skip before the first frame; 0: any number
  bool gave_up = false;    // more than that; what next() then calls a frame is none

  io::Step next(Bytes unread, bool final) override {
    if (most == 0) return framer->next(unread, final);
    io::Step step = framer->next(unread, final);
    if (step.what == io::Step::What::kSkip) {
      gave_up = step.size >= most;
      if (gave_up) return {io::Step::What::kFrame, step.size, {}};
      most -= step.size;
    } else if (step.what != io::Step::What::kMore) {
      most = 0;
    }
    return step;
  }
  std::size_t max_frame() const override { return framer->max_frame(); }
  std::uint64_t line() const override { return framer->line(); }
};

std::string quoted(const std::string& word) {
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  emit::shell_word(out, word);
  out.flush();
  return text;
}

// When a record was. A line comes first: `type=` begins like a header of BSM.
std::optional<Time> time_of(Bytes frame) {
  linux_audit::LogReader lines;
  linux_audit::Line line;
  if (lines.read(as_chars(frame), line) == linux_audit::LineKind::kRecord) return line.time;
  bsm::Record record;
  if (frame.empty() || !bsm::is_header(frame[0]) || !record.parse(frame)) return std::nullopt;
  return Time{record.header().seconds, record.header().nanoseconds};
}

bool Run::see_time(Bytes frame) {
  const std::optional<Time> time = time_of(frame);
  if (!time) return false;
  if (!reading_.when) reading_.when = Period{*time, *time};
  reading_.when->from = std::min(reading_.when->from, *time);
  reading_.when->to = std::max(reading_.when->to, *time);
  return true;
}

// A file that cannot be opened or read: the next one can.
bool Run::trouble(const std::string& name, const Error& error) {
  if (error.code != Code::kSystem) stop_if_strict();
  tool_.raise_status(error.code == Code::kSystem ? kFailed : kDamage);
  if (error.code == Code::kSystem && (error.system_errno == EACCES || error.system_errno == EPERM)) {
    const std::string problem = fmt::format("{}: {}", name, describe(error));
    if (os::is_in_audit_directory(name) && !os::sudo_caller()) {
      tool_.report_missing_rights(problem);
    } else {
      tool_.warn("{}; try: sudo cat {} | {}", problem, quoted(name), tool_.name());
    }
  } else {
    tool_.warn("{}: {}", name, describe(error));
  }
  return true;
}

// What following may have left out. Where there is only a danger of it, nothing is wrong yet.
void Run::missed(const io::Missed& missed) {
  const std::string text = fmt::format("{}: {}", path_, describe(missed));
  tool_.warn("{}", text);
  if (missed.what != io::Missed::What::kUnwatched) tool_.raise_status(kDamage);
}

void Run::refuse(const io::Source& source, const std::string& refusal) {
  tool_.warn("{}: {}", source.name(), refusal);
  tool_.raise_status(kFailed);
}

void Run::damaged_range(const io::Source& source, const io::Damage& damage, bool is_all) {
  if (is_over()) return;
  if (io::is_foreign(damage.why) && !options_.strict) {
    zeros_.see(damage.offset, damage.line, damage.size);
    consumer_.skipped(damage);
    return;
  }
  if (!doubt_.empty() && is_all) return;
  doubt_.clear();
  stop_if_strict();
  tool_.warn("{}: {}: {} skipped: {}", source.name(), place(damage.line, damage.offset),
             counted(damage.size, "byte"), describe(damage.why));
  tool_.raise_status(kDamage);
  consumer_.skipped(damage);
}

void Run::frame(const io::Source& source, const io::Frame& frame, const io::Framer& framer) {
  const std::optional<Error> damage = consumer_.take(frame);
  if (!damage && (!frame.cut || (options_.growing && last_))) return;
  const std::uint64_t line = framer.line();
  if (damage && io::is_gap(*damage)) return missing(source, frame, line, damage->have);
  if (damage && io::is_foreign(*damage) && !options_.strict) {
    lines_.see(frame.offset, line, 1);
    lost_ += frame.bytes.size();
    return;
  }
  const std::uint64_t decoded = damage ? damage->offset : frame.bytes.size();
  lost_ += frame.bytes.size() - decoded;
  if (frame.cut) {
    // The trail of a running or crashed system may end anywhere; its name says that it is one.
    const std::string name = source.resolved_name();
    const bool expected = name.find(".not_terminated") != std::string::npos ||
                          name.find(".crash_recovery") != std::string::npos;
    if (!expected) stop_if_strict();
    tool_.warn("{}: {}: the last {} is cut: {} of {}", source.name(), place(line, frame.offset),
               options_.kind, frame.why.have, counted(frame.why.need, "byte"));
    if (expected) return;
  } else if (line > 0) {
    stop_if_strict();
    tool_.warn("{}: {}: {}", source.name(), place(line, frame.offset), describe(*damage));
  } else {
    const std::uint8_t id = frame.bytes[std::min<std::size_t>(decoded, frame.bytes.size() - 1)];
    Error reason = *damage;
    reason.what = {};
    stop_if_strict();
    tool_.warn("{}: offset {:#x}: token {:#04x} ({}): {}", source.name(), frame.offset + decoded, id,
               damage->what, describe(reason));
  }
  ++damaged_;
  tool_.raise_status(kDamage);
}

// What came before the frame and is not there. The first place is told, and at the end how many there were.
void Run::missing(const io::Source& source, const io::Frame& frame, std::uint64_t line, std::uint64_t count) {
  stop_if_strict();
  if (missing_ == 0) {
    tool_.warn("{}: {}: {} missing before it", source.name(), place(line, frame.offset),
               count == 1 ? "1 event is" : fmt::format("{} events are", count));
  }
  missing_ += count;
  ++gaps_;
  tool_.raise_status(kDamage);
}

void Run::summary(const io::Source& source, const io::Account& account) {
  const Consumer::Verdict verdict = consumer_.end();
  if (!verdict.refusal.empty() && damaged_ == 0) {
    tool_.warn("{}: {}", source.name(), verdict.refusal);
    if (!verdict.hint.empty()) tool_.warn("{}: {}", source.name(), verdict.hint);
    return tool_.raise_status(kFailed);
  }
  if (gaps_ > 1) tool_.warn("{}: {} events are missing at {} places", source.name(), missing_, gaps_);
  if (account.skipped == 0 && lost_ == 0 && damaged_ == 0) return;
  std::string others;
  const std::string no_records = lines_.count == 1
                                     ? "1 line that is no record"
                                     : fmt::format("{} lines that are no records", lines_.count);
  if (lines_.count > 0)
    others = fmt::format(": {}, the first at {}", no_records, place(lines_.line, lines_.offset));
  if (zeros_.count > 0)
    others += fmt::format("{} {}, the first at {}", others.empty() ? ":" : ",",
                          counted(zeros_.count, "zero byte"), place(zeros_.line, zeros_.offset));
  tool_.warn("{}: {} decoded, {} of them damaged, {} of {} skipped{}", source.name(),
             counted(account.frames - lines_.count, options_.kind), damaged_, account.skipped + lost_,
             counted(account.bytes, "byte"), others);
  if (!verdict.hint.empty()) tool_.warn("{}: {}", source.name(), verdict.hint);
  if (zeros_.count > 0 || (lines_.count > 0 && !verdict.mixed)) tool_.raise_status(kDamage);
}

bool Run::file(io::Source& source, std::uint64_t skipped) {
  damaged_ = lost_ = missing_ = gaps_ = 0;
  lines_ = zeros_ = {};
  LateFramer framer;
  doubt_.clear();
  io::Reader reader(
      source, framer,
      [&](const io::Damage& damage) {
        const io::Account& account = reader.account();
        damaged_range(source, damage, framer.gave_up || account.skipped == account.bytes);
      },
      skipped);
  const Bytes front = reader.front();
  std::string refusal;
  framer.framer = consumer_.begin(source.name(), front, refusal);
  if (framer.framer == nullptr) {
    refuse(source, refusal);
    return true;
  }
  doubt_ = refusal;
  if (!doubt_.empty() && !source.is_regular()) framer.most = kMostDoubtful;
  begun_ = true;
  if (front.empty() && source.is_regular() && skipped == 0)
    tool_.warn("{}: empty, no {}s in it", source.name(), options_.kind);
  Progress progress(source, tool_.output().is_terminal());
  io::Frame frame;
  std::uint64_t come = 0;
  bool has_first_time = false;
  for (std::uint32_t count = 0; !stop_; ++count) {
    const Result<bool> more = reader.next(frame);
    if (!more) {
      trouble(source.name(), more.error());
      break;
    }
    if (!*more || stop_ || framer.gave_up || (frame.cut && is_over())) break;
    this->frame(source, frame, framer);
    if (keeps_times_) {
      if (!has_first_time) has_first_time = see_time(frame.bytes);
      last_frame_.assign(frame.bytes.begin(), frame.bytes.end());
    }
    if ((count & 1023) == 0) progress.update();
    if (!tool_.out().ok() || consumer_.enough()) stop_ = true;
    // What has been read when time runs out has come, however long it took to look at it.
    if (!is_over()) continue;
    if (come == 0) come = reader.account().bytes;
    if (frame.offset - skipped + frame.bytes.size() >= come) stop_ = true;
  }
  progress.clear();
  see_time(last_frame_);
  last_frame_.clear();
  reading_.records += reader.account().frames - lines_.count;
  stop_ |= is_over();
  if (!doubt_.empty() && (framer.gave_up || reader.account().frames == 0)) {
    refuse(source, doubt_);
  } else if (!stop_ || options_.strict) {
    summary(source, reader.account());
  }
  return !stop_;
}

}  // namespace

std::string try_tool(std::string_view tool, const std::string& name) {
  return fmt::format("; try: {}{}", tool, name == "standard input" ? "" : " " + quoted(name));
}

Reading run_inputs(Tool& tool, const InputOptions& options, Consumer& consumer) {
  Run run(tool, options, consumer);
  if (options.live != nullptr) {
    run.live(*options.live);
    run.finish();
    return run.reading();
  }
  if (options.paths.empty() && ::isatty(STDIN_FILENO) == 1) {
    tool.warn("no input: name a file, or pipe one in (try {} --help)", tool.name());
    tool.raise_status(kFailed);
    return {};
  }
  const std::vector<std::string> standard_input = {"-"};
  const std::vector<std::string>& paths = options.paths.empty() ? standard_input : options.paths;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (!run.input(paths[i], i + 1 == paths.size(), i == 0 ? options.skip : 0)) break;
  }
  run.finish();
  return run.reading();
}

}  // namespace knox::tools
