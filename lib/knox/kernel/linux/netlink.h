// The kernel's audit, over netlink (linux/audit.h, NETLINK_AUDIT): Control asks it and tells it, RecordSocket
// takes its records as they happen. Linux only, as its callers are; kernel/ is what all systems have.
//
// All errors are of Code::kSystem; explain() says what to do about one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "knox/base/error.h"
#include "knox/kernel/linux/rules/rule.h"

namespace knox::kernel {

// struct audit_status. What an older kernel does not tell is nullopt.
struct KernelStatus {
  std::uint32_t enabled = 0;     // 1: it is; 2: it is, and nothing can be changed until the next boot
  std::uint32_t failure = 0;     // what the kernel does when a record is lost: 0 nothing, 1 printk, 2 panic
  std::uint32_t pid = 0;         // of the daemon, 0: there is none
  std::uint32_t rate_limit = 0;  // records a second, 0: any number
  std::uint32_t backlog_limit = 0;  // records that may wait in the kernel, 0: any number
  std::uint32_t lost = 0;           // records since boot, or since it was reset
  std::uint32_t backlog = 0;        // records that wait
  std::optional<std::uint32_t> features;
  std::optional<std::uint32_t> backlog_wait_time;  // how long a process sleeps for the backlog, in jiffies
  std::optional<std::uint32_t> backlog_wait_time_actual;  // how long all of them have, since it was reset
};

// From the bytes of the kernel's answer: 44, or 40, 36, 32 of older ones; nullopt for less.
std::optional<KernelStatus> parse_status(std::string_view bytes) noexcept;

// What the kernel lost, by its counter (KernelStatus::lost), of the records that came since.
//
// Booted with audit=1 the kernel holds records for a daemon that is not there yet, backlog_limit of them, and
// counts all further ones as lost, though those who read along have got them. It does not say which it means,
// so as many as arrived are taken for these. Counted is before received: there an update() tells what was
// lost up to the one before it.
//
// Somebody can set the counter to 0 (reset_lost()). Then it is less than before, and counts on from there.
class LostCount {
 public:
  LostCount(std::uint32_t counter, bool holds) noexcept : counter_(counter), holds_(holds) {}
  // All records that arrived so far, or that the socket dropped. What is returned never gets less.
  std::uint64_t update(std::uint32_t counter, std::uint64_t arrived) noexcept;

 private:
  std::uint32_t counter_;
  bool holds_;
  std::uint64_t counted_ = 0;
  std::uint64_t lost_ = 0;
};

// Whether the kernel holds records while there is no daemon, from what it was booted with, /proc/cmdline.
bool holds_for_daemon(std::string_view command_line) noexcept;

// struct audit_features: a bit for each feature.
struct KernelFeatures {
  static constexpr std::uint32_t kOnlyUnsetAuid = 1 << 0;  // an auid that is set stays
  static constexpr std::uint32_t kAuidImmutable = 1 << 1;  // and not even a capability helps
  std::uint32_t on = 0;
  std::uint32_t locked = 0;
};

// What can be set, by its bit in the mask of struct audit_status.
enum class Setting : std::uint32_t {
  kEnabled = 1 << 0,
  kFailure = 1 << 1,
  kRateLimit = 1 << 3,
  kBacklogLimit = 1 << 4,
  kBacklogWaitTime = 1 << 5
};

// One socket for requests. A request waits for the kernel's answer, up to ten seconds (ETIMEDOUT). One thread
// at a time.
class Control {
 public:
  static Result<Control> open();
  Control(Control&& other) noexcept;
  Control& operator=(Control&& other) noexcept;
  ~Control();

  Result<KernelStatus> status();
  Result<void> set(Setting setting, std::uint32_t value);
  // These return what the counter was.
  Result<std::uint32_t> reset_lost();
  Result<std::uint32_t> reset_backlog_wait_time_actual();

  Result<KernelFeatures> features();
  // Sets the features whose bits are in `which` to those of `to`.
  Result<void> set_features(std::uint32_t which, KernelFeatures to);

  // All rules, in the kernel's order.
  Result<std::vector<RuleData>> rules();
  Result<void> add(const RuleData& rule);     // EEXIST: it is there
  Result<void> remove(const RuleData& rule);  // ENOENT: it is not

  // Tells the kernel that this process is the daemon, which takes the records, or no longer is.
  Result<void> set_daemon(bool is_daemon);

 private:
  friend class RecordSocket;
  struct Answer;
  explicit Control(int fd) noexcept : fd_(fd) {}
  Result<Answer> request(std::uint16_t type, std::string_view payload, std::string_view what,
                         bool list = false);
  Result<std::uint32_t> reset(std::uint32_t bit, std::string_view what);
  Error refused(int error, std::string_view what);

  int fd_;
  std::uint32_t sequence_ = 0;
};

// One record as the kernel sends it.
struct Datagram {
  std::uint16_t type = 0;    // a linux_audit::RecordType
  std::string_view payload;  // "audit(SEC.MSEC:SERIAL): ..."; EOE has nothing after the colon
  bool cut = false;          // it was longer than the memory for it
};

// Records as they happen. Never waits: poll fd() for POLLIN.
//
// The kernel keeps what has not been received up to the size of the receive buffer, in which a record takes
// about 2.3 KiB, and drops what comes after. That is told once by the error ENOBUFS, after which receiving
// goes on; dropped() says how many.
class RecordSocket {
 public:
  // Joins the group of those who read along: CAP_AUDIT_READ, and it changes nothing. Records appear only
  // while auditing is enabled, and only in the network namespace that the system has started in.
  static Result<RecordSocket> open_multicast(std::size_t receive_buffer_bytes);
  // Takes the place of the audit daemon, until this is destroyed: CAP_AUDIT_CONTROL. EEXIST: there is one.
  static Result<RecordSocket> open_unicast(std::size_t receive_buffer_bytes);
  RecordSocket(RecordSocket&&) noexcept;
  RecordSocket& operator=(RecordSocket&&) noexcept;
  ~RecordSocket();

  int fd() const noexcept;

  // One record into the buffer, where its payload stays; 16 KiB are enough for nearly all. nullopt: there is
  // none now.
  Result<std::optional<Datagram>> receive(std::span<char> buffer);
  // Up to kBatch records with one system call, into memory of this socket: they live until the next call.
  // Empty: there is none now.
  static constexpr std::size_t kBatch = 32;
  Result<std::span<const Datagram>> receive_batch();

  // The kernel sends no new records; those that it has sent can still be received.
  void stop() noexcept;
  // How many records the kernel has dropped for this socket since it was opened, modulo 2^32.
  std::uint32_t dropped() const noexcept;
  // The size of the receive buffer that the kernel has given, in bytes.
  std::size_t receive_buffer() const noexcept;

 private:
  struct State;
  explicit RecordSocket(std::unique_ptr<State> state) noexcept;
  static Result<std::unique_ptr<State>> open(std::uint32_t groups, std::size_t receive_buffer_bytes);
  std::unique_ptr<State> state_;
};

// The error in words, and what to do about it: the capability that is missing, a container, another daemon, a
// kernel without audit, a configuration that is locked. One line without a newline.
std::string explain(const Error& error);

// Whether root could do it: this process lacks the capability, and nothing else is in the way.
bool needs_privilege(const Error& error) noexcept;

}  // namespace knox::kernel
