#include "knox/input/own_logs.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "knox/linux_audit/log/log_files.h"
#include "unit/catch.h"

namespace knox::input {

namespace fs = std::filesystem;

namespace {

// Of one test: logs of this host in own/, and a directory with those of others in it.
class Files {
 public:
  Files() {
    std::string pattern = fs::temp_directory_path() / "own_logs_XXXXXX";
    root_ = ::mkdtemp(pattern.data());
    fs::create_directories(at("own/remote"));
    fs::create_directories(at("own-not"));
    fs::create_directory_symlink("own", at("link"));
    for (const char* const name : {"own/log", "own/remote/log", "own-not/log", "else"})
      std::ofstream(at(name)) << 1;
    fs::create_symlink("log", at("own/current"));
    fs::create_symlink("../else", at("own/away"));
    fs::create_symlink(at("own/current"), at("to-own"));
  }
  ~Files() { fs::remove_all(root_); }
  std::string at(const std::string& name) const { return root_ / name; }

 private:
  fs::path root_;
};

bool has_opened(const OwnLogs& own, const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool has = own.has_descriptor(fd);
  ::close(fd);
  return has;
}

}  // namespace

TEST_CASE("a host's own logs are the files in its directories") {
  const Files files;
  const OwnLogs own({files.at("link"), files.at("missing"), "", "/"});
  struct Row {
    const char* name;
    bool own;
  };
  constexpr Row kRows[] = {{"own/log", true},         {"own/current", true},
                           {"to-own", true},          {"link/log", true},
                           {"own/../own/log", true},  {"own/remote/../log", true},
                           {"own/remote/log", false}, {"own/away", false},
                           {"own-not/log", false},    {"else", false}};
  for (const Row& row : kRows) {
    CAPTURE(row.name);
    CHECK(own.has(files.at(row.name)) == row.own);
    CHECK(has_opened(own, files.at(row.name)) == row.own);
  }
  CHECK_FALSE(own.has(files.at("own/missing")));
  CHECK_FALSE(own.has(files.at("own")));
  CHECK_FALSE(own.has(""));
  CHECK_FALSE(own.has("/etc"));
  CHECK_FALSE(OwnLogs(std::vector<std::string>{}).has(files.at("own/log")));
}

TEST_CASE("a path that is relative is one of the directory that it is used in") {
  const Files files;
  const OwnLogs own({files.at("own")});
  const fs::path before = fs::current_path();
  fs::current_path(files.at("own"));
  CHECK(own.has("log"));
  CHECK(own.has("../link/log"));
  CHECK_FALSE(own.has("remote/log"));
  CHECK_FALSE(own.has("away"));
  fs::current_path(before);
}

TEST_CASE("a pipe and what is no descriptor are nobody's logs") {
  const Files files;
  const OwnLogs own({files.at("own")});
  int ends[2] = {};
  REQUIRE(::pipe(ends) == 0);
  CHECK_FALSE(own.has_descriptor(ends[0]));
  ::close(ends[0]);
  ::close(ends[1]);
  CHECK_FALSE(own.has_descriptor(ends[0]));
}

TEST_CASE("where trails are, by audit_control") {
  using Directories = std::vector<std::string>;
  CHECK(trail_directories("") == Directories{});
  CHECK(trail_directories(
            "#dir:/no\ndir:/var/audit\nflags:lo,aa\ndir:/trails \r\nminfree:5\nhost:dir:/x\ndir:/last") ==
        Directories{"/var/audit", "/trails", "/last"});
}

TEST_CASE("what auditd.conf calls the host") {
  using linux_audit::host_node;
  CHECK(host_node("").empty());
  CHECK(host_node("name_format = USER\n  name= bastion \nlog_file = /x\n") == "bastion");
  CHECK(host_node("##name = mydomain\n").empty());
}

}  // namespace knox::input
