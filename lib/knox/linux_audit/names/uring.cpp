#include "knox/linux_audit/names/uring.h"

#include <string_view>

#include "knox/linux_audit/names/constants.h"

namespace knox::linux_audit {

Syscall uring_call(std::uint32_t operation) noexcept {
  std::string_view name = uring_op_name(operation);
  for (const std::string_view way : {"_zc", "_fixed", "_multishot"}) {
    if (name.ends_with(way)) name.remove_suffix(way.size());
  }
  if (name == "fadvise") name = "fadvise64";
  return name.empty() ? Syscall::kUnknown : find_syscall(name);
}

}  // namespace knox::linux_audit
