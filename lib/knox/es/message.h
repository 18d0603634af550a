// Message: one message of macOS' Endpoint Security, as eslogger(1) writes it on one line:
//
//   {"schema_version":1,"version":10,"time":"2025-08-07T13:21:35.880814738Z","mach_time":...,"event_type":9,
//    "global_seq_num":75,"action":{...},"process":{PROCESS},"event":{"exec":{"target":{PROCESS},"args":[...],...}}}
//
// The order of keys is any. What it was made of is in another buffer of its reader, so it is good until the
// next one is read. What is null or absent is absent here, and so is what is of another type than it should
// be.
//
// Source: the fields of es_message_t in EndpointSecurity's ESMessage.h, and recorded lines of macOS 13 to 26.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "knox/base/time.h"
#include "knox/event/exec.h"
#include "knox/event/process.h"

namespace knox::es {

struct Token {  // audit_token_t
  event::ProcessIds ids = {};
  std::optional<std::uint32_t> version = {};  // an execution raises it

  bool known() const noexcept { return ids.pid.has_value(); }
};

struct File {
  std::string_view path = {};
  // Of its stat.
  std::optional<std::uint32_t> mode = {}, uid = {}, gid = {};
  std::optional<std::uint64_t> inode = {};
  std::string_view device = {};             // a decimal number
  std::string_view sha1 = {}, sha256 = {};  // Jamf Protect's, in hexadecimal digits

  bool known() const noexcept { return !path.empty(); }
};

struct Process {
  Token token = {};
  std::optional<Token> parent = {}, responsible = {};
  std::optional<std::uint32_t> ppid = {};
  File executable = {};
  std::string_view tty = {};  // its path
  std::string_view signing_id = {}, team_id = {}, cdhash = {};
  std::optional<std::uint32_t> signing_flags = {};  // CS_* of xnu's cs_blobs.h
  std::optional<bool> is_platform = {};

  bool known() const noexcept { return token.known() || executable.known(); }
};

// A member of the event, or of an object inside of it.
struct Member {
  enum class Kind : std::uint8_t { kNull, kBool, kNumber, kText, kList, kFile, kProcess, kToken, kObject };

  std::string_view key = {};
  Kind kind = Kind::kNull;
  std::uint8_t depth = 0;            // in how many objects of the event it is
  std::string_view text = {};        // "true", a number as it is written, a string
  event::StringList list = {};       // of kList, whose members are such texts
  const File* file = nullptr;        // of kFile
  const Process* process = nullptr;  // of kProcess, and of kToken, where it has the token alone
};

struct Message {
  Time time = {};
  int time_digits = 0;  // of the fraction, as it is written
  std::optional<std::uint64_t> mach_time = {}, sequence = {}, type_sequence = {}, thread = {};
  std::optional<std::uint32_t> version = {}, event_type = {};
  std::string_view event = {};                // its name: exec
  std::string_view uuid = {}, hostname = {};  // of an envelope

  bool is_request = false;              // for a decision: nothing has happened yet
  std::optional<bool> is_allowed = {};  // what was decided
  bool is_picked = false;               // by rules of whoever passes it on, so numbers between are missing

  Process process = {};  // who acts
  Process target = {};   // what exec made of it, the child of a fork
  event::StringList args = {}, env = {};
  std::string_view cwd = {}, script = {};
  std::optional<std::uint32_t> exit_status = {};  // as wait(2) has it

  std::span<const Member> members = {};  // of the event, but for the above; those inside follow theirs

  // The first one of that name; nullptr: there is none.
  const Member* find(std::string_view key) const noexcept {
    for (const Member& member : members) {
      if (member.key == key) return &member;
    }
    return nullptr;
  }
};

}  // namespace knox::es
