#include "knox/ulog/predicate_like.h"

#include <algorithm>

#include "knox/base/find_text.h"
#include "knox/base/utf8.h"

namespace knox::ulog {

namespace {

constexpr std::size_t kNone = std::string_view::npos;

std::size_t front_size(std::string_view text) noexcept {
  return std::max<std::size_t>(utf8_front(text).size, 1);
}

}  // namespace

Like::Like(std::string_view pattern) : parts_(1) {
  const auto add = [&](char c) {
    Part& part = parts_.back();
    if (part.empty() || part.back().any) part.emplace_back();
    part.back().text += c;
  };
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '*') {
      parts_.emplace_back();
    } else if (c == '?') {
      parts_.back().push_back({.any = true});
    } else if (c == '\\' && i + 1 < pattern.size()) {
      add(pattern[++i]);
    } else {
      add(c);
    }
  }
}

// How much of the text's beginning a part takes; npos: it does not fit.
std::size_t Like::match(const Part& part, std::string_view text) noexcept {
  std::size_t at = 0;
  for (const Piece& piece : part) {
    const std::string_view rest = text.substr(at);
    if (piece.any) {
      if (rest.empty()) return kNone;
      at += front_size(rest);
    } else {
      if (!rest.starts_with(piece.text)) return kNone;
      at += piece.text.size();
    }
  }
  return at;
}

bool Like::matches(std::string_view text) const noexcept {
  const std::size_t first = match(parts_.front(), text);
  if (first == kNone) return false;
  text.remove_prefix(first);
  if (parts_.size() == 1) return text.empty();
  for (std::size_t i = 1; i + 1 < parts_.size(); ++i) {
    const Part& part = parts_[i];
    for (;;) {
      if (!part.empty() && !part.front().any) {
        const std::size_t place = find_text(text, part.front().text);
        if (place == kNone) return false;
        text.remove_prefix(place);
      }
      const std::size_t size = match(part, text);
      if (size != kNone) {
        text.remove_prefix(size);
        break;
      }
      if (text.empty()) return false;
      text.remove_prefix(front_size(text));
    }
  }
  const Part& last = parts_.back();
  if (last.empty()) return true;
  for (;;) {
    if (match(last, text) == text.size()) return true;
    if (text.empty()) return false;
    text.remove_prefix(front_size(text));
  }
}

std::vector<std::string_view> Like::literals() const {
  std::vector<std::string_view> found;
  for (const Part& part : parts_) {
    for (const Piece& piece : part) {
      if (!piece.any) found.push_back(piece.text);
    }
  }
  return found;
}

}  // namespace knox::ulog
