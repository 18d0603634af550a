// Fields: what kind of value a field has. That is told by its key and by the type of its record, never by the
// look of the value: pid=12 could be hex digits, and fp= are capabilities in one record and a fingerprint in
// another. The rows are in tables/fields.def; how values are read is in value.h.
//
// Numbers are decimal where nothing else is said. One value overrides its kind: what is in quotes is text.
#pragma once

#include <cstdint>
#include <string_view>

#include "knox/linux_audit/names/constants.h"
#include "knox/linux_audit/names/record_types.h"

namespace knox::linux_audit {

enum class FieldKind : std::uint8_t {
  kUnknown,  // not in the table: to be shown as it stands

  // Text.
  kWord,      // never in hex digits: op=login
  kText,      // a string, in quotes or in hex digits: comm="ls"
  kCommand,   // a string, a line for a shell: cmd=6C73202D6C
  kTitle,     // a string, arguments with a NUL after each: proctitle
  kTtyData,   // a string, keys that were pressed: data
  kKeys,      // a string, several with 0x01 between them: key
  kMessage,   // other fields: msg='op=login res=success'
  kLabel,     // of SELinux or another module: subj=system_u:system_r:init_t:s0
  kAddress,   // of IP, where it is one: addr=192.0.2.1, addr=?
  kSockaddr,  // struct sockaddr in hex digits: saddr=0200...

  // Arguments: of an execve(2), strings; of a system call, in hex without 0x. See arguments.h.
  kExecArgument,        // a0="ls"
  kExecArgumentPart,    // a1[2]=2F6C6F6E67
  kExecArgumentLength,  // a1_len=40000
  kSyscallArgument,     // a0=7ffe3c1b27d4

  // Numbers.
  kDecimal,       // may be negative
  kHex,           // with or without 0x
  kMode,          // octal: mode=0100644
  kDevice,        // two numbers in hex: dev=fd:00
  kCapabilities,  // a mask in hex, without 0x: cap_fp=0000000000003000
  kPid,
  kUid,       // 4294967295 and -1: none
  kGid,       // the same
  kLoginUid,  // the same: nobody has logged in
  kSession,   // the same
  kArch,      // arch.h, in hex without 0x: arch=c000003e
  kSyscall,   // by the arch before it, syscalls.h: syscall=59
  kExit,      // what the call returned, or an error (constants.h) in the negative: exit=-2

  // Words for yes and no.
  kSuccess,  // yes, no
  kResult,   // success, failed; 1, 0; yes, no

  // Numbers with names; arg_kind() says which. Those that can begin with 0x or 0 are read as C does.
  kSignal,            // sig=11
  kCapability,        // capability=21
  kErrno,             // error=-13, errno=13
  kUringOp,           // uring_op=18
  kPersonality,       // in hex without 0x: per=400000
  kOpenFlags,         // oflag=0100000 or 0x8000
  kResolveFlags,      // resolve=0x10
  kMapFlags,          // flags=0x802
  kIoctl,             // ioctlcmd=0x5401
  kIpProtocol,        // proto=6
  kSeccompAction,     // code=0x7ffc0000
  kNetfilterFamily,   // family=2
  kNetlinkGroup,      // nl-mcgrp=1
  kFilterList,        // list=4
  kFanotifyResponse,  // resp=2
  kFanotifyInfo,      // fan_type=1

  // What auditd adds to ENRICHED logs.
  kEnriched,         // the name of what the body has as a number: UID="root", SYSCALL=openat
  kEnrichedSockaddr  // SADDR={ saddr_fam=inet laddr=192.0.2.1 lport=443 }
};

// In constant time.
FieldKind field_kind(RecordType type, std::string_view key) noexcept;

// The same without a record; what most records mean by the key.
inline FieldKind field_kind(std::string_view key) noexcept {
  return field_kind(RecordType{}, key);
}

// The names of a number, for put_argument(); ArgKind::kNone for kinds that have none.
ArgKind arg_kind(FieldKind kind) noexcept;

}  // namespace knox::linux_audit
