// Unified logs of macOS, in all styles of log(1).
#include "knox/input/formats.h"
#include "knox/input/ulog_events.h"
#include "knox/ulog/framer.h"

namespace knox::input {

namespace {

class UlogInput final : public Input {
 public:
  explicit UlogInput(const Options& options) : events_(options) {}

  io::Framer& begin() override {
    framer_ = ulog::EntryFramer();
    reader_.begin_file();
    return framer_;
  }

  std::optional<Error> take(const io::Frame& frame, const Emit& emit) override {
    return reader_.take(frame.bytes, framer_.style(), of(emit));
  }
  void silence(std::uint32_t milliseconds, const Emit& emit) override {
    reader_.silence(milliseconds, of(emit));
  }
  void finish(const Emit& emit) override { reader_.finish(of(emit)); }
  FileTold told() const override { return {.any = framer_.style().has_value()}; }

 private:
  ulog::EntryReader::Emit of(const Emit& emit) {
    return [this, &emit](const ulog::Entry& entry) { events_.take(entry, emit); };
  }

  UlogEvents events_;
  ulog::EntryFramer framer_;
  ulog::EntryReader reader_;
};

}  // namespace

std::unique_ptr<Input> make_ulog_input(const Options& options) {
  return std::make_unique<UlogInput>(options);
}

}  // namespace knox::input
