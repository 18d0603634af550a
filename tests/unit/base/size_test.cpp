#include "knox/base/size.h"

#include "unit/catch.h"

using namespace knox;

TEST_CASE("size: bytes and units") {
  const struct {
    std::string_view text;
    std::optional<std::uint64_t> size;
  } rows[] = {
      {"0", 0},
      {"65536", 65536},
      {"64K", 65536},
      {"64k", 65536},
      {"64KB", 65536},
      {"64KiB", 65536},
      {"12B", 12},
      {"3M", 3145728},
      {"2G", 2147483648},
      {"1T", 1099511627776},
      {"16777215T", 18446742974197923840ULL},
      {"16777216T", std::nullopt},
      {"18446744073709551616", std::nullopt},
      {"", std::nullopt},
      {"K", std::nullopt},
      {"-1", std::nullopt},
      {"1.5M", std::nullopt},
      {"1 M", std::nullopt},
      {"1MM", std::nullopt},
      {"12iB", std::nullopt},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(parse_size(row.text) == row.size);
  }
}
