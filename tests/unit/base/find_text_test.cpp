#include "knox/base/find_text.h"

#include <string>

#include "support/guarded.h"
#include "unit/catch.h"

namespace knox {

TEST_CASE("find text: the first place, wherever it is, and nothing behind the end") {
  for (const std::string_view text : {"a", "ab", "curl", "_seq_num\""}) {
    for (std::size_t before = 0; before < 150; ++before) {
      for (const unsigned after : {0U, 1U, 15U, 64U, 100U}) {
        const std::string in = std::string(before, 'c') + std::string(text) + std::string(after, 'b');
        test::Guarded guarded(in.size());
        CHECK(find_text(as_chars(guarded(in)), text) == in.find(text));
        CHECK(find_text(as_chars(guarded(in.substr(0, in.size() - after - 1))), text) ==
              std::string_view::npos);
      }
    }
  }
  // What begins and ends alike is not the same.
  CHECK(find_text(std::string(200, 'x') + "cxxl" + std::string(200, 'x') + "curl", "curl") == 404);
  CHECK(find_text("", "a") == std::string_view::npos);
}

}  // namespace knox
