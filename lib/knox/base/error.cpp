#include "knox/base/error.h"

#include <fmt/format.h>

#include <cstring>

#include "knox/base/counted.h"

namespace knox {

std::string describe(const Error& error) {
  std::string text(error.what);
  if (!text.empty()) text += ": ";
  switch (error.code) {
    case Code::kSystem: return text + std::strerror(error.system_errno);
    case Code::kTruncated:
      if (error.need == 0) return text + "truncated";
      return text + fmt::format("truncated (need {}, have {})", counted(error.need, "byte"), error.have);
    case Code::kBadMagic: return text + "wrong magic number";
    case Code::kBadSize:
      if (error.need <= error.have) return text + fmt::format("impossible size {}", error.need);
      return text + fmt::format("impossible size {} (at most {})", error.need, error.have);
    case Code::kMismatch: return text + "does not agree with the header";
    case Code::kBadValue: return text + "impossible value";
    case Code::kNotARecord: return text + "not the start of a record";
    case Code::kUnsupported: return text + "not supported";
    case Code::kMalformed:
    case Code::kCompressed: return std::string(error.what);
  }
  return text;
}

}  // namespace knox
