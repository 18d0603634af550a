#include "knox/io/replace_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "knox/io/sink.h"

namespace knox::io {

Result<void> replace_file(const std::string& path, std::string_view text) {
  std::string beside = path + ".XXXXXX";
  const int fd = ::mkstemp(beside.data());
  if (fd < 0) return std::unexpected(Error{.code = Code::kSystem, .system_errno = errno});
  int trouble = write_all(fd, text);
  if (trouble == 0 && ::fsync(fd) != 0) trouble = errno;
  if (::close(fd) != 0 && trouble == 0) trouble = errno;
  if (trouble == 0 && std::rename(beside.c_str(), path.c_str()) != 0) trouble = errno;
  if (trouble == 0) return {};
  ::unlink(beside.c_str());
  return std::unexpected(Error{.code = Code::kSystem, .system_errno = trouble});
}

}  // namespace knox::io
