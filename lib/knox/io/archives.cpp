#include "knox/io/archives.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "knox/io/gzip_archive.h"

namespace knox::io {

namespace {

constexpr const char* kGzip = ".gz";

}  // namespace

bool Archives::is_there(const std::string& name) const {
  struct stat status = {};
  return ::fstatat(directory_, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
}

bool Archives::is_own(const std::string& name) const {
  struct stat status = {};
  return ::fstatat(directory_, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_uid == owner_;
}

bool Archives::is_free(unsigned number) const {
  return !is_there(numbered(number)) && !is_there(numbered(number) + kGzip);
}

// Each returns 0, also when there is no such file, or the errno.
int Archives::move(const std::string& from, const std::string& to) const {
  struct stat status = {};
  if (::fstatat(directory_, from.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
    return errno == ENOENT ? 0 : errno;
  if (status.st_uid != owner_) return EPERM;
  const bool done = to.empty() ? ::unlinkat(directory_, from.c_str(), 0) == 0
                               : ::renameat(directory_, from.c_str(), directory_, to.c_str()) == 0;
  return done ? 0 : errno;
}

int Archives::remove(unsigned number) const {
  if (const int failure = move(numbered(number), {}); failure != 0) return failure;
  return move(numbered(number) + kGzip, {});
}

Result<void> Archives::make_room() const {
  int failure = 0;
  unsigned free = 1;
  while (free < most_ && !is_free(free)) ++free;
  // More than can be when fewer are kept than before.
  for (unsigned number = most_ + 1; failure == 0 && !is_free(number); ++number) failure = remove(number);
  if (free == most_ && failure == 0) failure = remove(free);
  for (unsigned number = free; failure == 0 && number > 1; --number) {
    failure = move(numbered(number - 1), numbered(number));
    if (failure == 0) failure = move(numbered(number - 1) + kGzip, numbered(number) + kGzip);
  }
  if (failure == 0) return {};
  return std::unexpected(Error{.code = Code::kSystem, .system_errno = failure});
}

void Archives::repair() const {
  for (unsigned number = 1; number <= most_; ++number) {
    const std::string name = numbered(number);
    move(name + ".gz.part", {});
    if (is_there(name + kGzip) && is_there(name) && is_archived(directory_, name)) move(name, {});
  }
}

std::optional<std::string> Archives::plain() const {
  for (unsigned number = most_; number > 0; --number) {
    std::string name = numbered(number);
    if (is_own(name) && !is_there(name + kGzip)) return name;
  }
  return std::nullopt;
}

Result<GzipArchive> Archives::compress(const std::string& name) const {
  return GzipArchive::begin(directory_, name, owner_);
}

}  // namespace knox::io
