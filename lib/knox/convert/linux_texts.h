// LinuxTexts: what BSM has no token for, as text tokens.
//
//   comm=ls                                  of those that people look for, and that commands reads again:
//   the cwd=/home/alice/my jobs                  decoded value SYSCALL arch=c000003e syscall=59 ...     what
//   is left of a record, as the log has it
//
// Sources of the keys: the first list of the man page knox-bsm(5).
#pragma once

#include <string>
#include <string_view>

#include "knox/bsm/write.h"
#include "knox/linux_audit/record/record.h"

namespace knox::convert {

class LinuxTexts {
 public:
  void clear();

  // key=value, a token of its own.
  void put(std::string_view key, std::string_view value);

  // The rest of a record: begin, then its fields, then end. `always` writes the type even if nothing is left.
  void begin(const linux_audit::Line& line);
  void add(const linux_audit::Field& field);
  void end(bool always);

  // Takes a field whose key has a text of its own, or whose value is nothing; false: nobody has.
  bool take(const linux_audit::Field& field);

  Bytes tokens() const noexcept { return tokens_.bytes(); }
  std::size_t count() const noexcept { return count_; }

 private:
  Buffer tokens_;
  std::size_t count_ = 0;
  std::string rest_, text_, memory_;
  std::size_t type_size_ = 0;
};

}  // namespace knox::convert
