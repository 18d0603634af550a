// Event: what happened, in the words and with the facts that all sources share, whatever told of it: a BSM
// record, a Linux Audit event, an Endpoint Security message.
//
//   alice (as root)  rename  /etc/passwd.new to /etc/passwd  by /usr/bin/mv: success
//   who              action  file, target_path               process        outcome
//
// It is a view: it borrows from what it was made of and from the mapper that made it, and is good until that
// makes the next one; whoever keeps a fact copies it. What the source does not know is absent. Every string
// is somebody else's bytes: printers escape them. What only one source has is not here: that source's
// printers know it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "knox/base/time.h"
#include "knox/event/access.h"
#include "knox/event/action.h"
#include "knox/event/exec.h"
#include "knox/event/process.h"
#include "knox/event/string_list.h"

namespace knox::event {

// A user or a group.
struct Principal {
  std::optional<std::uint32_t> id = {};  // absent also where it was never set (4294967295)
  std::string_view name = {};            // empty: not known to be right (os::Names)

  bool known() const noexcept { return id.has_value() || !name.empty(); }
  bool operator==(const Principal&) const = default;
};

struct User {
  Principal user = {}, group = {};  // the group is the main one

  bool known() const noexcept { return user.known() || group.known(); }
  bool operator==(const User&) const = default;
};

struct Who {
  // The same number for the same users and groups down to `audit`, in all events of one mapper; 0: they have
  // none. So what is written of them can be kept.
  std::uint64_t number = 0;

  User real;               // who acts
  User effective;          // with whose rights; absent where they are the real one's
  User saved, filesystem;  // Linux's suid, fsuid and their groups; absent where they are the effective one's
  Principal audit;         // who logged in, whatever they became since

  User target;      // whom it is done to, or whom a login lets in
  Principal group;  // the group that it is done to
  std::optional<std::uint32_t> session = {};
  std::string_view terminal = {};  // pts0; empty: none, or not known

  bool has_actor() const noexcept {
    return real.known() || effective.known() || saved.known() || filesystem.known() || audit.known();
  }
};

// Who signed a program, as macOS knows it.
struct Signature {
  static constexpr std::uint32_t kValid = 1, kAdHoc = 2, kSigned = 0x2000'0000;  // of `flags`

  std::string_view signing_id = {}, team_id = {};
  std::optional<std::uint32_t> flags = {};  // CS_* of xnu's cs_blobs.h
  std::optional<bool> is_platform = {};     // Apple's own, as a part of the system
  std::string_view cdhash = {};             // of its code directory, in hexadecimal digits
  std::string_view sha1 = {}, sha256 = {};  // of its file, in hexadecimal digits

  bool has_hash() const noexcept { return !cdhash.empty() || !sha1.empty() || !sha256.empty(); }
  bool known() const noexcept { return !signing_id.empty() || !team_id.empty() || flags || is_platform; }
};

struct Process {
  std::optional<std::uint32_t> pid = {};
  std::string_view name = {};        // what people call it; empty: the base name of the executable
  std::string_view executable = {};  // its path
  StringList args = {}, env = {};
  std::string_view command_line = {};  // where the source has it in one text and no args
  std::string_view cwd = {}, title = {};
  std::string_view effective_capabilities = {}, permitted_capabilities = {};  // cap_chown,cap_kill; none
  std::optional<std::uint32_t> exit_code = {};
  std::optional<bool> interactive = {};  // whether it has a terminal
  Signature signature = {};
  std::string_view entity_id = {};  // the same for all events of this process; harmless characters
  User user = {};                   // of a parent that was seen: whose rights it had

