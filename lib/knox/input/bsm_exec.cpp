// Executions from BSM trails.
#include "knox/bsm/exec.h"
#include "knox/bsm/framer.h"
#include "knox/bsm/select.h"
#include "knox/input/formats.h"

namespace knox::input {

namespace {

class BsmExecInput final : public ExecInput {
 public:
  explicit BsmExecInput(const ExecOptions& options) : selection_(options.selection) {}

  io::Framer& begin() override {
    framer_ = {};
    return framer_;
  }

  std::optional<Error> take(const io::Frame& frame, const Emit& emit) override {
    // One frame in fifteen goes further than this line, so it decides how fast a trail is read.
    if (!bsm::is_exec(bsm::peek_event(frame.bytes))) return std::nullopt;
    if (selection_ != nullptr && selection_->can_skip(frame.bytes)) return std::nullopt;
    if (!record_.parse(frame.bytes)) return Error{.code = Code::kBadValue, .what = "header"};
    if (selection_ == nullptr || selection_->matches(record_)) {
      if (const event::Exec* exec = decoder_.decode(record_)) emit(*exec);
    }
    return record_.damage();
  }

 private:
  const bsm::Selection* selection_;
  bsm::TrailFramer framer_;
  bsm::Record record_;
  bsm::ExecDecoder decoder_;
};

}  // namespace

std::unique_ptr<ExecInput> make_bsm_exec_input(const ExecOptions& options) {
  return std::make_unique<BsmExecInput>(options);
}

}  // namespace knox::input
