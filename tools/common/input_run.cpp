#include "common/input_run.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "common/live.h"
#include "knox/base/counted.h"
#include "knox/bsm/framer.h"
#include "knox/bsm/record.h"
#include "knox/emit/shell.h"
#include "knox/io/foreign.h"
#include "knox/io/gap.h"
#include "knox/linux_audit/log/log_reader.h"
#include "knox/os/privileges.h"

namespace knox::tools {

std::string quoted(const std::string& word) {
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  emit::shell_word(out, word);
  out.flush();
  return text;
}

namespace {

constexpr std::uint64_t kMostDoubtful = 32 * 1024 * 1024;  // of what may have no end; a record has 8 MiB

// When a record was. A line comes first: `type=` begins like a header of BSM.
std::optional<Time> time_of(Bytes frame) {
  linux_audit::LogReader lines;
  linux_audit::Line line;
  if (lines.read(as_chars(frame), line) == linux_audit::LineKind::kRecord) return line.time;
  bsm::Record record;
  if (frame.empty() || !bsm::is_header(frame[0]) || !record.parse(frame)) return std::nullopt;
  return Time{record.header().seconds, record.header().nanoseconds};
}

}  // namespace

bool Run::input(const std::string& path, bool last, std::uint64_t skip) {
  last_ = last;
  path_ = path;
  if (refuses_output()) return true;
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

bool Run::refuses_output() {
  if (!tool_.output().is_input(path_)) return false;
  tool_.warn("{}: it is the output, too", path_ == "-" ? "standard input" : path_);
  tool_.raise_status(kFailed);
  return true;
}

void Run::live(LiveInput& input) {
  io::Source source = input.start(tool_, source_options());
  file(source, 0);
  input.close(tool_);
}

io::Source::Options Run::source_options() {
  const auto idle = [this](std::uint32_t milliseconds) {
    if (begun_) consumer_.silence(milliseconds);
  };
  return {.follow = options_.follow && last_,
          .ahead = threads_of(options_) > 1,
          .on_missed = [this](const io::Missed& missed) { this->missed(missed); },
          .idle = idle,
          .before_wait =
              [this] {
                catch_up();
                tool_.flush();
              },
          .is_over = [this] { return is_over(); },
          .deadline = options_.deadline};
}

Result<io::Source> Run::open(const std::string& path) {
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

// Once there is an input that more than one thread may take.
void Run::share() {
  const unsigned threads = threads_of(options_);
  if (blocks_ || threads == 1 || options_.strict || options_.deadline || tool_.output().is_rotated()) return;
  std::unique_ptr<Worker> first = consumer_.make_worker();
  if (!first) return;
  blocks_.emplace(
      Blocks::Options{
          .threads = threads,
          .out = tool_.out(),
          .one_by_one = tool_.output().has_file(),
          .make_worker = [this] { return consumer_.make_worker(); },
          .report = [this](const io::Frame& frame, std::uint64_t line,
                           const std::optional<Error>& damage) { report(*reported_, frame, line, damage); }},
      std::move(first));
}

void Run::stop_if_strict() {
  if (!options_.strict) return;
  stop_ = true;
  finish();
}

std::string Run::place(std::uint64_t line, std::uint64_t offset) const {
  const std::string place = fmt::format("offset {:#x}", offset);
  return line == 0 || !lines_known_ ? place : fmt::format("line {}, {}", line, place);
}

void Run::finish() {
  if (!finished_) consumer_.finish();
  catch_up();
  finished_ = true;
}

bool Run::start(const std::string& path) {
  path_ = path;
  if (refuses_output()) return false;
  Result<io::Source> source = open(path);
  if (!source) {
    trouble(path, source.error());
    return false;
  }
  source_ = std::move(*source);
  file_.emplace(*this, *source_, 0);
  if (begin(*file_)) return true;
  file_.reset();
  return false;
}

void Run::end() {
  if (file_) end(*file_);
  finish();
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
  catch_up();
  if (is_over() || !tool_.out().ok()) return;
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

void Run::report(const io::Source& source, const io::Frame& frame, std::uint64_t line,
                 const std::optional<Error>& damage) {
  if (!damage && (!frame.cut || (options_.growing && last_))) return;
  if (damage && io::is_gap(*damage)) return missing(source, frame, line, damage->have);
  if (damage && io::is_foreign(*damage) && !options_.strict) {
    lines_.see(frame.offset, line, 1);
    lost_ += frame.bytes.size();
    return;
  }
  consumer_.catch_up();
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
    consumer_.catch_up();
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
             counted(account.frames - lines_.count - verdict.joined, options_.kind), damaged_,
             account.skipped + lost_, counted(account.bytes, "byte"), others);
  if (!verdict.hint.empty()) tool_.warn("{}: {}", source.name(), verdict.hint);
  if (zeros_.count > 0 || (lines_.count > 0 && !verdict.mixed)) tool_.raise_status(kDamage);
}

Run::File::File(Run& run, io::Source& its_source, std::uint64_t skipped_bytes)
    : source(its_source),
      skipped(skipped_bytes),
      reader(
          source, framer,
          [this, &run](const io::Damage& damage) {
            const io::Account& account = reader.account();
            run.damaged_range(source, damage, framer.gave_up || account.skipped == account.bytes);
          },
          skipped_bytes),
      progress(source, run.tool_.output().is_terminal()) {}

// False: it is not for this consumer.
bool Run::begin(File& file) {
  const io::Source& source = file.source;
  damaged_ = lost_ = missing_ = gaps_ = 0;
  lines_ = zeros_ = {};
  doubt_.clear();
  const Bytes front = file.reader.front();
  std::string refusal;
  file.framer.framer = consumer_.begin(source.name(), front, refusal);
  if (file.framer.framer == nullptr) {
    refuse(source, refusal);
    return false;
  }
  doubt_ = refusal;
  if (!doubt_.empty() && !source.is_regular()) file.framer.most = kMostDoubtful;
  begun_ = true;
  if (front.empty() && source.is_regular() && file.skipped == 0)
    tool_.warn("{}: empty, no {} in it", source.name(), plural(options_.kind));
  return true;
}

// One frame. False: there are no more, or no more are wanted.
bool Run::step(File& file) {
  if (stop_) return false;
  io::Frame& frame = file.frame;
  const Result<bool> more = file.reader.next(frame);
  if (!more) {
    catch_up();
    if (tool_.out().ok()) trouble(file.source.name(), more.error());
    return false;
  }
  if (!*more || stop_ || file.framer.gave_up || (frame.cut && is_over())) return false;
  if (blocks_) {
    if (frame.cut || !consumer_.can_skip(frame)) blocks_->add(frame, file.framer.line());
  } else {
    report(file.source, frame, file.framer.line(), consumer_.take(frame));
  }
  if (keeps_times_) {
    if (!file.has_first_time) file.has_first_time = see_time(frame.bytes);
    last_frame_.assign(frame.bytes.begin(), frame.bytes.end());
  }
  if ((file.count++ & 1023) == 0) file.progress.update();
  if (!tool_.out().ok() || consumer_.enough()) stop_ = true;
  // What has been read when time runs out has come, however long it took to look at it.
  if (!is_over()) return true;
  if (file.come == 0) file.come = file.reader.account().bytes;
  if (frame.offset - file.skipped + frame.bytes.size() >= file.come) stop_ = true;
  return true;
}

void Run::end(File& file) {
  catch_up();
  const io::Account& account = file.reader.account();
  file.progress.clear();
  see_time(last_frame_);
  last_frame_.clear();
  reading_.records += account.frames - lines_.count;
  stop_ |= is_over();
  if (!doubt_.empty() && (file.framer.gave_up || account.frames == 0)) {
    refuse(file.source, doubt_);
  } else if (!stop_ || options_.strict) {
    summary(file.source, account);
  }
}

// False: no further one is wanted.
bool Run::file(io::Source& source, std::uint64_t skipped) {
  File file(*this, source, skipped);
  if (!begin(file)) return true;
  share();
  reported_ = &source;
  while (step(file)) continue;
  end(file);
  return !stop_;
}

}  // namespace knox::tools
