#include "knox/io/rotation.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

#include "knox/io/gzip.h"

namespace knox::io {

std::string shape_of(std::string_view name) {
  for (const std::string_view end : {".gz", ".old", ".not_terminated", ".crash_recovery"}) {
    if (name.ends_with(end)) name.remove_suffix(end.size());
  }
  std::string shape(name);
  std::erase_if(shape,
                [](char c) { return std::string_view("0123456789.-_:+").find(c) != std::string_view::npos; });
  return shape;
}

std::uint64_t number_of(std::string_view name) {
  if (name.ends_with(".gz")) name.remove_suffix(3);
  const std::size_t begin = name.find_last_not_of("0123456789") + 1;
  std::uint64_t number = 0;
  std::from_chars(name.data() + begin, name.data() + name.size(), number);
  return number;
}

std::string read_at(int fd, std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  const ssize_t n = ::pread(fd, bytes.data(), size, static_cast<off_t>(offset));
  bytes.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  return bytes;
}

std::string beginning_of(int fd) {
  std::string raw = read_at(fd, 0, kBeginning);
  if (!raw.starts_with("\x1f\x8b")) return raw;
  Inflater inflater;
  std::uint64_t offset = 0;
  const auto compressed = [&](std::span<std::uint8_t> into) -> Result<std::size_t> {
    const ssize_t n = ::pread(fd, into.data(), into.size(), static_cast<off_t>(offset));
    if (n < 0) return std::unexpected(Error{.code = Code::kSystem, .system_errno = errno});
    offset += static_cast<std::uint64_t>(n);
    return static_cast<std::size_t>(n);
  };
  std::array<std::uint8_t, kBeginning> head;
  std::size_t size = 0;
  while (size < kBeginning) {
    const Result<std::size_t> n = inflater.read(std::span(head).subspan(size), compressed);
    if (!n || *n == 0) break;
    size += *n;
  }
  return std::string(reinterpret_cast<const char*>(head.data()), size);
}

bool is_copy_of(std::string_view beginning, std::string_view of) {
  return !beginning.empty() && of.starts_with(beginning);
}

}  // namespace knox::io
