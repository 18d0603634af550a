// Error: what every fallible function of libknox returns in std::expected. No exception crosses lib's
// interface. An Error is small and owns nothing, so making one costs nothing on the hot path; the words
// are put together only when somebody prints it (describe).
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace knox {

enum class Code : std::uint8_t {
  kSystem,     // a system call failed: `system_errno` says why
  kTruncated,  // fewer bytes than the format needs: `need` (0: it cannot be told), `have`
  kBadMagic,   // a byte sequence that has to be there is not
  kBadSize,    // a size or count that cannot be right: `need` is what it claims, `have` the most there can be
  kMismatch,   // two things that have to agree do not
  kBadValue,   // a value outside of what the format allows
  kNotARecord,   // bytes that begin no record
  kUnsupported,  // well-formed, but of a kind that is not read here
  kMalformed,    // a text breaks the rules of its format: `what` says how
  kCompressed    // the compression around the input is damaged: `what` says how, in the words of its own
                 // program
};

struct Error {
  Code code = Code::kBadValue;
  int system_errno = 0;
  std::uint64_t offset = 0;  // in the input, in bytes, where it was noticed
  std::uint64_t need = 0;
  std::uint64_t have = 0;
  std::string_view what = {};  // static text: what was being read or done, e.g. "return32"
};

template <class T>
using Result = std::expected<T, Error>;

// One line of text without a newline, e.g. "return32: truncated (need 5 bytes, have 2)". The offset is not
// in it: callers print it in front, together with the name of the input.
std::string describe(const Error& error);

}  // namespace knox
