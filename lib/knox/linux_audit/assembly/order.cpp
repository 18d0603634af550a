#include "knox/linux_audit/assembly/order.h"

#include <array>

#include "knox/base/scan.h"

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

struct Row {
  RecordType type;
  Rank rank;
};
constexpr Row kRows[] = {
    {RecordType::SYSCALL, kCall},
    {RecordType::URINGOP, kCall},
    {RecordType::BPRM_FCAPS, kCapabilities},
    {RecordType::IPC, kAbout},
    {RecordType::SOCKETCALL, kAbout},
    {RecordType::IPC_SET_PERM, kAbout},
    {RecordType::MQ_OPEN, kAbout},
    {RecordType::MQ_SENDRECV, kAbout},
    {RecordType::MQ_NOTIFY, kAbout},
    {RecordType::MQ_GETSETATTR, kAbout},
    {RecordType::CAPSET, kAbout},
    {RecordType::MMAP, kAbout},
    {RecordType::KERN_MODULE, kAbout},
    {RecordType::OPENAT2, kAbout},
    {RecordType::EXECVE, kArguments},
    {RecordType::FD_PAIR, kDescriptors},
    {RecordType::SOCKADDR, kAddress},
    {RecordType::OBJ_PID, kTarget},
    {RecordType::CWD, kDirectory},
    {RecordType::PATH, kFile},
    {RecordType::PROCTITLE, kTitle},
    {RecordType::EOE, kEnd},
};

// The ranks by type, since a switch over types that change with every line is slow.
constexpr std::uint32_t kFirst = static_cast<std::uint32_t>(RecordType::SYSCALL);
constexpr auto kRanks = [] {
  std::array<Rank, 64> ranks{};
  for (const Row& row : kRows) ranks[static_cast<std::uint32_t>(row.type) - kFirst] = row.rank;
  return ranks;
}();

}  // namespace

std::uint64_t kernel_order(const Line& line, std::uint64_t previous) noexcept {
  const std::uint32_t index = static_cast<std::uint32_t>(line.type) - kFirst;
  if (index >= kRanks.size()) {
    const bool depends =
        line.type == RecordType::MAC_TASK_CONTEXTS || line.type == RecordType::MAC_OBJ_CONTEXTS;
    return depends ? previous | 1 : order_of(kEarlier);
  }
  std::uint64_t place = 0;
  if (line.type == RecordType::PATH && line.body.starts_with("item=")) place = number_at(line.body, 5);
  if (line.type == RecordType::EXECVE) place = argument_place(line.body);
  return order_of(kRanks[index], place);
}

}  // namespace knox::linux_audit
