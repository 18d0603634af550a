#include "common/deeds_reader.h"

#include "knox/event/deeds_print.h"

namespace knox::tools {

void DeedsReader::begin(const input::Format& format) {
  if (format_ == &format) return;
  format_ = &format;
  input_ = format.make({.wanted = input::Wanted::kEvents, .names = &names_});
  (void)input_->begin();
}

void DeedsReader::take(std::string_view bytes) {
  while (!format_->binary && bytes.find('\n') != bytes.npos) {
    const std::size_t end = bytes.find('\n');
    take_frame(bytes.substr(0, end));
    bytes.remove_prefix(end + 1);
  }
  take_frame(bytes);
}

// Whoever has chosen it has told what is wrong with it.
void DeedsReader::take_frame(std::string_view bytes) {
  if (!bytes.empty()) (void)input_->take({.bytes = as_bytes(bytes)}, emit_);
}

bool DeedsReader::finish(std::string_view format, Out& out) {
  if (input_ != nullptr) input_->finish(emit_);
  const event::DeedsSum sum = deeds_.sum();
  if (sum.empty()) return false;
  (format == "json" ? event::put_deeds_json : event::put_deeds_text)(sum, out);
  return true;
}

}  // namespace knox::tools
