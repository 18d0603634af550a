// A BSM record in one of the output formats, as a string:
//
//   Printing text("text");
//   CHECK(text(RecordBuilder({.event = 1}).finish()) == "header,...");
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "knox/base/unknown.h"
#include "knox/bsm/formats.h"
#include "support/written.h"

namespace knox::test {

class Printing {
 public:
  explicit Printing(std::string_view format, bsm::PrintOptions options = {})
      : tables(bsm::Platform::kUnknown) {
    names.use_passwd("");
    names.use_group("");
    options.tables = &tables;
    options.names = &names;
    printer_ = find_named(bsm::formats(), format)->make(options);
  }
  Printing(const Printing&) = delete;
  Printing& operator=(const Printing&) = delete;

  std::string operator()(Bytes frame, std::uint64_t offset = 0) {
    if (!record_.parse(frame)) throw std::invalid_argument("not a record");
    text_.clear();
    printer_->print(record_, offset, out_);
    out_.flush();
    return text_;
  }
  std::string operator()(std::string_view frame) { return (*this)(as_bytes(frame)); }

  bsm::Printer& printer() { return *printer_; }

  // For the test to change. No id has a name before it does.
  bsm::PlatformTables tables;
  os::Names names;

 private:
  std::unique_ptr<bsm::Printer> printer_;
  bsm::Record record_;
  std::string text_;
  StringWriter writer_{text_};
  Out out_{writer_};
};

}  // namespace knox::test
