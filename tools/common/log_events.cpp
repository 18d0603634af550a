#include "common/log_events.h"

#include "knox/input/formats.h"
#include "knox/linux_audit/assembly/packed_event.h"

namespace knox::tools {

// Events that were packed. Nothing in them depends on order.
class LogEvents::Printing final : public Worker {
 public:
  // `selected` is the consumer's count.
  Printing(const LinuxSetup& setup, const MakePrinter& make_printer, std::uint64_t& selected)
      : setup_(setup), of_all_(setup_), printer_(make_printer(setup_.bsm.names)), selected_(selected) {}

  void begin() override {}
  void go_on() override {}
  std::optional<Error> take(const io::Frame& frame, Out& out) override {
    const linux_audit::Event event = unpack(frame.bytes, lines_);
    if (!of_all_.has(event)) return std::nullopt;
    ++count_;
    printer_->print(event, out);
    return std::nullopt;
  }
  bool fits(Worker&) override { return true; }
  void end() override { selected_ += std::exchange(count_, 0); }

 private:
  LinuxSetup setup_;
  Selected of_all_;
  std::unique_ptr<linux_audit::Printer> printer_;
  std::vector<linux_audit::Line> lines_;
  std::uint64_t count_ = 0;  // that were selected, since end()
  std::uint64_t& selected_;
};

LogEvents::LogEvents(LinuxSetup& setup, LogPosition& position, bool just_one, EventOutput& output, Take take)
    : setup_(setup),
      of_all_(setup),
      position_(position),
      just_one_(just_one),
      output_(output),
      take_(std::move(take)) {}

void LogEvents::share(Tool& tool, unsigned threads, MakePrinter make_printer) {
  const auto make = [this, make_printer = std::move(make_printer)] {
    return std::make_unique<Printing>(setup_, make_printer, selected_);
  };
  blocks_.emplace(Blocks::Options{.threads = threads,
                                  .out = tool.out(),
                                  .one_by_one = tool.output().has_file(),
                                  .make_worker = make,
                                  .report = {}},
                  make());
}

void LogEvents::resume() {
  for (const std::string& line : position_.open_lines()) take(line);
}

io::Framer* LogEvents::begin(const std::string& name, Bytes front, std::string& refusal) {
  const std::string_view other = input::describe_other_than_log(front);
  instead_.clear();
  if (!other.empty()) instead_ = fmt::format("not a Linux Audit log, but {}", other_kind(front, name, other));
  if (!other.empty() && !input::may_hold_log(front)) {
    refusal = instead_;
    return nullptr;
  }
  lines_.begin();
  position_.begin(name);
  name_ = name;
  framer_ = {};
  return &framer_;
}

std::optional<Error> LogEvents::take(const io::Frame& frame) {
  if (!position_.take(frame, framer_.is_open())) return std::nullopt;
  return take(as_chars(frame.bytes));
}

void LogEvents::skipped(const io::Damage& damage) {
  other_bytes_ += damage.size;
  position_.skipped(damage);
}

Consumer::Verdict LogEvents::end() {
  if (files_are_apart_) finish();
  const linux_audit::LogTold& log = lines_.told();
  return {.refusal = log.any ? std::string() : instead_, .mixed = log.mixed, .hint = log.hint};
}

void LogEvents::silence(std::uint32_t milliseconds) {
  events_.idle(milliseconds);
  drain();
}

void LogEvents::finish() {
  if (enough()) return;
  events_.finish();
  drain();
}

std::optional<Error> LogEvents::take(std::string_view text) {
  switch (lines_.read(text, line_)) {
    case linux_audit::LineKind::kBlank: ++blank_lines_; return std::nullopt;
    case linux_audit::LineKind::kTwice: return std::nullopt;
    case linux_audit::LineKind::kOther: other_bytes_ += text.size(); return lines_.trouble();
    case linux_audit::LineKind::kRecord: break;
  }
  do {
    if (may_be_selected(line_)) {
      events_.add(line_);
    } else {
      events_.ignore(line_);
    }
    drain();
  } while (lines_.next(line_));
  return std::nullopt;
}

bool LogEvents::may_be_selected(const linux_audit::Line& line) const {
  if ((setup_.asks_more && setup_.bsm.invert) || !setup_.bsm.mute.empty()) return true;
  const auto may_be = [&](const linux_audit::Selection& selection) {
    return selection.empty() || selection.look(line) == linux_audit::Wanted::kMaybe;
  };
  return may_be(setup_.selection) && may_be(setup_.outcome);
}

bool LogEvents::Selected::has(const linux_audit::Event& event) {
  const bool is_met = setup.selection.matches(event);
  const bool is_it = setup.asks_more ? selector.selects(event, is_met, true) : is_met;
  if (is_it) setup.bsm.names.begin_event(event.node);
  return is_it;
}

void LogEvents::drain() {
  while (const linux_audit::Event* const event = enough() ? nullptr : events_.next()) {
    if (position_.keep(*event)) continue;
    if (blocks_) {
      pack(*event, packed_);
      blocks_->add({.bytes = packed_}, 0);
    } else if (of_all_.has(*event)) {
      ++selected_;
      output_.put(event->time, {name_, {}}, [&](Out& out) { take_(*event, out); });
    }
  }
}

}  // namespace knox::tools
