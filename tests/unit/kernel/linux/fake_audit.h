// The kernel's audit as a test wants it, behind the system calls that knox makes: as long as one of these
// lives, sockets of NETLINK_AUDIT are its own (fake_audit.cpp has socket(2), sendto(2), recvfrom(2) and so on
// of this program). It answers as kernel/audit.c and kernel/auditfilter.c do. What it knows is in memory that
// a forked process shares: a guard changes the same kernel. Linux with glibc only.
#pragma once

#include <cstdint>  // says whose library it is

#if defined(__linux__) && defined(__GLIBC__)
#define KNOX_FAKE_AUDIT 1

#include <linux/audit.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace knox::test {

class FakeAudit {
 public:
  static constexpr std::size_t kMaxRules = 64, kMaxRule = 2048;
  struct Bytes {
    std::size_t size = 0;
    std::array<char, kMaxRule> bytes{};
  };
  struct Memory {
    audit_status status{};
    std::size_t status_size = sizeof(audit_status);  // of what it answers
    std::uint32_t waited = 0;                        // backlog_wait_time_actual, which old headers lack
    audit_features features{};
    std::size_t rules = 0;
    std::array<Bytes, kMaxRules> rule{};
    int requests = 0;
    // What it refuses, by the type of message (AUDIT_GET is 1000): an errno, from the request on at which
    // `passes` is 0.
    std::array<int, 100> refuses{};
    std::array<int, 100> passes{};
    bool answers_first = false;  // the acknowledgement comes last
    bool chats = false;          // there are other messages between the answers
  };
  enum Call : std::uint8_t { kSocket, kBind, kSend, kReceive, kCalls };

  FakeAudit();
  ~FakeAudit();
  FakeAudit(const FakeAudit&) = delete;
  FakeAudit& operator=(const FakeAudit&) = delete;

  Memory& kernel() noexcept { return *memory_; }
  void refuse(std::uint16_t type, int error, int passes = 0);
  std::vector<std::string> rules() const;
  void add_rule(std::string_view wire);

  // Of this process alone: what calls come to instead, once each, in this order.
  std::array<std::vector<int>, kCalls> errors;
  bool may_force_buffer = true;
  std::uint32_t dropped = 0;
  std::uint32_t groups = 0;  // that the last socket has joined
  // To the last socket, from the kernel or from a process.
  void send(std::uint16_t type, std::string_view payload, std::uint32_t sender = 0);
  void send_bytes(std::string_view bytes, std::uint32_t sender = 0);

 private:
  Memory* memory_;
};

}  // namespace knox::test

#endif
