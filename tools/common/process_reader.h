// What the tools that follow processes have in common: inputs of any format that input/process_input.h knows.
#pragma once

#include <memory>
#include <string>

#include "common/inputs.h"
#include "knox/input/process_input.h"

namespace knox::tools {

class ProcessReader : public Consumer {
 public:
  explicit ProcessReader(input::ProcessOptions options)
      : options_(std::move(options)), emit_([this](const input::ProcessRecord& record) { take(record); }) {}

  io::Framer* begin(const std::string& name, Bytes front, std::string& refusal) override;
  std::optional<Error> take(const io::Frame& frame) override { return input_->take(frame, emit_); }
  void silence(std::uint32_t milliseconds) override { input_->silence(milliseconds, emit_); }
  void finish() override {
    if (input_) input_->finish(emit_);
  }

 protected:
  // All that is told of processes, in its order.
  virtual void take(const input::ProcessRecord& record) = 0;
  // An input of that format begins, after one of `before` if there was one. What is not empty refuses it.
  virtual std::string refuse(const std::string& name, const input::ProcessFormat& format,
                             const input::ProcessFormat* before) = 0;

 private:
  const input::ProcessFormat* format_ = nullptr;
  input::ProcessOptions options_;
  input::ProcessInput::Emit emit_;
  std::unique_ptr<input::ProcessInput> input_;
};

}  // namespace knox::tools
