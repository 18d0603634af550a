#include "knox/linux_audit/order.h"

#include "knox/linux_audit/scan.h"

namespace knox::linux_audit {

namespace {

enum Rank : std::uint64_t {
  kEarlier,
  kCall,
  kCapabilities,
  kAbout,
  kArguments,
  kDescriptors,
  kAddress,
  kTarget,
  kDirectory,
  kFile,
  kTitle,
  kEnd
};

constexpr std::uint64_t order_of(Rank rank, std::uint64_t place = 0) {
  return static_cast<std::uint64_t>(rank) << 56 | (place << 1);
}

std::uint64_t number_at(std::string_view text, std::size_t at) {
  std::uint64_t value = 0;
  if (at < text.size()) read_decimal(text.data() + at, text.data() + text.size(), value);
  return value & 0xffffff;
}

// Where an EXECVE record continues: argc= comes first, then a7= or a7_len=, then a7[1]=.
std::uint64_t argument_place(std::string_view body) {
  if (body.size() < 2 || body[0] != 'a' || !is_digit(body[1])) return 0;
  const std::uint64_t argument = number_at(body, 1);
  const std::size_t stop = body.find_first_not_of("0123456789", 1);
  const bool in_chunks = stop != body.npos && body[stop] == '[';
  return (argument + 1) << 24 | (in_chunks ? number_at(body, stop + 1) + 1 : 0);
}

}  // namespace

std::uint64_t kernel_order(const Line& line, std::uint64_t previous) noexcept {
  using enum RecordType;
  switch (line.type) {
    case SYSCALL:
    case URINGOP: return order_of(kCall);
    case BPRM_FCAPS: return order_of(kCapabilities);
    case IPC:
    case SOCKETCALL:
    case IPC_SET_PERM:
    case MQ_OPEN:
    case MQ_SENDRECV:
    case MQ_NOTIFY:
    case MQ_GETSETATTR:
    case CAPSET:
    case MMAP:
    case KERN_MODULE:
    case OPENAT2: return order_of(kAbout);
    case EXECVE: return order_of(kArguments, argument_place(line.body));
    case FD_PAIR: return order_of(kDescriptors);
    case SOCKADDR: return order_of(kAddress);
    case OBJ_PID: return order_of(kTarget);
    case CWD: return order_of(kDirectory);
    case PATH: return order_of(kFile, line.body.starts_with("item=") ? number_at(line.body, 5) : 0);
    case PROCTITLE: return order_of(kTitle);
    case EOE: return order_of(kEnd);
    case MAC_TASK_CONTEXTS:
    case MAC_OBJ_CONTEXTS: return previous | 1;
    default: return order_of(kEarlier);
  }
}

}  // namespace knox::linux_audit
