#include "knox/io/read_ahead.h"

#include <atomic>
#include <chrono>
#include <numeric>
#include <thread>
#include <vector>

#include "unit/catch.h"

namespace knox::io {

namespace {

// The numbers 0, 1, 2 ... as bytes, up to `size`, then `end`.
ReadAhead::Read counting(std::size_t size, std::size_t chunk, Result<std::size_t> end) {
  return [=, at = std::size_t{0}](std::span<std::uint8_t> into) mutable -> Result<std::size_t> {
    const std::size_t n = std::min({into.size(), chunk, size - at});
    if (n == 0) return end;
    std::iota(into.begin(), into.begin() + static_cast<std::ptrdiff_t>(n), static_cast<std::uint8_t>(at));
    at += n;
    return n;
  };
}

}  // namespace

TEST_CASE("read ahead: the bytes come in their order, the end or the error behind them, again and again") {
  const Error cut{.code = Code::kTruncated, .what = "gzip"};
  for (const std::size_t size : {0UZ, 1UZ, 1'000'000UZ}) {
    for (const std::size_t chunk : {7UZ, 4096UZ, 1UZ << 20}) {
      for (const std::size_t room : {1000UZ, 300'000UZ}) {
        for (const bool is_cut : {false, true}) {
          ReadAhead ahead(counting(size, chunk, is_cut ? Result<std::size_t>(std::unexpected(cut)) : 0));
          std::vector<std::uint8_t> into(room);
          std::size_t at = 0, wrong = 0;
          Result<std::size_t> n = 0;
          while ((n = ahead.read(into)) && *n > 0) {
            for (std::size_t i = 0; i < *n; ++i, ++at) wrong += into[i] != static_cast<std::uint8_t>(at);
          }
          CHECK(at == size);
          CHECK(wrong == 0);
          CHECK(n.has_value() == !is_cut);
          n = ahead.read(into);
          CHECK(n.has_value() == !is_cut);
          if (!n) CHECK(n.error().what == "gzip");
        }
      }
    }
  }
}

TEST_CASE("read ahead: nobody takes what was read, and so no more is read; and it can end before its end") {
  std::atomic<std::size_t> read = 0;
  {
    ReadAhead ahead([&](std::span<std::uint8_t> into) -> Result<std::size_t> {
      read += into.size();
      return into.size();
    });
    std::vector<std::uint8_t> into(1000);
    REQUIRE(ahead.read(into));
    std::size_t before = 0;
    for (int quiet = 0; quiet < 5; quiet = read == before ? quiet + 1 : 0) {
      before = read;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    CHECK(read <= 1'000'000);
  }
  const std::size_t all = read;
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  CHECK(read == all);
}

}  // namespace knox::io
