#include "knox/io/line_framer.h"

#include <string>
#include <string_view>
#include <vector>

#include "knox/es/peek.h"
#include "unit/catch.h"

using namespace knox;

namespace {

struct Framed {
  std::vector<std::string> frames = {};
  std::size_t skipped = 0;
  bool cut = false;
  std::uint64_t last_line = 0;
  bool operator==(const Framed&) const = default;
};

Framed frame(std::string_view text, std::size_t chunk) {
  using What = io::Step::What;
  io::LineFramer framer(es::kMaxLine, &es::is_whole);
  Framed found;
  std::size_t begin = 0, end = 0;
  for (bool final = false;;) {
    const std::string_view unread = text.substr(begin, end - begin);
    const io::Step step = framer.next(as_bytes(unread), final);
    if (step.what == What::kMore) {
      REQUIRE((!final || unread.empty()));
      if (final) break;
      final = end == text.size();
      end += std::min(chunk, text.size() - end);
      continue;
    }
    REQUIRE((step.size > 0 && step.size <= unread.size()));
    found.last_line = framer.line();
    if (step.what == What::kSkip) {
      found.skipped += step.size;
    } else {
      found.frames.emplace_back(unread.substr(0, step.size));
      found.cut = step.what == What::kCut;
    }
    begin += step.size;
  }
  return found;
}

constexpr std::size_t kChunks[] = {1, 7, 4096, ~std::size_t{0}};

}  // namespace

TEST_CASE("lines: any end, blank ones, the last one without an end") {
  for (const std::size_t chunk : kChunks) {
    CHECK(frame("", chunk) == Framed{});
    CHECK(frame("{\"a\":1}\n\n{}\r\n{\"b\":2} ", chunk) ==
          Framed{.frames = {"{\"a\":1}\n", "\n", "{}\r\n", "{\"b\":2} "}, .last_line = 4});
  }
}

TEST_CASE("lines: the last one is cut where its object is") {
  for (const std::size_t chunk : kChunks) {
    CHECK(frame("{}\n{\"a\":\"", chunk) ==
          Framed{.frames = {"{}\n", "{\"a\":\""}, .cut = true, .last_line = 2});
  }
}

TEST_CASE("lines: one that is too long is skipped, however it comes") {
  const std::string long_line = '{' + std::string(es::kMaxLine, ' ') + "}\n";
  for (const std::size_t chunk : {std::size_t{65'536}, ~std::size_t{0}}) {
    CHECK(frame(long_line + "{}\n", chunk) ==
          Framed{.frames = {"{}\n"}, .skipped = long_line.size(), .last_line = 2});
    CHECK(frame("{}\n" + long_line.substr(0, es::kMaxLine + 1), chunk) ==
          Framed{.frames = {"{}\n"}, .skipped = es::kMaxLine + 1, .last_line = 2});
  }
}
