// A store in a folder of its own, written by tests/support/trace_builder.h.
#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "knox/tracev3/store_reader.h"
#include "support/trace_builder.h"

namespace knox::test {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "knox-store-XXXXXX").native();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::string& path() const { return path_; }
  std::string write(const std::string& name, std::string_view bytes) const {
    const std::filesystem::path path = std::filesystem::path(path_) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    return path.native();
  }

 private:
  std::string path_;
};

inline tracev3::Process test_process() {
  tracev3::Process process;
  process.index = 5;  // which is not its place
  process.key = {1, 2};
  process.pid = 321;
  process.euid = 501;
  process.persona = 0xffff'ffff;
  process.main = uuid_with(0xaa);
  process.shared = uuid_with(0xcc);
  process.images = {{.load = 0x1'0000'0000, .size = 0x1000, .image = uuid_with(0xbb)},
                    {.load = 0x1'0000'0000, .size = 0x10'0000, .image = uuid_with(0xdd)}};
  process.subsystems = {{.id = 9, .name = "com.example.one", .category = "first"},
                        {.id = 3, .name = "com.example.two", .category = "second"}};
  return process;
}

}  // namespace knox::test
