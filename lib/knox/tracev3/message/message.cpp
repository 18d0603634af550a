#include "knox/tracev3/message/message.h"

#include <algorithm>
#include <bit>

#include "knox/tracev3/bytes/little.h"
#include "knox/tracev3/message/argument_text.h"
#include "knox/tracev3/message/masks.h"

namespace knox::tracev3 {

namespace {

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
    const ArgumentContext context{items_.is_32bit, options_.minutes_west};
    if (!append_argument(specification, layout, value, context, text_))
      append_mismatch(specification.text, *item, value, text_);
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
