#include "knox/io/random_access.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "knox/io/descriptor.h"

namespace knox::io {

namespace {

Error truncated(std::uint64_t offset, std::uint64_t need, std::uint64_t have) {
  return {.code = Code::kTruncated, .offset = offset, .need = need, .have = have, .what = "file"};
}

class FileAccess final : public RandomAccess {
 public:
  FileAccess(Descriptor file, std::uint64_t size) noexcept : file_(std::move(file)), size_(size) {}
  std::uint64_t size() const noexcept override { return size_; }

  Result<void> read(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    const std::uint64_t left = offset > size_ ? 0 : size_ - offset;
    if (into.size() > left) return std::unexpected(truncated(offset, into.size(), left));
    for (std::size_t done = 0; done < into.size();) {
      const auto at = static_cast<off_t>(offset + done);  // within the file
      const ssize_t n = ::pread(file_.get(), into.data() + done, into.size() - done, at);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0)
        return std::unexpected(Error{.code = Code::kSystem, .system_errno = errno, .offset = offset});
      if (n == 0) return std::unexpected(truncated(offset, into.size(), done));  // it has become shorter
      done += static_cast<std::size_t>(n);
    }
    return {};
  }

 private:
  Descriptor file_;
  std::uint64_t size_;
};

}  // namespace

Result<std::unique_ptr<RandomAccess>> open_random_access(const std::string& path) {
  Descriptor file(
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // a pipe would wait for its writer
  struct stat status;
  if (!file || ::fstat(file.get(), &status) != 0) {
    return std::unexpected(Error{.code = Code::kSystem, .system_errno = errno});
  }
  if (!S_ISREG(status.st_mode))
    return std::unexpected(Error{.code = Code::kUnsupported, .what = "not a plain file"});
  return std::make_unique<FileAccess>(std::move(file), static_cast<std::uint64_t>(status.st_size));
}

Result<void> MemoryAccess::read(std::uint64_t offset, std::span<std::uint8_t> into) const {
  const std::uint64_t left = offset > bytes_.size() ? 0 : bytes_.size() - offset;
  if (into.size() > left) return std::unexpected(truncated(offset, into.size(), left));
  std::ranges::copy(bytes_.subspan(static_cast<std::size_t>(offset), into.size()), into.begin());
  return {};
}

}  // namespace knox::io
