// Rules: what the kernel's audit is told to record. As users write them, in the words of auditctl(8), and as
// the kernel takes them, struct audit_rule_data of linux/audit.h: 1040 bytes of 32-bit numbers in the byte
// order of the host, then the texts of the fields that have one. The numbers here are those of Linux 7.2; one
// that has no name here is a value of its enum, too.
//
// Nothing here asks the system, but for the names of users, groups and files in parse_rule().
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "knox/linux_audit/names/arch.h"
#include "knox/linux_audit/names/syscalls.h"

namespace knox::kernel {

using linux_audit::Arch;
using linux_audit::Syscall;

enum class RuleList : std::uint32_t {  // AUDIT_FILTER_*
  kUser = 0,
  kTask = 1,
  kEntry = 2,  // these two have been taken out of the kernel
  kWatch = 3,
  kExit = 4,
  kExclude = 5,
  kFilesystem = 6,
  kUringExit = 7
};

enum class RuleAction : std::uint32_t { kNever = 0, kPossible = 1, kAlways = 2 };

enum class RuleKey : std::uint32_t {  // what a field of a rule looks at: AUDIT_PID and so on
#define RULE_FIELD(number, enumerator, ...) enumerator = number,
#include "knox/kernel/linux/rules/tables/rule_fields.def"
};

enum class RuleOp : std::uint32_t {  // AUDIT_EQUAL and so on
  kBitMask = 0x08000000,
  kLess = 0x10000000,
  kGreater = 0x20000000,
  kNotEqual = 0x30000000,
  kEqual = 0x40000000,
  kBitTest = 0x48000000,
  kLessOrEqual = 0x50000000,
  kGreaterOrEqual = 0x60000000
};

struct RuleField {
  RuleKey key = RuleKey::kPid;
  RuleOp op = RuleOp::kEqual;
  std::uint32_t value = 0;  // not used where there is a text
  std::string text;         // of path, dir, exe, the key and security labels

  friend bool operator==(const RuleField&, const RuleField&) = default;
};

struct RuleData {
  static constexpr std::size_t kMaxFields = 64;
  static constexpr std::size_t kMaxSyscalls = 2048;  // the mask has so many bits
  static constexpr std::size_t kMaxKey = 256;        // bytes of all keys and the 0x01 between them
  static constexpr std::size_t kMaxPath = 4096;

  RuleList list = RuleList::kExit;
  bool prepend = false;  // in front of the others of its list; the kernel does not remember it
  RuleAction action = RuleAction::kAlways;
  std::array<std::uint32_t, kMaxSyscalls / 32> mask{};  // a bit for each system call
  std::vector<RuleField> fields;

  void add_syscall(std::uint32_t number) { mask[number / 32] |= 1u << number % 32; }  // below kMaxSyscalls
  bool has_syscall(std::uint32_t number) const { return (mask[number / 32] >> number % 32 & 1) != 0; }
  bool has_all_syscalls() const;  // but for the highest 32 bits, of which the kernel takes some away
  void add_all_syscalls() { mask.fill(0xffffffff); }

  // The first field with that key, or nullptr.
  const RuleField* find(RuleKey key) const;

  friend bool operator==(const RuleData&, const RuleData&) = default;
};

// Whether the value of a field is a text, which stands behind the numbers.
bool has_text(RuleKey key) noexcept;

// struct audit_rule_data. Fields beyond kMaxFields are left out.
std::string wire_bytes(const RuleData& rule);
// The other way; nullopt where the bytes are no rule: too few, too many fields, texts longer than the bytes.
std::optional<RuleData> parse_wire(std::string_view bytes);

// What a line of auditctl does.
enum class RuleVerb : std::uint8_t { kAdd, kDelete, kDeleteAll };

struct RuleRequest {
  RuleVerb verb = RuleVerb::kAdd;
  RuleData rule;        // of -D only its key counts, which the rules have to have; none: all rules
  std::string warning;  // a line about what is likely to be a mistake, or empty
};

// A rule in auditctl's words: {"-a", "always,exit", "-F", "arch=b64", "-S", "execve", "-k", "run"} or
// {"-w", "/etc/passwd", "-p", "wa"}. -d and -W make a request to delete, -D to delete all; `host` is what b64
// and b32 mean. Everything that the kernel would refuse without a reason is refused here with one: a whole
// line without a newline, made of the words as they are, so escape it.
std::expected<RuleRequest, std::string> parse_rule(std::span<const std::string_view> words, Arch host);

// The rule as auditctl -l writes it, without a newline. `host` as above. Texts are as they are, so escape it.
std::string rule_text(const RuleData& rule, Arch host);

// The rule that keeps the kernel from recording any system call, whatever the others say: -a never,task,
// which some distributions have from the start. nullptr if there is none.
const RuleData* find_rule_against_all(std::span<const RuleData> rules);

// The architecture of this computer's kernel for 64-bit programs, or for its only ones; and its other one,
// for 32-bit programs, kUnknown where there is none.
Arch host_arch() noexcept;
Arch host_arch_32(Arch host) noexcept;

enum class RuleOutcome : std::uint8_t { kBoth, kSuccess, kFailure };

// Rules of the exit list that record these system calls: one for each architecture of the host that has any
// of them. Without a key.
std::vector<RuleData> syscall_rules(std::span<const Syscall> calls, RuleOutcome outcome, Arch host);

// The rule of the io_uring list that records these operations, of which there is at least one. Linux has the
// list from 5.16 on.
RuleData uring_rule(std::span<const std::uint32_t> operations, RuleOutcome outcome);

}  // namespace knox::kernel
