#include <fcntl.h>
#include <sys/types.h>
// after sys/types.h
#include <sys/event.h>
#include <sys/stat.h>
#include <sys/time.h>

#include <array>
#include <cerrno>

#include "knox/io/directory_watch.h"

namespace knox::io {

namespace {

std::unexpected<Error> system_error() {
  return std::unexpected(Error{.code = Code::kSystem, .system_errno = errno});
}

std::optional<FileId> id_of(const struct stat& status) {
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  if (!S_ISREG(status.st_mode)) return std::nullopt;
#ifdef __APPLE__
  const timespec& born = status.st_birthtimespec;
#else
  const timespec& born = status.st_birthtim;
#endif
  // -1 where it is not known
  const std::int64_t time = born.tv_sec < 0 ? 0 : born.tv_sec * kNanoseconds + born.tv_nsec;
  return FileId{.device = static_cast<std::uint64_t>(status.st_dev), .inode = status.st_ino, .born = time};
}

bool watch(int events, int fd, unsigned int what) {
  struct kevent change = {};
  change.ident = static_cast<uintptr_t>(fd);
  change.filter = EVFILT_VNODE;
  change.flags = EV_ADD | EV_CLEAR;
  change.fflags = what;
  return ::kevent(events, &change, 1, nullptr, 0, nullptr) == 0;
}

}  // namespace

std::optional<FileId> identify(int fd) {
  struct stat status = {};
  return ::fstat(fd, &status) == 0 ? id_of(status) : std::nullopt;
}

std::optional<FileId> identify(int directory, const char* name, bool follow) {
  struct stat status = {};
  const int flags = follow ? 0 : AT_SYMLINK_NOFOLLOW;
  return ::fstatat(directory, name, &status, flags) == 0 ? id_of(status) : std::nullopt;
}

Result<DirectoryWatch> DirectoryWatch::open() {
  const int events = ::kqueue();
  if (events < 0) return system_error();
  ::fcntl(events, F_SETFD, FD_CLOEXEC);
  return DirectoryWatch(events);
}

// What changed in a directory is not told, only that something has.
Result<void> DirectoryWatch::add(const std::string& directory, const std::string& name) {
  Descriptor fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd || !watch(events_.get(), fd.get(), NOTE_WRITE | NOTE_EXTEND | NOTE_DELETE | NOTE_RENAME)) {
    return system_error();
  }
  places_.push_back({.number = fd.get(), .name = name});
  open_.push_back(std::move(fd));
  return {};
}

// A closed descriptor takes itself out of a kqueue, so the file before needs nothing.
void DirectoryWatch::look_at(int file) {
  file_ = watch(events_.get(), file, NOTE_WRITE | NOTE_EXTEND | NOTE_ATTRIB) ? file : -1;
}

DirectoryWatch::Changes DirectoryWatch::take() {
  Changes changes{.any = false, .lost = false, .counted = false, .arrivals = 0};
  const timespec now = {};
  std::array<struct kevent, 16> events;
  for (int count; (count = ::kevent(events_.get(), nullptr, 0, events.data(), events.size(), &now)) > 0;) {
    for (int i = 0; i < count; ++i) {
      const struct kevent& event = events[static_cast<std::size_t>(i)];
      if (static_cast<int>(event.ident) == file_) continue;
      changes.any = true;
      changes.lost |= (event.fflags & NOTE_DELETE) != 0;
    }
  }
  return changes;
}

}  // namespace knox::io
