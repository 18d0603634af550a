// What an input said of a file, as far as it was read.
#pragma once

#include <cstdint>
#include <string_view>

namespace knox::input {

struct FileTold {
  bool any = true;             // there were records
  bool mixed = false;          // of a file that holds other lines by its nature, as /var/log/messages does
  std::string_view hint = {};  // why some of it could not be read, and what helps; or empty
  std::uint64_t sudo = 0;      // commands of sudo that were passed over (Options::sudo); of Linux Audit logs
};

}  // namespace knox::input
