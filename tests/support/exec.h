// Executions and people for the tests of what is made of them.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "knox/event/exec.h"
#include "knox/os/names.h"

namespace knox::test {

// The bytes of a StringList.
class Words {
 public:
  Words(std::initializer_list<std::string_view> words) : promised_(static_cast<std::uint32_t>(words.size())) {
    for (const std::string_view word : words) bytes_.append(word) += '\0';
  }
  Words& promise(std::uint32_t count) {
    promised_ = count;
    return *this;
  }
  operator event::StringList() const { return {bytes_, promised_}; }

 private:
  std::string bytes_;
  std::uint32_t promised_;
};

// root (0) of wheel (0) and alice (501) of staff (20); nobody else has a name.
inline os::Names names() {
  os::Names names;
  names.use_passwd("root:*:0:0:System Administrator:/var/root:/bin/sh\nalice:*:501:20:Alice:/:/bin/zsh\n");
  names.use_group("wheel:*:0:root\nstaff:*:20:root\n");
  return names;
}

// What alice's shell runs: her ids, and pid 633.
inline event::Exec exec_by_alice(const Words& args, std::string_view path) {
  event::Exec exec;
  exec.time = {1715677923, 41'000'000};  // 2024-05-14 09:12:03.041 UTC
  exec.args = args;
  exec.exec_path = path;
  exec.process = {.auid = 501, .euid = 501, .egid = 20, .ruid = 501, .rgid = 20, .pid = 633, .session = {}};
  exec.success = true;
  return exec;
}

}  // namespace knox::test
