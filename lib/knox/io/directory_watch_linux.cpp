#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "knox/io/directory_watch.h"

namespace knox::io {

namespace {

std::unexpected<Error> system_error() {
  return std::unexpected(Error{.code = Code::kSystem, .system_errno = errno});
}

std::optional<FileId> identify_at(int directory, const char* name, int flags) {
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  struct statx status = {};
  if (::statx(directory, name, flags, STATX_TYPE | STATX_INO | STATX_BTIME, &status) != 0 ||
      !S_ISREG(status.stx_mode)) {
    return std::nullopt;
  }
  const bool has_birth = (status.stx_mask & STATX_BTIME) != 0;
  const std::int64_t born = status.stx_btime.tv_sec * kNanoseconds + status.stx_btime.tv_nsec;
  return FileId{.device = makedev(status.stx_dev_major, status.stx_dev_minor),
                .inode = status.stx_ino,
                .born = has_birth ? born : 0};
}

}  // namespace

std::optional<FileId> identify(int fd) {
  return identify_at(fd, "", AT_EMPTY_PATH);
}

std::optional<FileId> identify(int directory, const char* name, bool follow) {
  return identify_at(directory, name, follow ? 0 : AT_SYMLINK_NOFOLLOW);
}

Result<DirectoryWatch> DirectoryWatch::open() {
  const int events = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (events < 0) return system_error();
  return DirectoryWatch(events);
}

Result<void> DirectoryWatch::add(const std::string& directory, const std::string& name) {
  constexpr std::uint32_t kNames = IN_CREATE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_ONLYDIR;
  const int number = ::inotify_add_watch(events_.get(), directory.c_str(), kNames);
  if (number < 0) return system_error();
  places_.push_back({.number = number, .name = name});
  return {};
}

// A watch is on a file, not on its name: it has to be taken away from the file before.
void DirectoryWatch::look_at(int file) {
  if (file_ >= 0) ::inotify_rm_watch(events_.get(), file_);
  file_ = ::inotify_add_watch(events_.get(), ("/proc/self/fd/" + std::to_string(file)).c_str(), IN_MODIFY);
}

DirectoryWatch::Changes DirectoryWatch::take() {
  Changes changes;
  alignas(inotify_event) std::array<char, 16 * 1024> events;
  for (ssize_t size; (size = ::read(events_.get(), events.data(), events.size())) > 0;) {
    for (const char* at = events.data(); at < events.data() + size;) {
      inotify_event event = {};
      std::memcpy(&event, at, sizeof event);
      const std::string name(event.len > 0 ? at + sizeof event : "");
      at += sizeof event + event.len;
      if ((event.mask & IN_Q_OVERFLOW) != 0) {
        changes.any = changes.lost = true;
        changes.counted = false;
      }
      const int directory = event.wd;
      const auto is_here = [&](const Place& place) { return place.number == directory; };
      if (!std::ranges::any_of(places_, is_here)) continue;
      changes.any = true;
      changes.lost |= (event.mask & IN_IGNORED) != 0;
      const bool arrived = (event.mask & (IN_CREATE | IN_MOVED_TO)) != 0 &&
                           std::ranges::any_of(places_, [&](const Place& place) {
                             return is_here(place) && place.name == name;
                           });
      if (arrived) ++changes.arrivals;
    }
  }
  return changes;
}

}  // namespace knox::io
