#include "knox/tracev3/message/format.h"

#include "knox/tracev3/bytes/append.h"
#include "knox/tracev3/message/format_parser.h"

namespace knox::tracev3 {

namespace {

std::string valid(std::string_view text) {
  std::string characters;
  append_utf8(text, characters);
  return characters;
}

}  // namespace

Format::Format(std::string_view text, Syntax syntax) : text_(valid(text)) {
  std::string_view left = text_;
  for (;;) {
    const std::size_t percent = left.find('%');
    add_text(left.substr(0, percent));
    if (percent == left.npos) return;
    left.remove_prefix(percent);
    const ParsedSpecification parsed = parse_specification(left, syntax);
    switch (parsed.what) {
      case ParsedSpecification::What::kText:
        left.remove_prefix(1);
        add_text(left.substr(0, 1));
        if (!left.empty()) left.remove_prefix(1);
        continue;
      case ParsedSpecification::What::kImpossible: impossible_ = parsed.specification.text; return;
      case ParsedSpecification::What::kSpecification: break;
    }
    if (pieces_.empty() || pieces_.back().has_specification) pieces_.push_back({});
    pieces_.back().has_specification = true;
    pieces_.back().specification = parsed.specification;
    left.remove_prefix(parsed.specification.text.size());
  }
}

Format::Format(Missing missing) : is_missing_(true) {
  add_text(missing.reason);
}

const Format& Format::dynamic() {
  static const Format format("%s");
  return format;
}

// Text that follows text in the string is one piece with it.
void Format::add_text(std::string_view text) {
  if (text.empty()) return;
  if (!pieces_.empty() && !pieces_.back().has_specification) {
    std::string_view& last = pieces_.back().text;
    if (last.data() + last.size() == text.data()) {
      last = {last.data(), last.size() + text.size()};
      return;
    }
  }
  pieces_.push_back({.text = text});
}

std::size_t Format::memory() const noexcept {
  return sizeof *this + text_.capacity() + pieces_.capacity() * sizeof(Piece);
}

}  // namespace knox::tracev3
