#include "common/log_events.h"

#include "knox/input/formats.h"

namespace knox::tools {

LogEvents::LogEvents(LinuxSetup& setup, LogPosition& position, bool just_one, Take take)
    : setup_(setup), selector_(setup.bsm), position_(position), just_one_(just_one), take_(std::move(take)) {}

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
  if (setup_.asks_more && setup_.bsm.invert) return true;
  const auto may_be = [&](const linux_audit::Selection& selection) {
    return selection.empty() || selection.look(line) == linux_audit::Wanted::kMaybe;
  };
  return may_be(setup_.selection) && may_be(setup_.outcome);
}

bool LogEvents::is_selected(const linux_audit::Event& event) {
  const bool is_met = setup_.selection.matches(event);
  if (!setup_.asks_more) return is_met;
  return (is_met && selector_.meets(event, true)) != setup_.bsm.invert;
}

void LogEvents::drain() {
  while (const linux_audit::Event* const event = enough() ? nullptr : events_.next()) {
    if (position_.keep(*event) || !is_selected(*event)) continue;
    ++selected_;
    setup_.bsm.names.begin_event(event->node);
    take_(*event);
  }
}

}  // namespace knox::tools
