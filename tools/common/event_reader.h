// What the tools have in common that read events from any input that lib/knox/input knows.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/event_output.h"
#include "common/ulog_store.h"
#include "knox/input/formats.h"
#include "knox/input/ulog_events.h"

namespace knox::tools {

class EventReader : public Consumer, public StoreConsumer {
 public:
  // `otherwise` begins the refusal of other files: "no executions can be read from".
  EventReader(input::Options options, std::string_view otherwise)
      : options_(std::move(options)),
        otherwise_(otherwise),
        emit_([this](const input::Report& report) { take(report); }) {}

  io::Framer* begin(const std::string& name, Bytes front, std::string& refusal) override;
  std::optional<Error> take(const io::Frame& frame) override {
    offset_ = frame.offset;
    return input_->take(frame, emit_);
  }
  Verdict end() override;
  void silence(std::uint32_t milliseconds) override { input_->silence(milliseconds, emit_); }
  void finish() override {
    if (input_) input_->finish(emit_);
  }

  std::string begin_store(const std::string& name) override;
  ulog::Verdict judge(const ulog::Record& record, const ulog::FieldSet& known) override {
    return entries_->judge(record, known);
  }
  bool needs_programs() const override { return options_.wanted == input::Wanted::kAccess; }
  void take_entry(const ulog::Entry& entry) override { entries_->take(entry, emit_); }
  bool has_enough() const override { return enough(); }

  // What belongs to one event is looked for in one file only, so that place() is right.
  void keep_files_apart() { files_are_apart_ = true; }

 protected:
  // What is taken now was made from, or at least from the end of.
  Place place() const;
  // All that the input hands out, in its order.
  virtual void take(const input::Report& report) = 0;
  // An input of that format begins, after one of `before` if there was one. What is not empty refuses it.
  virtual std::string refuse(const std::string& /*name*/, const input::Format& /*format*/,
                             const input::Format* /*before*/) {
    return {};
  }

  // A file is at its end.
  virtual void file_told(const input::FileTold&) {}

 private:
  bool files_are_apart_ = false;
  std::string name_;          // of the input
  std::uint64_t offset_ = 0;  // of the frame
  const input::Format* format_ = nullptr;
  std::string instead_;  // what the input is if no record comes
  input::Options options_;
  std::string_view otherwise_;
  input::Input::Emit emit_;
  std::unique_ptr<input::Input> input_;
  std::optional<input::UlogEvents> entries_;  // of a store
};

// All inputs through the reader: the stores (take_stores()) and then the others.
Reading run_inputs(Tool& tool, const InputOptions& options, const std::vector<Store>& stores,
                   EventReader& reader);

}  // namespace knox::tools
