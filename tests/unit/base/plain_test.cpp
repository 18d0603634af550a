#include "knox/base/plain.h"

#include <string>

#include "support/guarded.h"
#include "unit/catch.h"

namespace knox {

namespace {

template <char... Special>
bool is_plain(char c) {
  const auto byte = static_cast<std::uint8_t>(c);
  return byte >= 0x20 && byte < 0x7f && ((c != Special) && ...);
}

template <char... Special>
std::size_t plain_front(std::string_view from) {
  std::size_t n = 0;
  while (n < from.size() && is_plain<Special...>(from[n])) ++n;
  return n;
}

// copy_plain on a string whose end is that of readable memory, into room of just its size.
template <char... Special>
void check(test::Guarded& guarded, std::string_view from) {
  const std::string_view bytes = as_chars(guarded(from));
  std::string to(from.size() + 1, '\x7f');
  const std::size_t n = copy_plain<Special...>(bytes, to.data());
  if (n != plain_front<Special...>(from)) FAIL_CHECK("stops at " << n << " of " << from);
  if (to.substr(0, n) != from.substr(0, n)) FAIL_CHECK("copies " << to << " of " << from);
  if (to.back() != '\x7f') FAIL_CHECK("writes past the end of " << from);
}

}  // namespace

TEST_CASE("every byte at every place of strings of every length is seen") {
  test::Guarded guarded(64);
  for (std::size_t size = 0; size <= 40; ++size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('a' + i % 26);
    check<'"', '\\'>(guarded, text);
    for (std::size_t at = 0; at < size; ++at) {
      const char before = text[at];
      for (int byte = 0; byte < 256; ++byte) {
        text[at] = static_cast<char>(byte);
        check<'"', '\\'>(guarded, text);
        check<'\\'>(guarded, text);
        check<'&', '<', '>', '"', '\\'>(guarded, text);
        check<'\'', '\'', '\''>(guarded, text);
      }
      text[at] = before;
    }
  }
}

TEST_CASE("the first of two special bytes is where it stops") {
  test::Guarded guarded(64);
  for (std::size_t size = 2; size <= 40; ++size) {
    for (std::size_t first = 0; first < size; ++first) {
      for (std::size_t second = first + 1; second < size; ++second) {
        for (const std::string_view pair :
             {"\"\\", "\\\x01", "\x80!", "\x1f ", "\x7f~", "\"#", "\\]", "\xff\""}) {
          std::string text(size, 'x');
          text[first] = pair[0];
          text[second] = pair[1];
          check<'"', '\\'>(guarded, text);
        }
      }
    }
  }
}

}  // namespace knox
