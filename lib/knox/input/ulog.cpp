// Unified logs of macOS, in all styles of log(1).
#include <optional>
#include <string>

#include "knox/access/steps.h"
#include "knox/input/formats.h"
#include "knox/os/names.h"
#include "knox/ulog/entry_reader.h"
#include "knox/ulog/event_mapper.h"
#include "knox/ulog/framer.h"

namespace knox::input {

namespace {

class UlogInput final : public Input {
 public:
  explicit UlogInput(const Options& options) : options_(options) {
    if (options.names != nullptr) mapper_.emplace(*options.names, options.host);
  }

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
    return [this, &emit](const ulog::Entry& entry) {
      if (!mapper_ || (options_.wants && !options_.wants(ulog::word_of(entry.record)))) return;
      const event::Event& event = mapper_->map(entry.record);
      if (options_.wanted == Wanted::kAccess) return emit_access(event, emit);
      emit({.event = event, .pieces = {&entry.bytes, 1}, .end = "\n"});
    };
  }

  // What tables/actions.def makes of an entry, and its program, are what accesslog's table knows it by.
  void emit_access(const event::Event& mapped, const Emit& emit) {
    if (mapped.action == event::Action::kLoggedMessage) return;
    access_ = mapped;
    code_.assign(mapped.process.name).append(" ").append(mapped.word);
    access_.code = code_;
    access_.dataset = "knox.ulog";
    access_.who.real.user = access_.who.target.user;  // and not the program's own user
    if (access::find_told(access_) != nullptr) emit({.event = access_});
  }

  const Options options_;
  event::Event access_;
  std::string code_;
  std::optional<ulog::EventMapper> mapper_;
  ulog::EntryFramer framer_;
  ulog::EntryReader reader_;
};

}  // namespace

std::unique_ptr<Input> make_ulog_input(const Options& options) {
  return std::make_unique<UlogInput>(options);
}

}  // namespace knox::input
