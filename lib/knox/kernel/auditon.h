// auditon(2) of macOS and FreeBSD: its commands and what they are given, as <bsm/audit.h> has them. Written
// down again, so that what is built on it can be tested on every system; settings_bsd.cpp checks that the two
// agree.
#pragma once

#if defined(__APPLE__) || defined(__FreeBSD__)
#include <bsm/audit.h>
#include <sys/types.h>
#endif

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "knox/bsm/classes.h"
#include "knox/bsm/events.h"
#include "knox/bsm/platform.h"
#include "knox/kernel/settings.h"

namespace knox::kernel {

enum class AuditonCommand : int {  // A_GETKMASK and so on
  kGetKmask = 4,
  kSetKmask = 5,
  kGetClass = 22,
  kSetClass = 23,
  kSetPmask = 25,
  kSetFsize = 26,
  kGetFsize = 27,
  kGetPinfoAddr = 28,
  kGetKaudit = 29,
  kGetSinfoAddr = 32,  // macOS only: FreeBSD has the number, and no call behind it
  kGetPolicy = 33,
  kSetPolicy = 34,
  kGetQctrl = 35,
  kSetQctrl = 36,
  kGetCond = 37,
  kSetCond = 38,
  kGetCtlmode = 41,   // macOS only
  kGetExpafter = 43,  // macOS only
};

#if defined(__APPLE__) || defined(__FreeBSD__)
using AuditonPort = decltype(au_tid_t::port);  // dev_t, or what had its size once
#else
using AuditonPort = std::int32_t;  // as on macOS
#endif

inline constexpr std::uint8_t kExternalControl = 2;  // AUDIT_CTLMODE_EXTERNAL, of kGetCtlmode

struct AuditonMask {  // au_mask_t
  std::uint32_t success, failure;
};

struct AuditonTerminal {  // au_tid_t
  AuditonPort port;
  std::uint32_t address;
};

struct AuditonTerminalAddr {  // au_tid_addr_t
  AuditonPort port;
  std::uint32_t type;                    // 4 or 16: the size of the address
  std::array<std::uint32_t, 4> address;  // in network order
};

struct AuditonInfoAddr {  // auditinfo_addr_t
  std::uint32_t auid;
  AuditonMask mask;
  AuditonTerminalAddr terminal;
  std::int32_t session;
  alignas(8) std::uint64_t flags;
};

struct AuditonPinfo {  // auditpinfo_t
  std::int32_t pid;
  std::uint32_t auid;
  AuditonMask mask;
  AuditonTerminal terminal;
  std::int32_t session;
};

struct AuditonPinfoAddr {  // auditpinfo_addr_t
  std::int32_t pid;
  std::uint32_t auid;
  AuditonMask mask;
  AuditonTerminalAddr terminal;
  std::int32_t session;
  alignas(8) std::uint64_t flags;
};

struct AuditonQueue {  // au_qctrl_t
  std::int32_t hiwater, lowater, bufsz, delay, minfree;
};

struct AuditonFileSize {  // au_fstat_t
  std::uint64_t limit, current;
};

struct AuditonEventClass {  // au_evclass_map_t
  std::uint16_t event;
  std::uint32_t classes;
};

struct AuditonExpiry {  // au_expire_after_t of macOS
  std::int64_t age;     // seconds
  std::uint64_t size;   // bytes
  std::uint8_t either;
};

class AuditonCall {
 public:
  virtual ~AuditonCall() = default;
  // 0 or an errno. `data` is read or written, as the command has it.
  virtual int auditon(AuditonCommand command, void* data, std::size_t size) = 0;
};

// The words of a system that has auditon(2). All stay the caller's, and live longer.
std::unique_ptr<Settings> auditon_settings(AuditonCall& call, bsm::Platform platform,
                                           const bsm::ClassTable& classes, const bsm::EventTable& events);

}  // namespace knox::kernel
