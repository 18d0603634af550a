#include "knox/tracev3/message/argument_text.h"

#include <algorithm>
#include <bit>

#include "knox/tracev3/bytes/append.h"
#include "knox/tracev3/bytes/little.h"
#include "knox/tracev3/message/decode.h"
#include "knox/tracev3/message/masks.h"

namespace knox::tracev3 {

namespace {

constexpr std::string_view kCut = "<\u2026>";

bool fits(const Specification& specification, std::size_t size, bool is_32bit) {
  using Integer = Specification::Integer;
  if (specification.is_float()) return size == 8;
  if (specification.conversion == 'p') return size == (is_32bit ? 4 : 8);
  switch (specification.integer) {
    case Integer::kLong: return size <= (is_32bit ? 4 : 8);
    case Integer::kLongLong: return true;
    default: return size <= 4;
  }
}

bool is_text_kind(char conversion, ItemKind kind) {
  switch (conversion) {
    case 's': return kind == ItemKind::kString;
    case 'S': return kind == ItemKind::kWideString;
    case 'P': return kind == ItemKind::kData;
    default:
      return kind == ItemKind::kString || kind == ItemKind::kData || kind == ItemKind::kObject ||
             kind == ItemKind::kReadableObject;
  }
}

class ArgumentText {
 public:
  ArgumentText(const ArgumentContext& context, std::string& text) : context_(context), text_(text) {}

  bool append(const Specification& specification, const Layout& layout, const Value& value) {
    if (value.kind == ItemKind::kMasked) {
      if (specification.mask.empty()) return false;
      append_masked(specification.mask, value, text_);
      return true;
    }
    if (specification.decoder == nullptr) return append_plain(specification, layout, value);
    if (is_signpost(*specification.decoder)) return append_signpost(specification, layout, value);
    switch (specification.decoder->decode(*specification.decoder, value, context_.minutes_west, text_)) {
      case Decoded::kDone: return true;
      case Decoded::kMismatch: return false;
      case Decoded::kMissing: text_ += kMissingData; return true;
      case Decoded::kPlain: break;
    }
    return append_plain(specification, layout, value);
  }

 private:
  bool append_signpost(const Specification& specification, Layout layout, const Value& value) {
    const std::string_view name = specification.decoder->name;
    const std::size_t colon = name.find(':'), begin = text_.size();
    text_ += "__##__";
    text_ += name.substr(0, colon);
    text_ += "#____#";
    text_ += name.substr(colon + 1);
    text_ += "#_##_#";
    const bool is_telemetry = name.starts_with("signpost.telemetry:");
    if (is_telemetry && specification.is_float()) layout.precision = std::max(layout.precision, 9);
    const bool is_single = is_telemetry && specification.is_float() && value.is_scalar(4);
    if (is_single) {
      append_float(specification, layout, std::bit_cast<float>(static_cast<std::uint32_t>(value.bits)),
                   text_);
    } else if (!append_plain(specification, layout, value)) {
      text_.resize(begin);
      return false;
    }
    text_ += "##__##";
    return true;
  }

  bool append_plain(const Specification& specification, const Layout& layout, const Value& value) {
    if (specification.is_text()) {
      if (!is_text_kind(specification.conversion, value.kind)) return false;
      append_text(specification, layout, value);
      return true;
    }
    if (!value.is_scalar() || !fits(specification, value.bytes.size(), context_.is_32bit)) return false;
    append_number(specification, layout, value);
    return true;
  }

  void append_number(const Specification& specification, const Layout& layout, const Value& value) {
    if (specification.is_float()) {
      return append_float(specification, layout, std::bit_cast<double>(value.bits), text_);
    }
    switch (specification.conversion) {
      case 'd':
      case 'i':
        return append_integer(specification, layout, static_cast<std::uint64_t>(value.as_signed()), text_);
      case 'c':
      case 'C': return append_char(specification, layout, static_cast<std::uint32_t>(value.bits));
      case 'm': {
        std::string words;
        append_errno(static_cast<std::int32_t>(value.as_signed()), words);
        return append_cut(layout, words);
      }
      default: return append_integer(specification, layout, value.bits, text_);
    }
  }

  void append_char(const Specification& specification, const Layout& layout, std::uint32_t code) {
    const bool is_wide =
        specification.conversion == 'C' || specification.integer == Specification::Integer::kLong;
    std::string character;
    if (is_wide) {
      append_character(code, character);
    } else {
      const char byte = static_cast<char>(code & 0xff);
      append_utf8({&byte, 1}, character);
    }
    append_field(layout, character, text_);
  }

  void append_text(const Specification& specification, const Layout& layout, const Value& value) {
    if (value.kind == ItemKind::kData) return append_data(value);
    if (value.bytes.empty()) {
      // The writer cut texts to a precision in the format string, but not this one.
      const bool is_cut = specification.precision >= 0;
      const std::string_view null = value.is_truncated ? "" : "(null)";
      if (is_cut) {
        append_cut(layout, null);
      } else {
        append_field(layout, null, text_);
      }
    } else {
      std::string_view characters = until_nul(value.bytes);
      const auto precision = static_cast<std::size_t>(layout.precision);
      if (specification.precision == Specification::kFromItem && layout.precision >= 0 &&
          precision <= value.bytes.size()) {
        characters = characters.substr(0, precision);
      }
      append_characters(layout, characters);
    }
    if (value.is_truncated) text_ += kCut;
  }

  void append_characters(const Layout& layout, std::string_view characters) {
    if (layout.width <= 0) return append_utf8(characters, text_);
    std::string valid;
    append_utf8(characters, valid);
    append_field(layout, valid, text_);
  }

  void append_cut(const Layout& layout, std::string_view characters) {
    if (layout.precision >= 0) characters = characters.substr(0, static_cast<std::size_t>(layout.precision));
    append_field(layout, characters, text_);
  }

  void append_data(const Value& value) {
    text_ += '\'';
    append_hex_bytes(value.bytes, " ", text_);
    if (value.is_truncated) text_ += "\u2026";
    text_ += '\'';
  }

  const ArgumentContext& context_;
  std::string& text_;
};

}  // namespace

bool append_argument(const Specification& specification, const Layout& layout, const Value& value,
                     const ArgumentContext& context, std::string& text) {
  return ArgumentText(context, text).append(specification, layout, value);
}

}  // namespace knox::tracev3
