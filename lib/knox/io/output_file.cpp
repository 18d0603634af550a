#include "knox/io/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace knox::io {

std::expected<OutputFile, std::string> OutputFile::open(const std::string& path, int directory) {
  if (path.ends_with('/')) return std::unexpected(std::strerror(EISDIR));
  // O_NONBLOCK: a FIFO without a reader must not be waited for. Plain files do not have it.
  constexpr int kFlags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK;
  Descriptor opened(::openat(directory, path.c_str(), kFlags, S_IRUSR | S_IWUSR));
  // Where a standard descriptor was closed, others write to this number.
  if (opened && opened.get() <= STDERR_FILENO)
    opened = Descriptor(::fcntl(opened.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  struct stat status = {};
  if (!opened || ::fstat(opened.get(), &status) != 0) {
    const int failure = errno;
    if (::fstatat(directory, path.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode))
      return std::unexpected("a symbolic link; name the file that it leads to");
    if (failure != ENXIO) return std::unexpected(std::strerror(failure));
  }
  if (!S_ISREG(status.st_mode) && !S_ISCHR(status.st_mode)) return std::unexpected("not a plain file");
  return OutputFile(std::move(opened),
                    S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0);
}

bool OutputFile::write(std::string_view block, std::size_t whole) {
  std::string_view rest = block;
  error_ = write_all(descriptor_.get(), rest);
  const std::uint64_t before = size_;
  size_ += block.size() - rest.size();
  if (whole > 0 && size_ >= before + whole) whole_ = before + whole;
  if (error_ == 0) return true;
  unwritten_ += rest.size();
  cut_back();
  return false;
}

bool OutputFile::was_cut() noexcept {
  struct stat status = {};
  if (::fstat(descriptor_.get(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size >= size_) return false;
  size_ = whole_ = size;
  return true;
}

void OutputFile::cut_back() {
  struct stat status = {};
  const bool is_ours = ::fstat(descriptor_.get(), &status) == 0 && S_ISREG(status.st_mode) &&
                       static_cast<std::uint64_t>(status.st_size) == size_;
  if (!is_ours || ::ftruncate(descriptor_.get(), static_cast<off_t>(whole_)) != 0) return;
  unwritten_ += size_ - whole_;
  size_ = whole_;
}

void OutputFile::finish() {
  if (!descriptor_) return;
  const int descriptor = descriptor_.release();
  if (::close(descriptor) != 0 && error_ == 0) error_ = errno;
}

}  // namespace knox::io
