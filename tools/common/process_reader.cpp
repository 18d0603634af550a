#include "common/process_reader.h"

#include "knox/input/formats.h"

namespace knox::tools {

io::Framer* ProcessReader::begin(const std::string& name, Bytes front, std::string& refusal) {
  const input::ProcessFormat* format = input::sniff_process_format(front);
  if (format == nullptr) {
    if (const std::string_view other = input::describe_foreign(front); !other.empty()) {
      refusal = fmt::format("not to be read here: {}", other);
      return nullptr;
    }
    // Empty, or damaged at its very start.
    format = format_ != nullptr ? format_ : &input::process_formats().front();
  }
  refusal = refuse(name, *format, format_);
  if (!refusal.empty()) return nullptr;
  if (format != format_) {
    finish();
    format_ = format;
    input_ = format->make(options_);
  }
  return &input_->begin();
}

}  // namespace knox::tools
