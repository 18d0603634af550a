// ExecArgs: the arguments of an execve(2), put together from its EXECVE records. Mostly there is one record:
//
//   argc=4 a0="sh" a1="-c" a2=6563686F2061 a3=""
//
// or there are as many arguments in each as fit into 7,500 bytes; argc is in the first one only:
//
//   argc=900 a0="tar" ... a543="x"
//   a544="y" a545="z" ...
//
// or one argument in chunks, which are strings of their own. aN_len counts the characters of the chunks as
// they are written, without quotes:
//
//   argc=2 a0="sh" a1_len=40000 a1[0]=6162...
//   a1[1]=6263...
//
// Records come in the order of order.h. A record that was lost leaves arguments out, and older kernels left
// out empty ones: the others keep their positions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "knox/event/string_list.h"
#include "knox/linux_audit/record/record.h"

namespace knox::linux_audit {

class ExecArgs {
 public:
  struct Gap {
    std::uint32_t before;  // the index in list() of the argument that comes after; its size at the end
    std::uint32_t count;   // of missing arguments
  };

  void clear();
  // The next EXECVE record of the event.
  void add(const Record& record);
  // All records were added.
  void finish();

  // What is there, without the gaps. Good until clear() or add().
  event::StringList list() const noexcept { return {bytes_, count_ + missing_}; }
  std::uint32_t missing() const noexcept { return missing_; }
  std::span<const Gap> gaps() const noexcept { return gaps_; }
  // How many arguments lack a part of theirs: a chunk, or the end of a line that was cut.
  std::uint32_t incomplete() const noexcept { return incomplete_; }

 private:
  void add_argument(std::uint32_t position, std::string_view value);
  void add_length(std::uint32_t position, std::string_view value);
  void add_chunk(std::uint32_t position, std::uint32_t chunk, std::string_view value);
  bool begin(std::uint32_t position);
  void end_chunks();
  void append(std::string_view value);

  std::string bytes_;  // each argument with a NUL behind it
  std::vector<Gap> gaps_;
  std::uint32_t argc_ = 0;
  std::uint32_t position_ = 0;  // that the next argument should have
  std::uint32_t count_ = 0;     // of arguments that are there
  std::uint32_t missing_ = 0;
  std::uint32_t incomplete_ = 0;

  // Of the argument that comes in chunks
  bool in_chunks_ = false;
  bool is_damaged_ = false;
  std::uint32_t next_chunk_ = 0;
  std::uint64_t length_ = 0, written_ = 0;  // as announced, and as come
};

}  // namespace knox::linux_audit
