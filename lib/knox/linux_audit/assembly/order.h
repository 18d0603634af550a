// In which order the kernel writes the records of one event, so that records which came in another order can
// be put right. From audit_log_exit() in kernel/auditsc.c:
//
//   what happened on the way: AVC, LOGIN, CONFIG_CHANGE, BPF, NETFILTER_CFG ...      in any order
//   SYSCALL or URINGOP, each followed by MAC_TASK_CONTEXTS
//   BPRM_FCAPS; IPC, CAPSET, MMAP, OPENAT2, EXECVE, ...: what the system call is about
//   FD_PAIR, SOCKADDR, OBJ_PID, CWD
//   PATH, by item; each followed by MAC_OBJ_CONTEXTS
//   PROCTITLE, EOE
//
// A record that depends on the one before it stays behind that one.
#pragma once

#include <cstdint>

#include "knox/linux_audit/log/line.h"

namespace knox::linux_audit {

// A number that rises in this order, and is the same for records whose order is not known. `previous` is the
// order of the record of this event that came before, 0 if none did.
std::uint64_t kernel_order(const Line& line, std::uint64_t previous) noexcept;

// Whether no record of the same event follows one of this type: PROCTITLE, EOE, and what stands alone. The
// ranges are those of audit-userspace's auparse library.
constexpr bool ends_event(RecordType type) noexcept {
  const auto number = static_cast<std::uint16_t>(type);
  return type == RecordType::PROCTITLE || type == RecordType::EOE || type == RecordType::USER ||
         type == RecordType::KERNEL || (number >= 1007 && number <= 1299) ||
         (number >= 1406 && number <= 1419) || number >= 2100;
}

}  // namespace knox::linux_audit
