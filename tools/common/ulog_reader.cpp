#include "common/ulog_reader.h"

#include "knox/input/formats.h"
#include "knox/tracev3/file/chunk.h"

namespace knox::tools {

UlogReader::UlogReader(std::optional<ulog::Style> style, std::unique_ptr<ulog::LineFinder> finder)
    : style_(style), finder_(std::move(finder)), emit_([this](const ulog::Entry& entry) { take(entry); }) {}

// Lines of nobody may come first, so that text is refused only when it has no entry in it.
io::Framer* UlogReader::begin(const std::string& name, Bytes front, std::string& refusal) {
  instead_.clear();
  if (tracev3::looks_like_tracev3(front)) {
    refusal = "a tracev3 file, which has to be named, uncompressed, and not come from a pipe";
    return nullptr;
  }
  if (!style_ && !front.empty() && !ulog::looks_like_log(as_chars(front))) {
    const input::Format* const format = input::sniff_format(front);
    const bool is_other = format != nullptr && format->sniff(front);
    const std::string other = other_kind(front, name, input::describe_foreign(front));
    if (!other.empty() && (is_other || !input::may_hold_log(front))) {
      refusal = fmt::format("no unified log, but {}", other);
      return nullptr;
    }
    instead_ = "no entry of a unified log is in it";
  }
  reader_.begin_file();
  framer_.emplace(style_, finder_.get());
  return &*framer_;
}

std::optional<Error> UlogReader::take(const io::Frame& frame) {
  return reader_.take(frame.bytes, framer_->style(), emit_);
}

Consumer::Verdict UlogReader::end() {
  return {.refusal = framer_->style() ? "" : instead_, .joined = reader_.joined()};
}

}  // namespace knox::tools
