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

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "knox/base/time.h"
#include "knox/event/event.h"
#include "knox/linux_audit/names/syscalls.h"

namespace knox::linux_audit {

using event::Endpoint;

// A user or a group; here its id may be kUnsetId, too: it was never set.
using Identity = event::Principal;

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

struct NormalCall {  // a system call
  struct Argument {
    std::string_view digits;  // as written, in hex
    std::string_view word;    // what they mean, which is one of the data; empty where they mean nothing
    bool is_telling = false;  // says what is done (event_text.h)
  };

  Syscall call{};                      // which one it was; kUnknown also where there was none
  std::optional<std::int64_t> result;  // what it returned
  std::array<Argument, 4> arguments;
};

struct Datum {  // a fact that has no place of its own
  static constexpr std::uint32_t kNone = 0xffffffff;

  std::string_view key, value;
  std::uint32_t next = kNone;  // another value of that key
  bool is_first = true;        // of its key
};

// The bit of a datum's key in NormalEvent::data_keys, which it shares with others.
constexpr std::uint64_t bit_of_key(std::string_view key) noexcept {
  const auto first = static_cast<unsigned char>(key.front());
  const auto last = static_cast<unsigned char>(key.back());
  return std::uint64_t{1} << ((first * 5U + last * 3U + key.size() * 7U) % 64);
}

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
  struct {  // what chmod(2) and chown(2) made of it: PATH records are from before; nothing: as it was
    std::optional<std::uint32_t> mode;  // without the type
    Identity owner, group;
  } file_after;
  Endpoint source, destination;
  struct {
    std::string_view direction;  // ingress, egress
    std::string_view type;       // ipv4, ipv6, unix, netlink ...
  } network;

  NormalCall call;
  std::span<const Datum> data;
  std::uint64_t data_keys = 0;  // the bits of the keys in there: one that is not set is of no key
  std::span<const NormalPath> paths;
  std::span<const std::string_view> tags;       // the keys of the rules
  std::span<const std::string_view> addresses;  // IP addresses that are those of no end above

  // What the Elastic Common Schema asks beyond this.
  struct {
    std::string_view kind;  // event, alert
    event::Action action;
    std::string_view word;               // the action's, or called-NAME
    std::string_view categories, types;  // lists: "file process" (emit/ecs_schema.h)
    std::string_view outcome;            // success, failure, unknown
    event::User user, effective, target;
    bool is_process = false;        // user and effective are the process's own, as the kernel tells them
    Identity audit;                 // who logged in
    Identity group;                 // that is changed
    bool source_is_server = false;  // the address that a socket is given, to serve others at
  } ecs;

  const Identity& id(UserId which) const noexcept { return user.ids[which]; }

  // The first value of a key; empty: there is none.
  std::string_view datum(std::string_view key) const noexcept {
    if ((data_keys & bit_of_key(key)) == 0) return {};
    const auto found = std::ranges::find(data, key, &Datum::key);
    return found == data.end() ? std::string_view() : found->value;
  }
};

}  // namespace knox::linux_audit
