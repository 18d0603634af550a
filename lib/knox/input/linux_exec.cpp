// Executions from Linux Audit logs.
#include "knox/bsm/select.h"
#include "knox/input/formats.h"
#include "knox/linux_audit/exec.h"
#include "knox/linux_audit/line_framer.h"

namespace knox::input {

namespace {

using linux_audit::RecordType;

class LinuxExecInput final : public ExecInput {
 public:
  explicit LinuxExecInput(const ExecOptions& options)
      : selection_(options.selection),
        events_(linux_audit::Assembler::options_for(options.live)),
        decoder_(options.names) {}

  io::Framer& begin() override {
    framer_ = {};
    return framer_;
  }

  std::optional<Error> take(const io::Frame& frame, const Emit& emit) override {
    switch (heads_.peek(as_chars(frame.bytes), line_)) {
      case linux_audit::LineKind::kBlank: return std::nullopt;
      case linux_audit::LineKind::kOther: return Error{.code = Code::kNotARecord, .what = "line"};
      case linux_audit::LineKind::kRecord: break;
    }
    switch (line_.type) {
      case RecordType::SYSCALL:
        // Most events are of other calls, and then all of their records can be passed over.
        if (linux_audit::is_exec(line_) == linux_audit::IsExec::kNo) {
          events_.ignore(line_);
          break;
        }
        [[fallthrough]];
      case RecordType::EXECVE:
      case RecordType::CWD:
      case RecordType::PATH:
      case RecordType::PROCTITLE:
      case RecordType::EOE: events_.add(line_); break;
      default: return std::nullopt;  // says nothing of an execution
    }
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
    while (const linux_audit::Event* event = events_.next()) {
      const event::Exec* const exec = decoder_.decode(*event);
      if (exec != nullptr && (selection_ == nullptr || selection_->matches(*exec))) emit(*exec);
    }
  }

  const bsm::Selection* selection_;
  linux_audit::LineFramer framer_;
  linux_audit::HeadReader heads_;
  linux_audit::Line line_;
  linux_audit::Assembler events_;
  linux_audit::ExecDecoder decoder_;
};

}  // namespace

std::unique_ptr<ExecInput> make_linux_exec_input(const ExecOptions& options) {
  return std::make_unique<LinuxExecInput>(options);
}

}  // namespace knox::input
