// RawBytes: the exact bytes of the strings in a JSON line that are not UTF-8. The line shows U+FFFD in their
// place and ends with one more member, which gives them back (knox-json(5)):
//
//   "raw_bytes":{"/log/args/2":"2f746d70ff"}      JSON pointer (RFC 6901) of the string -> its bytes in hex
//
// Such strings are rare, so this costs nothing until there is one:
//
//   if (!json_string(pen, path)) raw.add("/paths/0", path);
//   ...
//   raw.put_member(pen);
//   pen.room(2);
//   pen.put("}\n");
#pragma once

#include <string>
#include <string_view>

#include "knox/base/out.h"

namespace knox::emit {

class RawBytes {
 public:
  // Remembers a copy. `pointer` is made of the line's own keys and indices, which need no escape.
  void add(std::string_view pointer, std::string_view bytes);
  bool empty() const noexcept { return members_.empty(); }

  // Writes ,"raw_bytes":{...} and forgets them; nothing when there are none. Makes its own room.
  void put_member(Pen& pen) {
    if (empty()) return;
    put_member(pen.leave());
    pen.enter();
  }
  void put_member(Out& out);
  // The object alone, which is not empty.
  void put_object(Out& out);

 private:
  std::string members_;  // as they will be written, a comma after each
};

}  // namespace knox::emit
