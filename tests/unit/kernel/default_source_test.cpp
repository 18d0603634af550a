#include "knox/kernel/default_source.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "unit/catch.h"

namespace knox::kernel {

TEST_CASE("default source: Endpoint Security where there is an eslogger, and auditd is off") {
  namespace fs = std::filesystem;
  std::string name = (fs::temp_directory_path() / "knox_source_XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  const fs::path root = name;
  const auto make = [&](const char* path, fs::perms mode) {
    fs::create_directories((root / path).parent_path());
    std::ofstream(root / path) << "#!/bin/sh\n";
    fs::permissions(root / path, mode);
  };
  CHECK(default_source(name) == "audit");
  make("etc/security/audit_control", fs::perms::owner_read);
  CHECK(default_source(name) == "audit");
  make("usr/bin/eslogger", fs::perms::owner_all);
  CHECK(default_source(name) == "audit");
  fs::remove(root / "etc/security/audit_control");
  CHECK(default_source(name) == "es");
  fs::permissions(root / "usr/bin/eslogger", fs::perms::owner_read);
  CHECK(default_source(name) == "audit");
  fs::remove_all(root);
}

}  // namespace knox::kernel
