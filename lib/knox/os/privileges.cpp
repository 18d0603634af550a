#include "knox/os/privileges.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "knox/os/privileges_system.h"

extern char** environ;

namespace knox::os {

namespace {

// What the program was started with, and put away.
struct Rights {
  bool elevated = false;
  uid_t uid = 0;
  gid_t gid = 0;
  char** environment = nullptr;  // nullptr: it was not put away
};
Rights& rights() {
  static Rights rights;
  return rights;
}

Error system_error(int number, std::string_view what) {
  return {.code = Code::kSystem, .system_errno = number, .what = what};
}

// The first open(2) of a program that was started without standard descriptors would become one of them.
void open_standard_descriptors() {
  while (::fcntl(STDERR_FILENO, F_GETFD) < 0 || ::fcntl(STDOUT_FILENO, F_GETFD) < 0 ||
         ::fcntl(STDIN_FILENO, F_GETFD) < 0) {
    if (::open("/dev/null", O_RDWR) < 0) ::_exit(2);
  }
}

void clear_environment() {
  static std::array<char*, 1> none = {nullptr};
  environ = none.data();
  ::setenv("PATH", "/usr/bin:/bin:/usr/sbin:/sbin", 1);
}

bool use_own_ids() {
  return ::setegid(::getgid()) == 0 && ::seteuid(::getuid()) == 0;
}

class Descriptor {
 public:
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const noexcept { return fd_; }
  int release() noexcept { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

// An entry of a directory, which may be a link to another entry of it.
int open_entry(int directory, const std::string& name) {
  constexpr int kFlags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
  const int fd = ::openat(directory, name.c_str(), kFlags);
  if (fd >= 0) return fd;
  std::array<char, 1024> target;
  const ssize_t size = ::readlinkat(directory, name.c_str(), target.data(), target.size());
  if (size <= 0) return -1;
  const std::string linked(target.data(), static_cast<std::size_t>(size));
  return ::openat(directory, linked.substr(linked.rfind('/') + 1).c_str(), kFlags);
}

}  // namespace

void put_rights_away() noexcept {
  const bool other_ids = ::getuid() != ::geteuid() || ::getgid() != ::getegid();
  rights() = {.elevated = started_elevated() && (other_ids || (::getuid() != 0 && has_capabilities())),
              .uid = ::geteuid(),
              .gid = ::getegid()};
  if (!rights().elevated) return;
  rights().environment = environ;
  open_standard_descriptors();
  clear_environment();
  if (!use_capabilities(false) || !use_own_ids()) ::_exit(2);
}

std::vector<std::string> start_environment() {
  char** const first = rights().environment != nullptr ? rights().environment : environ;
  std::vector<std::string> variables;
  for (char** variable = first; *variable != nullptr; ++variable) variables.emplace_back(*variable);
  return variables;
}

bool is_elevated() noexcept {
  return rights().elevated;
}

Raised::Raised() noexcept {
  if (!is_elevated()) return;
  if (::seteuid(rights().uid) != 0 || ::setegid(rights().gid) != 0 || !use_capabilities(true)) ::_exit(2);
}

Raised::~Raised() {
  if (is_elevated() && (!use_capabilities(false) || !use_own_ids())) ::_exit(2);
}

Result<void> drop_rights() {
  if (!is_elevated()) return {};
  const uid_t uid = ::getuid();
  const gid_t gid = ::getgid();
  // In this order: who has no other user id any more may not change the group.
  if (::seteuid(rights().uid) != 0 || ::setregid(gid, gid) != 0 || ::setreuid(uid, uid) != 0 ||
      !drop_capabilities()) {
    return std::unexpected(system_error(errno, "giving up rights"));
  }
  const bool uid_is_back = rights().uid != uid && ::seteuid(rights().uid) == 0;
  const bool gid_is_back = rights().gid != gid && ::setegid(rights().gid) == 0;
  if (uid_is_back || gid_is_back || ::geteuid() != uid || ::getegid() != gid) {
    return std::unexpected(system_error(EPERM, "giving up rights"));
  }
  rights().elevated = false;
  return {};
}

std::optional<std::string> find_sudo() {
  for (const char* path : {"/usr/bin/sudo", "/usr/local/bin/sudo"}) {
    if (::access(path, X_OK) == 0) return path;
  }
  return std::nullopt;
}

bool has_terminal() noexcept {
  const Descriptor terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  return terminal.get() >= 0;
}

Error run_with_sudo(const std::string& sudo, const std::vector<std::string>& command) {
  std::vector<char*> words;
  std::string name = "sudo", end_of_options = "--";
  words.push_back(name.data());
  words.push_back(end_of_options.data());
  std::vector<std::string> copy = command;
  for (std::string& word : copy) words.push_back(word.data());
  words.push_back(nullptr);
  ::execv(sudo.c_str(), words.data());
  return system_error(errno, "sudo");
}

Result<int> open_trail(const std::string& path) {
  const Raised raised;
  const Descriptor directory(::open(kAuditDirectory, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat meant = {}, opened = {};
  if (directory.get() < 0 || ::stat(path.c_str(), &meant) != 0) {
    return std::unexpected(system_error(EACCES, {}));
  }
  Descriptor trail(open_entry(directory.get(), path.substr(path.rfind('/') + 1)));
  const bool is_it = trail.get() >= 0 && ::fstat(trail.get(), &opened) == 0 && S_ISREG(opened.st_mode) &&
                     opened.st_ino == meant.st_ino && opened.st_dev == meant.st_dev;
  if (!is_it) return std::unexpected(system_error(EACCES, {}));
  return trail.release();
}

}  // namespace knox::os
