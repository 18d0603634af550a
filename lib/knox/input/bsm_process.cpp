// What processes do, from BSM trails.
#include "knox/bsm/framer.h"
#include "knox/bsm/process.h"
#include "knox/input/process_input.h"

namespace knox::input {

namespace {

class BsmProcessInput final : public ProcessInput {
 public:
  explicit BsmProcessInput(const ProcessOptions& options) : options_(options) {}

  io::Framer& begin() override {
    framer_ = {};
    return framer_;
  }

  std::optional<Error> take(const io::Frame& frame, const Emit& emit) override {
    if (options_.acts_only && bsm::process_act(bsm::peek_event(frame.bytes)) == event::ProcessAct::kOther) {
      return std::nullopt;
    }
    if (!record_.parse(frame.bytes)) return Error{.code = Code::kBadValue, .what = "header"};
    const bool selected = !options_.selects || options_.selects(record_);
    const event::ProcessEvent* const event = decoder_.decode(record_);
    if (event == nullptr || (options_.acts_only && event->act == event::ProcessAct::kOther)) {
      return record_.damage();
    }
    const std::string_view bytes = as_chars(frame.bytes);
    emit({.event = *event, .pieces = {&bytes, 1}, .end = {}, .whole = !frame.cut, .selected = selected});
    return record_.damage();
  }

 private:
  ProcessOptions options_;
  bsm::TrailFramer framer_;
  bsm::Record record_;
  bsm::ProcessDecoder decoder_;
};

}  // namespace

std::unique_ptr<ProcessInput> make_bsm_process_input(const ProcessOptions& options) {
  return std::make_unique<BsmProcessInput>(options);
}

}  // namespace knox::input
