#include "knox/io/follow.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "knox/base/counted.h"
#include "knox/io/rotation.h"

namespace knox::io {

namespace {

constexpr std::size_t kTail = 64;        // of the bytes by which a file is known again
constexpr std::size_t kMostFresh = 256;  // files that are held open
constexpr std::size_t kMostHeads = 64;

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
}

std::string name_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

std::uint64_t size_of(int fd) {
  struct stat status = {};
  return ::fstat(fd, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

}  // namespace

std::string describe(const Missed& missed) {
  const std::string_view plural = missed.count == 1 ? "" : "s";
  switch (missed.what) {
    case Missed::What::kFiles:
      return fmt::format("{} file{} of this name came and went unread", missed.count, plural);
    case Missed::What::kCut:
      return fmt::format("cut when {} had been read; what was written just before may be missing",
                         counted(missed.count, "byte"));
    case Missed::What::kLate:
      return fmt::format("{} byte{} written to the file before when it had been left, and not read",
                         missed.count, plural);
    case Missed::What::kUnwatched:
      return fmt::format("its directory cannot be watched ({}): files that come and go quickly may be missed",
                         std::strerror(static_cast<int>(missed.count)));
  }
  return {};
}

Followed::Followed(std::string path, Tell tell) : path_(std::move(path)), tell_(std::move(tell)) {
  if (!path_.empty()) watch();
}

// The directory of the name, and where that is a symbolic link, the one of what it leads to, too: the files
// to come are there.
void Followed::watch() {
  std::array<char, PATH_MAX> real;
  const bool leads_on = ::realpath(path_.c_str(), real.data()) != nullptr;
  struct stat status = {};
  const bool is_link = leads_on && ::lstat(path_.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
  const std::string target = is_link ? real.data() : path_;
  directory_ = directory_of(target);
  shape_ = shape_of(name_of(target));
  watch_.reset();
  Result<DirectoryWatch> made = DirectoryWatch::open();
  Result<void> added;
  if (made) added = made->add(directory_of(path_), name_of(path_));
  if (made && added && is_link) added = made->add(directory_, name_of(target));
  if (made && added) {
    watch_ = std::move(*made);
    if (file_.fd) watch_->look_at(fd());
    return;
  }
  const int reason = made ? added.error().system_errno : made.error().system_errno;
  if (reason == ENOENT || std::exchange(is_watch_missing_, true) || !tell_) return;
  tell_({.what = Missed::What::kUnwatched, .count = static_cast<std::uint64_t>(reason)});
}

void Followed::begin(int fd) {
  file_.fd = Descriptor(fd);
  file_.id = identify(fd).value_or(FileId());
  // Standard input may have been read in part.
  position_ = static_cast<std::uint64_t>(std::max<off_t>(::lseek(fd, 0, SEEK_CUR), 0));
  head_ = read_at(fd, 0, std::min<std::uint64_t>(position_, kBeginning));
  if (watch_) watch_->look_at(fd);
  if (path_.empty()) return;
  scan(false);
  // Unless its place was taken in this moment, what is there does not come after it.
  const auto now = identify(AT_FDCWD, path_.c_str(), true);
  if (now != file_.id) std::erase(known_, now);
}

bool Followed::is_known(const FileId& id) const {
  return std::ranges::find(known_, id) != known_.end();
}

bool Followed::is_read(const std::string& beginning) const {
  return is_copy_of(beginning, head_) ||
         std::ranges::any_of(heads_, [&](const std::string& head) { return is_copy_of(beginning, head); });
}

// One more file that is there, held open when it is new.
void Followed::take_new(int directory, const std::string& name, bool follow, std::vector<FileId>& there) {
  std::optional<FileId> id = identify(directory, name.c_str(), follow);
  if (!id) return;
  if (!is_known(*id) && std::ranges::find(there, *id) == there.end()) {
    if (fresh_.size() >= kMostFresh) return;  // at the next look
    const int link = follow ? 0 : O_NOFOLLOW;
    Descriptor fd(::openat(directory, name.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | link));
    if (!fd) return;
    id = identify(fd.get());
    if (!id) return;
    const bool is_new = !is_known(*id) && std::ranges::find(there, *id) == there.end();
    if (is_new) fresh_.push_back({.fd = std::move(fd), .id = *id, .name = name});
  }
  there.push_back(*id);
}

// Without `take`, what is there is only remembered.
void Followed::scan(bool take) {
  std::vector<FileId> there = {file_.id};
  if (DIR* const directory = ::opendir(directory_.c_str())) {
    while (const dirent* const entry = ::readdir(directory)) {
      if (shape_of(entry->d_name) != shape_) continue;
      if (take) {
        take_new(::dirfd(directory), entry->d_name, false, there);
      } else if (const auto id = identify(::dirfd(directory), entry->d_name, false)) {
        there.push_back(*id);
      }
    }
    ::closedir(directory);
  }
  if (take) take_new(AT_FDCWD, path_, true, there);
  for (const File& file : fresh_) there.push_back(file.id);
  known_ = std::move(there);
  // Equals stay in their order. Not with std::stable_sort: in GCC 12's library it is deprecated for clang.
  const auto is_older = [](const File& a, const File& b) {
    return a.id.born != b.id.born ? a.id.born < b.id.born : number_of(a.name) > number_of(b.name);
  };
  for (auto file = fresh_.begin(); file != fresh_.end(); ++file) {
    std::rotate(std::upper_bound(fresh_.begin(), file, *file, is_older), file, file + 1);
  }
}

// Looks again until nothing has changed while it looked, so that what was counted is what is there.
void Followed::refresh() {
  constexpr int kTries = 8;
  if (path_.empty()) return;
  bool is_seen = false;
  for (int i = 0; i < kTries; ++i) {
    DirectoryWatch::Changes changes;
    if (watch_) {
      changes = watch_->take();
    } else {
      changes.counted = false;
    }
    bool has_changed = changes.any;
    if (std::exchange(look_closer_, false)) {
      const auto now = identify(AT_FDCWD, path_.c_str(), true);
      has_changed |= now && !is_known(*now);
      if (!watch_) watch();
      look_back();
    }
    if (!has_changed) break;
    is_counted_ &= changes.counted;
    arrived_ += changes.arrivals;
    if (changes.lost) watch();
    scan(true);
    is_seen = true;
  }
  if (is_seen) count_missed();
}

Followed::Successors Followed::successors() const {
  Successors found;
  if (fresh_.empty()) return found;
  const auto now = identify(AT_FDCWD, path_.c_str(), true);
  const auto here = std::ranges::find_if(fresh_, [&](const File& file) { return now && file.id == *now; });
  // A copy of what is at the name is made before that is cut.
  const std::string current = here != fresh_.end() ? beginning_of(here->fd.get())
                              : was_cut_           ? beginning_of(fd())
                                                   : head_;
  std::vector<std::string> chosen;
  for (std::size_t i = 0; i < fresh_.size(); ++i) {
    if (here != fresh_.end() && &fresh_[i] == &*here) {
      found.at_path = i;
      continue;
    }
    const std::string beginning = beginning_of(fresh_[i].fd.get());
    const auto is_alike = [&](const std::string& other) { return is_copy_of(beginning, other); };
    if (size_of(fresh_[i].fd.get()) == 0) ++found.empty;
    if (beginning.empty() || is_read(beginning) || is_alike(current) ||
        std::ranges::any_of(chosen, is_alike)) {
      continue;
    }
    found.between.push_back(i);
    chosen.push_back(beginning);
  }
  return found;
}

// The next file with something in it.
std::optional<std::size_t> Followed::successor() const {
  Successors found = successors();
  if (is_counted_ && !was_cut_) {
    const std::size_t others = arrived_ - std::min<std::uint64_t>(arrived_, found.at_path ? 1 : 0);
    const std::size_t extra = found.between.size() - std::min(found.between.size(), others);
    found.between.erase(found.between.begin(), found.between.begin() + static_cast<std::ptrdiff_t>(extra));
  }
  if (!found.between.empty()) return found.between.front();
  if (found.at_path && size_of(fresh_[*found.at_path].fd.get()) > 0) return found.at_path;
  return std::nullopt;
}

void Followed::count_missed() {
  if (!is_counted_ || arrived_ == 0) return;
  const Successors found = successors();
  const std::uint64_t there = found.between.size() + (found.at_path ? 1 : 0) + found.empty;
  if (there >= arrived_) return;
  const std::uint64_t missed = arrived_ - there;
  arrived_ = there;
  // The file itself may have gone and come back.
  const bool is_back = there == 0 && identify(AT_FDCWD, path_.c_str(), true) == file_.id;
  if (tell_ && !is_back) tell_({.what = Missed::What::kFiles, .count = missed});
}

void Followed::look_back() {
  if (!left_) return;
  const std::uint64_t size = size_of(left_.get());
  if (size <= left_at_) return;
  if (tell_) tell_({.what = Missed::What::kLate, .count = size - left_at_});
  left_at_ = size;
}

void Followed::keep(std::span<const std::uint8_t> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (head_.size() < kBeginning) head_ += text.substr(0, kBeginning - head_.size());
  tail_ += text.substr(text.size() - std::min(text.size(), kTail));
  tail_.erase(0, tail_.size() - std::min(tail_.size(), kTail));
  position_ += bytes.size();
}

// Whether the file has become another one since it was read.
bool Followed::is_cut() const {
  return size_of(fd()) < position_ || read_at(fd(), 0, head_.size()) != head_ ||
         read_at(fd(), position_ - tail_.size(), tail_.size()) != tail_;
}

// Finds the copy of what the file was. False: there is none, or it ends before what was read, so that more
// may have been written between the copying and the cut.
bool Followed::open_rest() {
  look_closer_ = true;
  refresh();
  for (File& file : fresh_) {
    const int copy = file.fd.get();
    if (!is_copy_of(read_at(copy, 0, head_.size()), head_)) continue;
    const bool is_whole = size_of(copy) >= position_;
    if (is_whole && read_at(copy, position_ - tail_.size(), tail_.size()) != tail_) continue;
    if (is_whole) copy_ = std::move(file.fd);
    fresh_.erase(fresh_.begin() + (&file - fresh_.data()));
    return is_whole;
  }
  return false;
}

Result<std::size_t> Followed::read(std::span<std::uint8_t> into) {
  if (ended_) return 0;
  refresh();
  for (bool is_last = false;;) {
    const int from = copy_ ? copy_.get() : fd();
    const ssize_t n = ::pread(from, into.data(), into.size(), static_cast<off_t>(position_));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return std::unexpected(Error{.code = Code::kSystem, .system_errno = errno});
    const auto got = into.first(static_cast<std::size_t>(n));
    if (copy_ || !is_cut()) {
      keep(got);
      if (n > 0) return got.size();
      ended_ = copy_ || is_last;
      if (ended_) return 0;
      look_closer_ = true;
      if (path_.empty() || !successor()) return 0;
      is_last = true;  // nothing is written to this one any more
      continue;
    }
    // It was cut before these bytes were read if they are still there, and otherwise after that.
    const std::string_view text(reinterpret_cast<const char*>(got.data()), got.size());
    if (n > 0 && read_at(fd(), position_, got.size()) != text) {
      keep(got);
      return got.size();
    }
    was_cut_ = true;
    if (open_rest()) continue;
    if (tell_) tell_({.what = Missed::What::kCut, .count = position_});
    ended_ = true;
    return 0;
  }
}

void Followed::next() {
  look_closer_ = true;
  refresh();
  if (!was_cut_ && !successor()) {
    ended_ = false;
    return;
  }
  if (!head_.empty()) heads_.push_back(head_);
  if (heads_.size() > kMostHeads) heads_.erase(heads_.begin());
  if (was_cut_) {  // its new content is what comes after those that had been copied
    fresh_.push_back(std::move(file_));
    is_counted_ = false;
  } else {
    left_ = std::move(file_.fd);
    left_at_ = position_;
  }
  const bool was_cut = std::exchange(was_cut_, false);
  copy_ = Descriptor();
  head_.clear();
  tail_.clear();
  const auto now = identify(AT_FDCWD, path_.c_str(), true);
  const auto is_at_path = [&](const File& file) { return now && file.id == *now; };
  const std::size_t place = successor().value_or(fresh_.size() - 1);
  file_ = std::move(fresh_[place]);
  const bool has_caught_up = is_at_path(file_) || path_.empty();
  // Those that are older are copies, or empty, and so are some of the others.
  std::size_t i = 0;
  std::erase_if(fresh_, [&](const File& file) {
    const std::size_t own = i++;
    return own == place || (!is_at_path(file) && (own < place || is_read(beginning_of(file.fd.get()))));
  });
  if (has_caught_up && !is_counted_) {
    is_counted_ = true;
    arrived_ = 0;
  } else if (arrived_ > 0 && !was_cut) {
    --arrived_;
  }
  position_ = 0;
  ended_ = false;
  if (watch_) watch_->look_at(fd());
}

void Followed::wait(int milliseconds) {
  pollfd changed = {.fd = watch_ ? watch_->fd() : -1, .events = POLLIN, .revents = 0};
  ::poll(&changed, 1, milliseconds);
}

}  // namespace knox::io
