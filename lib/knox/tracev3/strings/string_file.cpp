#include "knox/tracev3/strings/string_file.h"

#include <algorithm>

namespace knox::tracev3 {

Result<std::string> read_string(const io::RandomAccess& file, std::uint64_t position, std::uint64_t most) {
  constexpr std::uint64_t kStep = 256;  // most strings are shorter
  most = std::min({most, kMostString, file.size() - std::min(position, file.size())});
  std::string text;
  for (std::uint64_t step = kStep; text.size() < most; step *= 2) {
    const std::size_t before = text.size();
    text.resize(static_cast<std::size_t>(std::min(most, before + step)));
    const std::span<std::uint8_t> into(reinterpret_cast<std::uint8_t*>(text.data()) + before,
                                       text.size() - before);
    if (const Result<void> read = file.read(position + before, into); !read) {
      return std::unexpected(read.error());
    }
    if (const std::size_t end = text.find('\0', before); end != text.npos) {
      text.resize(end);
      break;
    }
  }
  return text;
}

}  // namespace knox::tracev3
