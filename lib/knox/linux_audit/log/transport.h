// What may stand in front of a record on its line: the headers of syslog and of the kernel's log, and what
// grep(1), docker and kubectl write there.
//
//   <13>  [   12.345678]  Mar  1 09:00:00 host audispd:  Mar  1 09:00:00 host kernel: [   12.3] audit:
//   <86>1 2023-10-06T09:47:13.9+02:00 host audispd 12 - -   2023-10-06T09:47:13.9Z stdout F   audit.log:12:
//
// Behind the name of the program that writes nothing else may follow, because that is a text of somebody
// else's choice: sshd[7]: Invalid user type=USER_LOGIN msg=audit(...). And what is quoted is written in some
// other way: {"message":"type=...}, <p>type=..., "type=....
#pragma once

#include <string_view>

namespace knox::linux_audit {

bool is_transport(std::string_view prefix) noexcept;

}  // namespace knox::linux_audit
