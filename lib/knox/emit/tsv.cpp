#include "knox/emit/tsv.h"

#include <algorithm>

#include "knox/base/plain.h"
#include "knox/emit/line.h"

namespace knox::emit {

namespace {

// What a single letter stands for; 0: it has none.
char letter_of(char c) {
  switch (c) {
    case '\t': return 't';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\\': return '\\';
    default: return 0;
  }
}

void put_char(Pen& pen, std::string_view& rest) {
  if (const char letter = letter_of(rest.front()); letter != 0) {
    pen.put('\\').put(letter);
    return rest.remove_prefix(1);
  }
  std::array<char, 32> made;
  char* const begin = pen.at();
  put_line_char(pen, rest);
  const auto size = static_cast<std::size_t>(pen.at() - begin);
  std::copy_n(begin, size, made.data());
  pen.at(begin);
  for (const char c : std::string_view(made.data(), size)) {  // \x1b, once more escaped
    if (c == '\\') pen.put('\\');
    pen.put(c);
  }
}

}  // namespace

void tsv_text(Out& out, std::string_view text) {
  constexpr std::size_t kPiece = 4096;
  Pen pen(out);
  while (!text.empty()) {
    pen.room(kPiece + 64);
    const std::size_t n = copy_plain<'\\'>(text.substr(0, std::min(text.size(), kPiece)), pen.at());
    pen.at(pen.at() + n);
    text.remove_prefix(n);
    if (!text.empty() && n < kPiece) put_char(pen, text);
  }
}

}  // namespace knox::emit
