// What JSON's and YAML's quoted strings have in common: harmless bytes are copied many at a time, and one
// function of each format writes the others.
#pragma once

#include <algorithm>
#include <string_view>

#include "knox/base/out.h"
#include "knox/base/plain.h"

namespace knox::emit {

// Writes `bytes` with quotes around them. `put_special(pen, rest)` takes off and writes the character at
// which copying stopped, in up to 32 bytes; false: it was an invalid byte. False when any was.
template <class PutSpecial>
bool put_quoted(Out& out, std::string_view bytes, PutSpecial put_special) {
  constexpr std::size_t kPiece = 4096;
  Pen pen(out);
  bool valid = true;
  pen.room(kPiece + 32);
  pen.put('"');
  while (!bytes.empty()) {
    pen.room(kPiece + 32);
    const std::size_t n = copy_plain<'"', '\\'>(bytes.substr(0, std::min(bytes.size(), kPiece)), pen.at());
    pen.at(pen.at() + n);
    bytes.remove_prefix(n);
    if (!bytes.empty() && n < kPiece) valid &= put_special(pen, bytes);
  }
  pen.put('"');
  return valid;
}

}  // namespace knox::emit
