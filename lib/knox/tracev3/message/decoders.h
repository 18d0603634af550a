// Decoder: prints a value that has a form of its own, such as an errno, a UUID or an address. A format string
// names it: `%{darwin.errno}d`, `%{network:in_addr}d`. tables/decoders.def has them all.
#pragma once

#include <string>
#include <string_view>

#include "knox/tracev3/message/value.h"

namespace knox::tracev3 {

enum class Decoded : std::uint8_t {
  kDone,
  kMismatch,  // a value of another kind or size
  kMissing,   // a value that the writer cut
  kPlain      // nothing was written: print it as if there were no decoder
};

struct Decoder {
  std::string_view name;
  // Appends the text of a value; `minutes_west` of UTC is the zone of times. It writes nothing unless it
  // returns kDone.
  Decoded (*decode)(const Decoder& decoder, const Value& value, int minutes_west, std::string& text);
  // Of one that is `table` of tables/value_names.def: its numbers have names.
  int table = 0;
};

// nullptr: none has this name.
const Decoder* find_decoder(std::string_view name);

// Those of signposts stand around the plain value, for programs that look for them: `domain` and `attribute`
// are the two halves of the name.
//   __##__signpost.description#____#attribute#_##_#VALUE##__##
bool is_signpost(const Decoder& decoder);

}  // namespace knox::tracev3
