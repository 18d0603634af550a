#include "knox/event/process_ends.h"

#include <algorithm>

namespace knox::event {

namespace {

// Milliseconds.
constexpr std::uint64_t kBetweenLooks = 1000;
constexpr std::uint64_t kOnItsWay = 1000;     // a record of an exit, after it
constexpr std::uint32_t kNothingComes = 500;  // after such a silence

}  // namespace

void ProcessEnds::watch(const ProcessRef& process, Time since) {
  tree_.follow(process, since);
  watched_.push_back({process, std::nullopt});
}

void ProcessEnds::take(const ProcessEvent& event, Time now) {
  tree_.take(event, ProcessTree::Root::kNone);
  if (watched_.empty()) return;
  const std::uint64_t time = milliseconds(event.time);
  if (event.becomes) {
    for (Watched& w : watched_) {
      if (event.process.may_be(w.process)) w.process.version = event.becomes->version;
    }
  }
  std::erase_if(watched_, [&](const Watched& w) {
    const bool is_told = !tree_.follows(w.process);
    if (!is_told && !(w.gone && time > milliseconds(*w.gone) + kOnItsWay)) return false;
    const bool is_exit = event.act == ProcessAct::kExit && event.process.may_be(w.process);
    end(w.process, is_exit ? &event : nullptr, is_told ? event.time : *w.gone);
    return true;
  });
  if (is_running_ && milliseconds(now) - looked_ >= kBetweenLooks) look(now);
}

void ProcessEnds::silence(std::uint32_t silent, Time now) {
  if (!is_running_ || silent < kNothingComes) return;
  look(now);
  std::erase_if(watched_, [&](const Watched& w) {
    if (w.gone) end(w.process, nullptr, *w.gone);
    return w.gone.has_value();
  });
}

void ProcessEnds::look(Time now) {
  looked_ = milliseconds(now);
  for (Watched& w : watched_) {
    if (!w.gone && !is_running_(w.process.pid)) w.gone = now;
  }
}

void ProcessEnds::end(const ProcessRef& process, const ProcessEvent* exit, Time when) {
  ProcessEvent unknown;
  unknown.time = when;
  unknown.process = process;
  emit_(process, exit == nullptr ? unknown : *exit);
}

}  // namespace knox::event
