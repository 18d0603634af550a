// What processes do, from Linux Audit logs. What is handed out are whole events, with their lines in the
// order in which the kernel writes them.
#include <algorithm>
#include <array>
#include <functional>
#include <span>
#include <vector>

#include "knox/input/process_input.h"
#include "knox/linux_audit/line_framer.h"
#include "knox/linux_audit/process.h"

namespace knox::input {

namespace {

using linux_audit::RecordType;

class LinuxProcessInput final : public ProcessInput {
 public:
  explicit LinuxProcessInput(const ProcessOptions& options)
      : acts_only_(options.acts_only),
        events_(linux_audit::Assembler::options_for(options.live)),
        decoder_(options.names) {}

  io::Framer& begin() override {
    framer_ = {};
    return framer_;
  }

  std::optional<Error> take(const io::Frame& frame, const Emit& emit) override {
    switch (linux_audit::peek(as_chars(frame.bytes), line_)) {
      case linux_audit::LineKind::kBlank: return std::nullopt;
      case linux_audit::LineKind::kOther: return Error{.code = Code::kNotARecord, .what = "line"};
      case linux_audit::LineKind::kRecord: break;
    }
    const bool is_other_call =
        acts_only_ && line_.type == RecordType::SYSCALL && !linux_audit::may_be_process_act(line_);
    is_other_call ? events_.ignore(line_) : events_.add(line_);
    drain(emit);
    return std::nullopt;
  }

  void silence(std::uint32_t milliseconds, const Emit& emit) override {
    events_.pause(milliseconds);
    drain(emit);
  }

  void finish(const Emit& emit) override {
    events_.finish();
    drain(emit);
  }

 private:
  void drain(const Emit& emit) {
    while (const linux_audit::Event* const found = events_.next()) {
      const event::ProcessEvent* event = decoder_.decode(*found);
      if (event == nullptr && found->late) event = recall(*found);
      if (event == nullptr || (acts_only_ && event->act == event::ProcessAct::kOther)) continue;
      remember(*found, *event);
      pieces_.clear();
      for (const linux_audit::Line& line : found->records) pieces_.push_back(line.text);
      emit({.event = *event, .pieces = pieces_, .end = "\n"});
    }
  }

  // Whose an event was: records of it that come late name no process.
  struct Gone {
    Time time;
    std::uint32_t serial = 0;
    std::size_t node = 0;
    event::ProcessEvent event;
  };
  static std::size_t hash(std::string_view node) { return std::hash<std::string_view>()(node); }

  void remember(const linux_audit::Event& event, const event::ProcessEvent& told) {
    if (acts_only_) return;
    event::ProcessEvent late;
    late.time = told.time;
    late.process = told.process;
    late.parent = told.parent;
    late.ids = told.ids;
    gone_[gone_count_++ % gone_.size()] = {event.time, event.serial, hash(event.node), late};
  }

  const event::ProcessEvent* recall(const linux_audit::Event& event) const {
    const auto known = std::span(gone_).first(std::min(gone_count_, gone_.size()));
    const auto gone = std::ranges::find_if(known, [&](const Gone& g) {
      return g.serial == event.serial && g.time == event.time && g.node == hash(event.node);
    });
    return gone == known.end() ? nullptr : &gone->event;
  }

  bool acts_only_;
  linux_audit::LineFramer framer_;
  linux_audit::Line line_;
  linux_audit::Assembler events_;
  linux_audit::ProcessDecoder decoder_;
  std::vector<std::string_view> pieces_;
  std::array<Gone, 64> gone_;  // the latest ones
  std::size_t gone_count_ = 0;
};

}  // namespace

std::unique_ptr<ProcessInput> make_linux_process_input(const ProcessOptions& options) {
  return std::make_unique<LinuxProcessInput>(options);
}

}  // namespace knox::input