  bool known() const noexcept { return pid || says_more(); }
  bool says_more() const noexcept {  // than the pid
    return exit_code || !name.empty() || !executable.empty() || args.known() || env.known() ||
           !command_line.empty() || !cwd.empty() || !title.empty() || !effective_capabilities.empty() ||
           !permitted_capabilities.empty() || signature.known() || signature.has_hash();
  }
};

struct File {
  std::string_view path = {};              // with its directory, as far as that is known
  std::string_view target_path = {};       // its new name, or what it leads to
  std::string_view type = {};              // file, dir, symlink, fifo, socket, char_device, block_device
  std::optional<std::uint32_t> mode = {};  // the bits 07777
  Principal owner = {}, group = {};
  std::optional<std::uint64_t> inode = {};
  std::string_view device = {};  // as the source names it: fd:01, 16777220

  bool known() const noexcept {
    return !path.empty() || !target_path.empty() || !type.empty() || mode || owner.known() || group.known() ||
           inode || !device.empty();
  }
};

struct Endpoint {                  // of a connection
  std::string_view address = {};   // an IP address in its usual form, or what else stands where one should be
  std::string_view path = {};      // of a local socket; an abstract one begins with @
  std::string_view hostname = {};  // where it differs from the address
  std::optional<std::uint32_t> port = {};
  bool is_ip = false;

  bool known() const noexcept { return !address.empty() || !path.empty() || !hostname.empty() || port; }
};

struct Network {
  std::string_view direction = {};  // ingress, egress
  std::string_view type = {};       // ipv4, ipv6
  std::string_view transport = {};  // tcp, udp ...

  bool known() const noexcept { return !direction.empty() || !type.empty() || !transport.empty(); }
};

// What it is done to, where that is none of the other members: a unit (nginx), a rule (add_rule, its key), a
// process that is killed (its pid, its name). A detail alone is how it was done: SIGSEGV.
struct Object {
  std::string_view name = {}, detail = {};
  bool known() const noexcept { return !name.empty() || !detail.empty(); }
};

struct Host {
  std::string_view name = {};                       // a name
  std::string_view address = {};                    // an IP address in its usual form
  std::string_view os_type = {}, os_platform = {};  // of ECS: linux, macos, unix; linux, darwin, freebsd ...
};

enum class Kind : std::uint8_t {
  kEvent,
  kAlert,   // somebody has judged it to be an anomaly
  kDamaged  // it could not be read to its end
};

struct Event {
  Time time = {};
  int time_digits = 3;                         // of the fraction, as recorded: 0 to 9
  std::optional<std::uint64_t> sequence = {};  // the source's number of it
  std::string_view id = {};    // the same in each run over the same data, and nobody else's; without quotes
  std::string_view code = {};  // what the source calls it, a number or a name: 23, SYSCALL
  std::string_view dataset = {};  // knox.bsm, knox.linux_audit
  Host host = {};

  // The same number for the same kind, action, word, categories, types, code, dataset and outcome, in all
  // events of one mapper, and small; 0: they have none. So what is written of them can be kept.
  std::uint32_t number = 0;
  Kind kind = Kind::kEvent;
  Action action = Action::kNone;
  std::string_view word = {};                    // the action's, or called-NAME; empty: nobody knows
  std::string_view categories = {}, types = {};  // of ECS, a space between two

  std::optional<bool> success = {};  // absent: the source does not say, or it has not ended
  std::string_view error = {};       // why it failed: ENOENT, or a number that has no name
  std::string_view error_text = {};  // the same in words; of a damaged one what is wrong with it

  Who who = {};
  Process process = {};  // who did it; of a beginning (exec, fork) what began
  Process parent = {};
  Object object = {};
  File file = {};
  Endpoint source = {}, destination = {}, server = {};
  Network network = {};

  std::span<const std::string_view> addresses = {};  // other IP addresses that are named
  std::span<const std::string_view> tags = {};       // the keys of rules
  std::string_view text = {};                        // what a program says of it, in its own words

  // For whoever asks for just these (input::Wanted), and not for whoever asks for events.
  const Exec* exec = nullptr;         // of an execution
  const ProcessEvent* act = nullptr;  // what it means to the tree of processes
  const Access* access = nullptr;     // of somebody who gets in, or tries to
};

}  // namespace knox::event
