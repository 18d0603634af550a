#include "knox/io/rotating_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace knox::io {

namespace {

// What is compressed for each byte that is written: it is done long before it has to be.
constexpr std::size_t kCompressed = 4;
constexpr std::size_t kLeastCompressed = 16 * 1024;

struct stat status_of(int descriptor) {
  struct stat status = {};
  ::fstat(descriptor, &status);
  return status;
}

// Owner and mode are those of the file before.
void make_alike(int descriptor, const struct stat& before) {
  if (::fchown(descriptor, before.st_uid, before.st_gid) == 0)
    (void)::fchmod(descriptor, before.st_mode & 0777);
}

// A program that was killed has left the beginning of a line. BSM and the like are no text.
bool ends_inside_a_line(int directory, const std::string& name) {
  const Descriptor file(::openat(directory, name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  const struct stat status = status_of(file.get());
  if (!file || !S_ISREG(status.st_mode) || status.st_size == 0) return false;
  std::array<char, 256> end;
  const off_t at = std::max<off_t>(0, status.st_size - static_cast<off_t>(end.size()));
  const ssize_t n = ::pread(file.get(), end.data(), end.size(), at);
  if (n <= 0 || end[static_cast<std::size_t>(n) - 1] == '\n') return false;
  return std::all_of(end.begin(), end.begin() + n, [](char c) {
    return static_cast<unsigned char>(c) >= ' ' || c == '\n' || c == '\t' || c == '\x1d';
  });
}

}  // namespace

std::expected<RotatingFile, std::string> RotatingFile::open(const std::string& path, const Rotation& rotation,
                                                            Tell tell) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == path.npos ? "." : path.substr(0, slash + 1);
  const std::string name = path.substr(slash == path.npos ? 0 : slash + 1);
  if (name.empty()) return std::unexpected(std::strerror(path.empty() ? ENOENT : EISDIR));
  Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory && directory.get() <= STDERR_FILENO)
    directory = Descriptor(::fcntl(directory.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (!directory) return std::unexpected(std::strerror(errno));
  auto file = OutputFile::open(name, directory.get());
  if (!file) return std::unexpected(file.error());
  const struct stat status = status_of(file->descriptor());
  const bool is_plain = S_ISREG(status.st_mode);
  if (rotation.max_size > 0 && !is_plain) return std::unexpected("not a plain file, which --max-size needs");
  if (rotation.max_size > 0 && ::flock(file->descriptor(), LOCK_EX | LOCK_NB) != 0)
    return std::unexpected("another program writes to it and rotates it");
  RotatingFile opened(std::move(directory), name, rotation, std::move(tell));
  if (is_plain) {
    opened.archives_.emplace(opened.directory_.get(), name, status.st_uid, std::max(1U, rotation.max_files));
    if (rotation.compress) opened.archives_->repair();
    if (ends_inside_a_line(opened.directory_.get(), name)) {
      file->write("\n", 1);
      opened.tell_once("its last line is not whole; it is ended", 0);
    }
  }
  opened.file_.emplace(std::move(*file));
  return opened;
}

void RotatingFile::tell_once(const std::string& what, int number) {
  std::string line = fmt::format("{}: {}", name_, what);
  if (number != 0) line += fmt::format(": {}", std::strerror(number));
  if (line == told_) return;
  told_ = line;
  tell_(line);
}

bool RotatingFile::write(std::string_view block, std::size_t whole) {
  const bool ends_inside = !at_boundary_ && whole > 0 && whole < block.size();
  if (ends_inside) return append(block.substr(0, whole), whole) && write(block.substr(whole), 0);
  if (at_boundary_ && archives_) look_at_file(block.size());
  return append(block, whole);
}

bool RotatingFile::append(std::string_view block, std::size_t whole) {
  const bool done = file_->write(block, whole);
  at_boundary_ = whole == block.size();
  error_ = file_->error();
  unwritten_ = lost_before_ + file_->unwritten();
  compress(std::max(kCompressed * block.size(), kLeastCompressed));
  return done;
}

// Before a record begins: whether it has to begin in another file.
void RotatingFile::look_at_file(std::size_t next) {
  struct stat named = {};
  const struct stat own = status_of(file_->descriptor());
  const bool is_named = ::fstatat(directory_.get(), name_.c_str(), &named, AT_SYMLINK_NOFOLLOW) == 0 &&
                        named.st_dev == own.st_dev && named.st_ino == own.st_ino;
  if (!is_named) {
    open_again();
  } else if (file_->was_cut()) {
    tell_once("somebody has cut it; what was written while it was copied may be in no copy", 0);
  }
  const auto size = static_cast<std::uint64_t>(status_of(file_->descriptor()).st_size);
  if (rotation_.max_size > 0 && size > 0 && size + next > rotation_.max_size) rotate();
}

// Somebody has moved it away: others may have made a new one already.
void RotatingFile::open_again() {
  const struct stat before = status_of(file_->descriptor());
  const bool is_new = ::faccessat(directory_.get(), name_.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) != 0;
  auto file = OutputFile::open(name_, directory_.get());
  if (!file) return tell_once("was moved, and cannot be made again: " + file.error(), 0);
  if (is_new) {
    make_alike(file->descriptor(), before);
  } else if (status_of(file->descriptor()).st_uid != before.st_uid) {
    return tell_once("was moved, and the new one is another user's; what comes goes into the old one", 0);
  }
  replace(std::move(*file));
}

void RotatingFile::replace(OutputFile file) {
  file_->finish();
  lost_before_ += file_->unwritten();
  if (file_->error() != 0) tell_once("cannot be closed", file_->error());
  if (rotation_.max_size > 0) (void)::flock(file.descriptor(), LOCK_EX | LOCK_NB);
  file_.emplace(std::move(file));
}

void RotatingFile::rotate() {
  compress(SIZE_MAX);
  if (const auto room = archives_->make_room(); !room)
    return tell_once("cannot be rotated", room.error().system_errno);
  const struct stat before = status_of(file_->descriptor());
  const std::string newest = archives_->newest();
  const int directory = directory_.get();
  if (::renameat(directory, name_.c_str(), directory, newest.c_str()) != 0)
    return tell_once("cannot be rotated", errno);
  auto file = OutputFile::open(name_, directory);
  if (!file) {
    (void)::renameat(directory, newest.c_str(), directory, name_.c_str());
    return tell_once("cannot be rotated: " + file.error(), 0);
  }
  make_alike(file->descriptor(), before);
  replace(std::move(*file));
  can_compress_ = true;
}

void RotatingFile::compress(std::size_t bytes) {
  while (rotation_.compress && can_compress_ && archives_) {
    if (!compressing_) {
      const auto name = archives_->plain();
      can_compress_ = name.has_value();
      if (!name) return;
      auto begun = archives_->compress(*name);
      if (!begun) {
        can_compress_ = false;
        return tell_once("cannot compress " + *name, begun.error().system_errno);
      }
      compressing_.emplace(std::move(*begun));
    }
    const Result<bool> done = compressing_->step(bytes);
    if (done && !*done) return;
    compressing_.reset();
    if (done) continue;
    can_compress_ = false;
    tell_once("an older one cannot be compressed", done.error().system_errno);
  }
}

void RotatingFile::finish() {
  compress(SIZE_MAX);
  file_->finish();
  error_ = file_->error();
}

}  // namespace knox::io
