// What a tool has that reads unified logs as they are, entry by entry (lib/knox/ulog).
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "common/inputs.h"
#include "knox/ulog/entry_reader.h"
#include "knox/ulog/framer.h"

namespace knox::tools {

class UlogReader : public Consumer {
 public:
  // `style`: of all inputs, whatever they look like. `finder`: which lines of JSON can be wanted, or nullptr.
  UlogReader(std::optional<ulog::Style> style, std::unique_ptr<ulog::LineFinder> finder);

  io::Framer* begin(const std::string& name, Bytes front, std::string& refusal) override;
  std::optional<Error> take(const io::Frame& frame) override;
  void silence(std::uint32_t milliseconds) override { reader_.silence(milliseconds, emit_); }
  Verdict end() override;
  void finish() override { reader_.finish(emit_); }

 protected:
  virtual void take(const ulog::Entry& entry) = 0;

 private:
  std::optional<ulog::Style> style_;
  std::unique_ptr<ulog::LineFinder> finder_;
  std::optional<ulog::EntryFramer> framer_;
  ulog::EntryReader reader_;
  ulog::EntryReader::Emit emit_;
  std::string instead_;  // what the input is if no entry comes
};

}  // namespace knox::tools
