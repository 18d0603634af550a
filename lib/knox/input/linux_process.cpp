// What processes do, from Linux Audit logs. What is handed out are whole events, with their lines in the
// order in which the kernel writes them.
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
      const event::ProcessEvent* const event = decoder_.decode(*found);
      if (event == nullptr || (acts_only_ && event->act == event::ProcessAct::kOther)) continue;
      pieces_.clear();
      for (const linux_audit::Line& line : found->records) pieces_.push_back(line.text);
      emit({.event = *event, .pieces = pieces_, .end = "\n"});
    }
  }

  bool acts_only_;
  linux_audit::LineFramer framer_;
  linux_audit::Line line_;
  linux_audit::Assembler events_;
  linux_audit::ProcessDecoder decoder_;
  std::vector<std::string_view> pieces_;
};

}  // namespace

std::unique_ptr<ProcessInput> make_linux_process_input(const ProcessOptions& options) {
  return std::make_unique<LinuxProcessInput>(options);
}

}  // namespace knox::input
