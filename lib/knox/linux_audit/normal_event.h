// NormalEvent: what an event means, whatever records told it: who did what to what, and how. It is a view: it
// borrows from the event and from the Normalizer that made it, and is good until that makes the next one.
//
//   type=SYSCALL ... syscall=257 success=no exit=-13 ... auid=1000 uid=0 ... exe="/usr/bin/cat"
//   type=CWD     ... cwd="/etc/ssh"
//   type=PATH    ... item=0 name="sshd_config" ... nametype=NORMAL
//
//       alice (as root)  opened-file  /etc/ssh/sshd_config  using /usr/bin/cat: fail
//       actor            action       object                how             result
//
// The words are those of go-libaudit's coalesced events. What is not known is empty.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "knox/base/time.h"
#include "knox/event/string_list.h"

namespace knox::linux_audit {

// A user or a group.
struct Identity {
  std::optional<std::uint32_t> id;  // kUnsetId: was never set
  std::string_view name;

  bool known() const noexcept { return id.has_value() || !name.empty(); }
};

// The ids of a process, by the names of the fields that they are in.
enum UserId : std::uint8_t { kAuid, kUid, kGid, kEuid, kEgid, kSuid, kSgid, kFsuid, kFsgid };
inline constexpr std::array<std::string_view, 9> kUserIdNames = {"auid", "uid",  "gid",   "euid", "egid",
                                                                 "suid", "sgid", "fsuid", "fsgid"};
constexpr bool is_group(UserId id) noexcept {
  return id == kGid || id == kEgid || id == kSgid || id == kFsgid;
}

struct NormalPath {  // a PATH record
  std::optional<std::uint32_t> item;
  std::string_view name;  // as it was given
  std::string_view inode, device, mode, rdev, nametype, selinux;
  std::string_view cap_fp, cap_fi, cap_fe, cap_fver, cap_frootid;  // empty where there are none
  Identity owner, group;
};

struct NormalFile {
  std::string_view path;         // with its directory, as far as that is known
  std::string_view target_path;  // its new name, or what it leads to
  std::string_view inode, device, mode, selinux;
  Identity owner, group;
};

struct Endpoint {             // of a connection
  std::string_view address;   // an IP address, or what else stands where one should be
  std::string_view path;      // of a local socket; an abstract one begins with @
  std::string_view hostname;  // where it differs from the address
  std::optional<std::uint32_t> port;
  bool is_ip = false;

  bool known() const noexcept { return !address.empty() || !path.empty() || !hostname.empty() || port; }
};

struct Datum {  // a fact that has no place of its own
  static constexpr std::uint32_t kNone = 0xffffffff;

  std::string_view key, value;
  std::uint32_t next = kNone;  // another value of that key
  bool is_first = true;        // of its key
};

struct EcsUser {
  Identity user;
  Identity group;  // the main one

  bool known() const noexcept { return user.known(); }
};

struct NormalEvent {
  Time time;
  std::uint32_t sequence = 0;
  std::string_view node;
  std::string_view category;     // audit-rule, user-login ...
  std::string_view record_type;  // of the record that stands for the event
  std::string_view result;       // success, fail
  std::optional<std::uint32_t> session;

  struct {
    struct {
      std::string_view primary, secondary;
    } actor;
    std::string_view action;
    struct {
      std::string_view type, primary, secondary;
    } object;
    std::string_view how;
  } summary;

  struct {
    std::array<Identity, kUserIdNames.size()> ids;
    std::string_view selinux;  // a label
  } user;

  struct {
    std::optional<std::uint32_t> pid, ppid;
    std::string_view name, exe, cwd, title;
    event::StringList args;
  } process;

  NormalFile file;
  Endpoint source, destination;
  struct {
    std::string_view direction;  // ingress, egress
    std::string_view type;       // ipv4, ipv6, unix, netlink ...
  } network;

  std::span<const Datum> data;
  std::span<const NormalPath> paths;
  std::span<const std::string_view> tags;  // the keys of the rules

  // What the Elastic Common Schema asks beyond this.
  struct {
    std::string_view categories, types;  // lists: "file process" (emit/ecs_schema.h)
    std::string_view outcome;            // success, failure, unknown
    EcsUser user, effective, target;
    Identity audit;                 // who logged in
    Identity group;                 // that is changed
    bool source_is_server = false;  // the address that a socket is given, to serve others at
  } ecs;

  const Identity& id(UserId which) const noexcept { return user.ids[which]; }
};

}  // namespace knox::linux_audit
