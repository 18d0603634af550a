// Shell scripts that take the place of a program, and what is read of them.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

#include "knox/kernel/child.h"

namespace knox::test {

class Script {
 public:
  Script(const std::string& body, std::string name) : name_(std::move(name)) {
    if (::mkdtemp(directory_.data()) == nullptr) throw std::runtime_error("mkdtemp");
    std::ofstream(path()) << "#!/bin/sh\n" << body << "\n";
    if (::chmod(path().c_str(), 0700) != 0) throw std::runtime_error("chmod");
  }
  ~Script() {
    ::unlink(path().c_str());
    ::rmdir(directory_.data());
  }
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;

  std::string path() const { return std::string(directory_.data()) + "/" + name_; }

 private:
  std::string name_;
  std::array<char, 32> directory_{"/tmp/knox-script-XXXXXX"};
};

// Up to the end, or until there is as much.
inline std::string read_all(kernel::Child& child, std::size_t enough = ~std::size_t{0}) {
  std::string all;
  std::array<std::uint8_t, 512> block;
  for (int patience = 0; patience < 100 && all.size() < enough;) {
    const auto size = child.read(block, 100);
    if (!size) throw std::runtime_error("read");
    if (!*size) {
      ++patience;
      continue;
    }
    if (**size == 0) break;
    all.append(reinterpret_cast<const char*>(block.data()), **size);
  }
  return all;
}

inline bool is_gone(const std::string& pid) {
  return ::kill(static_cast<pid_t>(std::stol(pid)), 0) != 0 && errno == ESRCH;
}

}  // namespace knox::test
