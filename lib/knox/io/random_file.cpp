#include "knox/io/random_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

namespace knox::io {

namespace {

std::unexpected<Error> system_error(std::string_view what) {
  return std::unexpected(Error{.code = Code::kSystem, .system_errno = errno, .what = what});
}

}  // namespace

Result<RandomFile> RandomFile::open(const std::string& path) {
  Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status;
  if (!descriptor || ::fstat(descriptor.get(), &status) != 0) return system_error("open");
  if (!S_ISREG(status.st_mode)) {
    return std::unexpected(Error{.code = Code::kUnsupported, .what = "what is no regular file"});
  }
  return RandomFile(std::move(descriptor), static_cast<std::uint64_t>(status.st_size));  // never negative
}

Result<std::size_t> RandomFile::read(std::uint64_t offset, std::span<std::uint8_t> into) const {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t n =
        ::pread(descriptor_.get(), into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error("read");
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
}

}  // namespace knox::io
