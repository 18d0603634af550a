#include "knox/tracev3/message.h"

#include <algorithm>
#include <bit>

#include "knox/tracev3/append.h"
#include "knox/tracev3/decode.h"
#include "knox/tracev3/little.h"
#include "knox/tracev3/masks.h"
#include "knox/tracev3/numbers.h"

namespace knox::tracev3 {

namespace {

constexpr std::string_view kCut = "<\u2026>";

// May a reader of the log see it? What a writer's level is, it has said; writers of level 0 have only stored
// what may be seen.
bool is_visible(const Item& item, const Items& items, const MessageOptions& options) {
  if (!item.is_private()) return true;
  if (options.hides_private) return false;
  if (item.kind() == ItemKind::kReadableObject) return true;
  if (items.level == 0) {
    const bool has_value = item.kind() != ItemKind::kScalar || item.length() != 0;
    return items.has_private_range && !items.private_data.empty() && has_value;
  }
  const unsigned needed = item.is_sensitive() ? 3 : 2;
  return needed <= items.level;
}

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

int limited(int size) {
  return std::min(size, kMostPadding);
}

class Composer {
 public:
  Composer(const Items& items, const MessageOptions& options, std::string& text)
      : items_(items), options_(options), text_(text) {}

  void append(const Specification& specification) {
    Layout layout{limited(specification.width), limited(specification.precision), specification.minus};
    take_layout(specification, layout);
    const Item* const item = take_value(specification);
    if (item == nullptr) return append_absent(specification);
    if (item->kind() == ItemKind::kUnknownMasked && !specification.mask.empty()) {
      return append_unknown_mask(specification.mask, text_);
    }
    Value value{.kind = item->kind(), .bytes = {item->data, item->size}};
    if (item->kind() == ItemKind::kUnknownMasked)
      return append_mismatch(specification.text, *item, value, text_);
    if (!is_visible(*item, items_, options_)) {
      text_ += "<private>";
      return;
    }
    switch (read_value(*item, items_, value)) {
      case Problem::kNone: break;
      case Problem::kMissing: text_ += kMissingData; return;
      case Problem::kBadRange: return append_bad_range(specification.text, *item, items_, text_);
      case Problem::kMismatch: return append_mismatch(specification.text, *item, value, text_);
    }
    if (!append_value(specification, layout, value)) append_mismatch(specification.text, *item, value, text_);
  }

 private:
  const Item* peek() const { return next_ < items_.all.size() ? &items_.all[next_] : nullptr; }
  const Item* take() { return next_ < items_.all.size() ? &items_.all[next_++] : nullptr; }

  // The next argument as a width or precision; `otherwise` when it is none.
  int take_count(int otherwise) {
    const Item* const item = take();
    const bool is_count = item != nullptr && item->size == 4 &&
                          (item->kind() == ItemKind::kCount || item->kind() == ItemKind::kScalar);
    return is_count ? std::bit_cast<std::int32_t>(load_little<std::uint32_t>(item->data)) : otherwise;
  }

  void take_layout(const Specification& specification, Layout& layout) {
    if (specification.width == Specification::kFromItem) {
      const int width = take_count(0);
      if (width < 0) layout.minus = true;
      layout.width = limited(width < -kMostPadding ? kMostPadding : std::abs(width));
    }
    if (specification.precision == Specification::kNone) return;
    const bool is_literal = specification.precision != Specification::kFromItem;
    if (is_literal && (!specification.is_text() || specification.conversion == '@')) {
      if (const Item* const item = peek(); item != nullptr && item->kind() == ItemKind::kCount) take();
      return;
    }
    const int precision = take_count(Specification::kNone);
    if (!is_literal)
      layout.precision = precision < 0 ? Specification::kNone : limited_precision(specification, precision);
  }
  // Of a text it cuts, and fills nothing.
  static int limited_precision(const Specification& specification, int precision) {
    return specification.is_text() ? precision : limited(precision);
  }

  const Item* take_value(const Specification& specification) {
    const Item* item = take();
    if (item != nullptr && item->kind() == ItemKind::kMask && !specification.mask.empty()) item = take();
    return item;
  }

  // "100% of" without arguments is the text that it looks like, though "% o" is a specification.
  void append_absent(const Specification& specification) {
    if (specification.space && specification.text.size() == 3 && specification.conversion == 'o') {
      text_ += specification.text.substr(1);
    } else {
      text_ += kMissingData;
    }
  }

  // False: it is not what the specification is for. Nothing was appended then.
  bool append_value(const Specification& specification, const Layout& layout, const Value& value) {
    if (value.kind == ItemKind::kMasked) {
      if (specification.mask.empty()) return false;
      append_masked(specification.mask, value, text_);
      return true;
    }
    if (specification.decoder == nullptr) return append_plain(specification, layout, value);
    if (is_signpost(*specification.decoder)) return append_signpost(specification, layout, value);
    switch (specification.decoder->decode(*specification.decoder, value, options_.minutes_west, text_)) {
      case Decoded::kDone: return true;
      case Decoded::kMismatch: return false;
      case Decoded::kMissing: text_ += kMissingData; return true;
      case Decoded::kPlain: break;
    }
    return append_plain(specification, layout, value);
  }

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
    if (!value.is_scalar() || !fits(specification, value.bytes.size(), items_.is_32bit)) return false;
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

  const Items& items_;
  const MessageOptions& options_;
  std::string& text_;
  std::size_t next_ = 0;
};

// isspace(3) in the C locale.
void trim_end(std::size_t begin, std::string& text) {
  const std::size_t last = text.find_last_not_of(" \t\n\v\f\r");
  text.resize(last == text.npos || last < begin ? begin : last + 1);
}

}  // namespace

void append_message(const Format& format, const Items& items, const MessageOptions& options,
                    std::string& text) {
  const std::size_t begin = text.size();
  Composer composer(items, options, text);
  for (const Format::Piece& piece : format.pieces()) {
    text += piece.text;
    if (piece.has_specification) composer.append(piece.specification);
  }
  if (!format.impossible().empty()) {
    text += "<decode: can't compose [";
    text += format.impossible();
    text += "]>";
  }
  trim_end(begin, text);
}

}  // namespace knox::tracev3
