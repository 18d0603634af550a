// Operations of io_uring(7) as the system calls that do the same.
#pragma once

#include <cstdint>

#include "knox/linux_audit/names/syscalls.h"

namespace knox::linux_audit {

// 16: connect, 47 (send_zc): send. kUnknown where there is none, as for what is about the ring itself.
Syscall uring_call(std::uint32_t operation) noexcept;

}  // namespace knox::linux_audit
