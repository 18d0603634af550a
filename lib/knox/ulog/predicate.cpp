#include "knox/ulog/predicate.h"

#include <algorithm>

#include "knox/base/utf8.h"
#include "knox/ulog/predicate_parser.h"

namespace knox::ulog {

namespace {

// The first byte that belongs to no character; npos: there is none.
std::size_t find_no_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Char c = utf8_front(text.substr(at));
    if (c.size == 0) return at;
    at += c.size;
  }
  return text.npos;
}

// Without what could break the line or hide in it.
std::string on_one_line(std::string_view text) {
  std::string safe;
  for (; !text.empty(); text.remove_prefix(std::max<std::size_t>(utf8_front(text).size, 1))) {
    const Utf8Char c = utf8_front(text);
    safe += c.size == 0 || is_unsafe_char(c.code) ? std::string_view("\xef\xbf\xbd") : text.substr(0, c.size);
  }
  return safe;
}

}  // namespace

Predicate::Predicate(std::shared_ptr<const Tree> tree) : tree_(std::move(tree)) {}

std::expected<Predicate, Mistake> Predicate::parse(std::string_view text, const Named& named) {
  if (text.size() > kMaxText) return std::unexpected(Mistake{0, "a predicate has 65536 bytes at most"});
  const std::size_t wrong = find_no_utf8(text);
  if (wrong != text.npos) return std::unexpected(Mistake{wrong, "a byte that is not UTF-8"});
  auto tree = is_short(text) ? parse_short(text, named) : parse_long(text, named);
  if (!tree) return std::unexpected(Mistake{tree.error().place, on_one_line(tree.error().what)});
  tree->needles = find_needles(*tree);
  return Predicate(std::make_shared<const Tree>(std::move(*tree)));
}

bool Predicate::matches(const Record& record) const {
  return tree_->matches(record);
}
Verdict Predicate::judge(const Record& record, const FieldSet& known) const {
  return tree_->judge(record, known);
}
const std::vector<std::vector<std::string>>& Predicate::needles() const noexcept {
  return tree_->needles;
}
std::string Predicate::for_log() const {
  return ulog::for_log(*tree_);
}
std::string Predicate::explain() const {
  return ulog::explain(*tree_);
}

std::string point_at(std::string_view text, const Mistake& mistake) {
  constexpr std::size_t kMost = 72;  // characters of the text
  const std::size_t place = std::min(mistake.place, text.size());
  std::size_t begin = text.rfind('\n', place == 0 ? 0 : place - 1);
  begin = begin == text.npos || place == 0 ? 0 : begin + 1;
  const std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  std::vector<std::string_view> characters;
  std::size_t column = 0;
  for (std::size_t at = 0; at < line.size();) {
    const Utf8Char c = utf8_front(line.substr(at));
    const std::size_t size = std::max<std::size_t>(c.size, 1);
    if (begin + at < place) ++column;
    characters.push_back(c.size == 0 || is_unsafe_char(c.code) ? std::string_view("\xef\xbf\xbd")
                                                               : line.substr(at, size));
    at += size;
  }
  const bool is_cut = characters.size() > kMost && column > kMost / 2;
  const std::size_t first = is_cut ? std::min(column - kMost / 2, characters.size() - kMost) : 0;
  const std::size_t last = std::min(characters.size(), first + kMost);
  std::string shown = "  ";
  for (std::size_t i = first; i < last; ++i) shown += characters[i];
  return shown + "\n  " + std::string(column - first, ' ') + "^ " + mistake.what;
}

}  // namespace knox::ulog
