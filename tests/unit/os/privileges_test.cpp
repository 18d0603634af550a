// Rights that somebody else has given: by sudo(8), or to a program that is setuid. Only root can try it.
#include "knox/os/privileges.h"

#ifdef __linux__

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <grp.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "knox/os/privileges_system.h"
#include "support/child.h"
#include "unit/catch.h"

extern char** environ;

namespace knox::os {

namespace {

namespace fs = std::filesystem;
using test::in_child;

constexpr uid_t kSomebody = 54321;  // who is in no /etc/passwd
constexpr gid_t kGroup = 54322;
constexpr char kElevated[] = "in a program that is setuid";  // the name of a test

bool is_root() {
  return ::getuid() == 0 && ::geteuid() == 0;
}

// The ids in effect, and whether the real ones are those.
std::string ids() {
  std::vector<gid_t> groups(static_cast<std::size_t>(::getgroups(0, nullptr)));
  ::getgroups(static_cast<int>(groups.size()), groups.data());
  uid_t uid = 0, euid = 0, suid = 0;
  gid_t gid = 0, egid = 0, sgid = 0;
  ::getresuid(&uid, &euid, &suid);
  ::getresgid(&gid, &egid, &sgid);
  return fmt::format("{}/{}/{} {}/{}/{} {}", uid, euid, suid, gid, egid, sgid, fmt::join(groups, ","));
}

// A directory of root's in a place of root's, but for /tmp, where everybody may replace everything.
struct Directory {
  explicit Directory(const char* parent) {
    std::string name = std::string(parent) + "/knox-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
    fs::permissions(path, fs::perms(0755));
  }
  ~Directory() { fs::remove_all(path); }
  fs::path path;
};

}  // namespace

TEST_CASE("whom sudo has asked") {
  const auto caller = [](const char* uid) {
    return in_child([&] {
      ::unsetenv("SUDO_UID");
      if (uid != nullptr) ::setenv("SUDO_UID", uid, 1);
      const std::optional<uid_t> found = sudo_caller();
      return found ? std::to_string(*found) : std::string("nobody");
    });
  };
  for (const char* const none :
       {static_cast<const char*>(nullptr), "", "0", "x", "12x", " 12", "-1", "4294967296"}) {
    CAPTURE((none == nullptr ? "unset" : none));
    CHECK(caller(none) == "nobody");
  }
  CHECK(caller("54321") == (is_root() ? "54321" : "nobody"));
  if (!is_root()) return;
  CHECK(in_child([] {
          ::setenv("SUDO_UID", "54321", 1);
          if (::seteuid(kSomebody) != 0) return std::string("could not");
          return std::string(sudo_caller() ? "somebody" : "nobody");
        }) == "nobody");
}

TEST_CASE("files are opened with the rights of whom sudo has asked") {
  if (!is_root()) return;
  const auto prepare = [](const char* uid, const char* gid) {
    const std::array<gid_t, 3> own = {0, 7, 8};
    ::setgroups(own.size(), own.data());
    ::setenv("SUDO_UID", uid, 1);
    ::unsetenv("SUDO_GID");
    if (gid != nullptr) ::setenv("SUDO_GID", gid, 1);
  };
  const auto as_caller = [&](const char* uid, const char* gid) {
    return in_child([&] {
      prepare(uid, gid);
      std::string steps;
      {
        const AsCaller caller;
        steps = ids();
      }
      return steps + "; " + ids();
    });
  };
  CHECK(as_caller("54321", "54322") == "0/54321/0 0/54322/0 54322; 0/0/0 0/0/0 0,7,8");
  CHECK(as_caller("54321", nullptr) == "0/54321/0 0/4294967294/0 4294967294; 0/0/0 0/0/0 0,7,8");
  CHECK(as_caller("0", "54322") == "0/0/0 0/0/0 0,7,8; 0/0/0 0/0/0 0,7,8");
  CHECK(in_child([&] {
          prepare("54321", "54322");
          become_caller();
          return ids();
        }) == "54321/54321/54321 54322/54322/54322 54322");
  CHECK(in_child([&] {
          prepare("0", "54322");
          become_caller();
          return ids();
        }) == "0/0/0 0/0/0 0,7,8");
  // A user whom the system knows has its own groups, whatever SUDO_GID says.
  CHECK(in_child([&] {
          prepare("1", "54322");  // daemon
          const AsCaller caller;
          return ids();
        }).starts_with("0/1/0 0/1/0 1"));
}

TEST_CASE("what is in the audit directory") {
  const std::string directory = kAuditDirectory;
  CHECK(is_in_audit_directory(directory + "/audit.log"));
  CHECK(is_in_audit_directory(directory + "/..x"));
  for (const std::string& path :
       {directory, directory + "/", directory + "/.", directory + "/..", directory + "/../shadow",
        directory + "/sub/audit.log", "/" + directory + "/audit.log", directory + "x/audit.log",
        std::string("/etc/shadow"), std::string("./audit.log"), std::string("audit.log"), std::string()}) {
    CAPTURE(path);
    CHECK_FALSE(is_in_audit_directory(path));
  }
  if (::access(kAuditDirectory, X_OK) != 0) return;
  CHECK(in_child([] {
          if (::chdir(kAuditDirectory) != 0) return std::string("could not");
          return fmt::format("{} {} {}", is_in_audit_directory("audit.log"), is_in_audit_directory("."),
                             is_in_audit_directory("./audit.log"));
        }) == "true false false");
}

TEST_CASE("what only root can replace") {
  CHECK_FALSE(only_root_can_replace("/missing"));
  if (!is_root()) return;
  const Directory own("/run"), shared("/tmp");
  const fs::path file = own.path / "sub" / "file";
  fs::create_directory(own.path / "sub");
  std::ofstream(file) << "x";
  fs::permissions(file, fs::perms(0644));
  fs::permissions(own.path / "sub", fs::perms(0755));
  CHECK(only_root_can_replace(file));
  for (const fs::path& part : {file, own.path / "sub", own.path}) {
    CAPTURE(part.string());
    for (const unsigned more : {0020U, 0002U}) {
      const fs::perms before = fs::status(part).permissions();
      fs::permissions(part, before | fs::perms(more));
      CHECK_FALSE(only_root_can_replace(file));
      fs::permissions(part, before);
    }
    REQUIRE(::chown(part.c_str(), kSomebody, 0) == 0);
    CHECK_FALSE(only_root_can_replace(file));
    REQUIRE(::chown(part.c_str(), 0, kGroup) == 0);
    CHECK(only_root_can_replace(file));
  }
  fs::create_symlink(file, shared.path / "link");
  CHECK(only_root_can_replace(shared.path / "link"));  // what it leads to
  std::ofstream(shared.path / "file") << "x";
  CHECK_FALSE(only_root_can_replace(shared.path / "file"));
}

// Run by the next test, in a copy of this program that is setuid.
TEST_CASE(kElevated, "[.]") {
  const uid_t uid = ::getuid(), euid = ::geteuid();
  const gid_t gid = ::getgid(), egid = ::getegid();
  REQUIRE((uid != euid || gid != egid));
  const std::string own = fmt::format("{}/{}/{} {}/{}/{}", uid, uid, euid, gid, gid, egid);
  put_rights_away();
  CHECK(is_elevated());
  CHECK(ids().starts_with(own));
  for (int fd = 0; fd < 3; ++fd) CHECK(::fcntl(fd, F_GETFD) >= 0);
  CHECK(std::string(std::getenv("PATH")) == "/usr/bin:/bin:/usr/sbin:/sbin");
  CHECK(environ[1] == nullptr);
  CHECK_FALSE(sudo_caller().has_value());
  for (int i = 0; i < 2; ++i) {
    const Raised raised;
    CHECK(ids().starts_with(fmt::format("{}/{}/{} {}/{}/{}", uid, euid, euid, gid, egid, egid)));
  }
  CHECK(ids().starts_with(own));
  // A trail in the audit directory can be opened, and nothing else can.
  const char* const names[] = {"/knox-unit-test", "/knox-unit-test.same"};
  for (const char* const name : names) {
    const Result<int> trail = open_trail(std::string(kAuditDirectory) + name);
    if (!trail) continue;  // there is none
    char byte = 0;
    CHECK(::read(*trail, &byte, 1) == 1);
    CHECK(byte == '!');
    ::close(*trail);
  }
  for (const char* const name :
       {"/knox-unit-test.link", "/knox-unit-test.directory", "/../../../etc/shadow", "/missing"}) {
    const Result<int> trail = open_trail(std::string(kAuditDirectory) + name);
    REQUIRE_FALSE(trail.has_value());
    CHECK(trail.error().system_errno == EACCES);
  }
  CHECK(ids().starts_with(own));
  REQUIRE(drop_rights().has_value());
  CHECK_FALSE(is_elevated());
  CHECK(ids().starts_with(fmt::format("{0}/{0}/{0} {1}/{1}/{1}", uid, gid)));
  CHECK_FALSE(has_capabilities());
  if (uid != euid) CHECK(::seteuid(euid) != 0);
  if (gid != egid) CHECK(::setegid(egid) != 0);
  CHECK(drop_rights().has_value());
}

TEST_CASE("a setuid program works with its user's rights") {
  struct statvfs place = {};
  const Directory directory(fs::temp_directory_path().c_str());
  REQUIRE(::statvfs(directory.path.c_str(), &place) == 0);
  if (!is_root() || (place.f_flag & ST_NOSUID) != 0) return;
  const std::string program = directory.path / "setuid";
  fs::copy_file("/proc/self/exe", program);
  const bool has_audit_directory = ::access(kAuditDirectory, W_OK) == 0;
  const std::string trail = std::string(kAuditDirectory) + "/knox-unit-test";
  if (has_audit_directory) {
    std::ofstream(trail) << "!";
    fs::permissions(trail, fs::perms(0600));
    fs::create_symlink("knox-unit-test", trail + ".same");
    fs::create_symlink("/etc/shadow", trail + ".link");
    fs::create_directory(trail + ".directory");
  }
  const auto run = [&](unsigned mode, bool is_closed) {
    fs::permissions(program, fs::perms(mode));
    const pid_t child = ::fork();
    if (child == 0) {
      const int null = ::open("/dev/null", O_RDWR);
      for (int fd = 0; fd < 3; ++fd) {
        ::dup2(null, fd);
        if (is_closed) ::close(fd);
      }
      ::setenv("SUDO_UID", "1", 1);
      const bool is_other = ::setgroups(0, nullptr) == 0 && ::setresgid(kGroup, kGroup, kGroup) == 0 &&
                            ::setresuid(kSomebody, kSomebody, kSomebody) == 0;
      if (is_other) ::execl(program.c_str(), program.c_str(), kElevated, nullptr);
      ::_exit(77);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    return status;
  };
  CHECK(run(04755, false) == 0);
  CHECK(run(02755, false) == 0);
  CHECK(run(06755, false) == 0);
  CHECK(run(06755, true) == 0);
  for (const char* const end : {"", ".same", ".link", ".directory"}) {
    if (has_audit_directory) fs::remove(trail + end);
  }
}

TEST_CASE("who was given nothing keeps all") {
  CHECK_FALSE(is_elevated());
  const std::string before = ids();
  CHECK(in_child([] {
          put_rights_away();
          const Raised raised;
          return fmt::format("{} {} {}", is_elevated(), drop_rights().has_value(), ids());
        }) == "false true " + before);
  CHECK(own_path() == fs::canonical("/proc/self/exe"));
}

}  // namespace knox::os

#endif
