#include "knox/io/read_file.h"

#include <array>

#include "knox/io/source.h"

namespace knox::io {

Result<std::string> read_file(const std::string& path) {
  constexpr std::size_t kMost = 16 * 1024 * 1024;
  Result<Source> source = Source::open(path, {});
  if (!source) return std::unexpected(source.error());
  std::string text;
  std::array<std::uint8_t, 16 * 1024> block;
  for (;;) {
    const Result<std::size_t> n = source->read(block);
    if (!n) return std::unexpected(n.error());
    if (*n == 0) return text;
    if (text.size() + *n > kMost) {
      return std::unexpected(Error{.code = Code::kBadSize, .need = text.size() + *n, .have = kMost});
    }
    text.append(reinterpret_cast<const char*>(block.data()), *n);
  }
}

}  // namespace knox::io
