#include "knox/linux_audit/names/syscalls.h"

#include <algorithm>
#include <array>
#include <functional>
#include <span>

namespace knox::linux_audit {
namespace {

constexpr auto kNames = std::to_array<std::string_view>({
    "",
#define ARGUMENTS(name, ...) #name,
#include "knox/linux_audit/tables/syscall_args.def"
});
static_assert(std::ranges::adjacent_find(kNames, std::ranges::greater_equal()) == kNames.end());

struct Alias {
  Syscall syscall;
  std::string_view name;
};
constexpr auto kAliases = std::to_array<Alias>({
#define ALIAS(name, other) {Syscall::sys_##name, other},
#include "knox/linux_audit/tables/syscall_aliases.def"
});

struct Row {
  std::uint32_t number;
  Syscall syscall;
};

#define SYSCALL(number, name) {number, Syscall::sys_##name},
constexpr auto kX86_64 = std::to_array<Row>({
#include "knox/linux_audit/tables/syscalls_x86_64.def"
});
constexpr auto kI386 = std::to_array<Row>({
#include "knox/linux_audit/tables/syscalls_i386.def"
});
constexpr auto kX32 = std::to_array<Row>({
#include "knox/linux_audit/tables/syscalls_x32.def"
});
constexpr auto kAarch64 = std::to_array<Row>({
#include "knox/linux_audit/tables/syscalls_aarch64.def"
});
constexpr auto kArm = std::to_array<Row>({
#include "knox/linux_audit/tables/syscalls_arm.def"
});
constexpr auto kRiscv64 = std::to_array<Row>({
#include "knox/linux_audit/tables/syscalls_riscv64.def"
});
constexpr auto kPpc64 = std::to_array<Row>({
#include "knox/linux_audit/tables/syscalls_ppc64.def"
});
constexpr auto kPpc = std::to_array<Row>({
#include "knox/linux_audit/tables/syscalls_ppc.def"
});
constexpr auto kS390x = std::to_array<Row>({
#include "knox/linux_audit/tables/syscalls_s390x.def"
});
constexpr auto kS390 = std::to_array<Row>({
#include "knox/linux_audit/tables/syscalls_s390.def"
});
constexpr auto kLoongarch64 = std::to_array<Row>({
#include "knox/linux_audit/tables/syscalls_loongarch64.def"
});
#undef SYSCALL

// Only those that are private to arm have numbers above this one.
constexpr std::uint32_t kDense = 1024;

// The calls of a table by their numbers.
template <const auto& rows>
constexpr auto by_number() {
  static_assert(std::ranges::adjacent_find(rows, std::ranges::greater_equal(), &Row::number) == rows.end());
  constexpr auto end = std::ranges::upper_bound(rows, kDense, {}, &Row::number);
  std::array<Syscall, std::prev(end)->number + 1> calls{};
  for (auto row = rows.begin(); row != end; ++row) calls[row->number] = row->syscall;
  return calls;
}
template <const auto& rows>
constexpr auto kByNumber = by_number<rows>();

struct Table {
  std::span<const Row> rows;
  std::span<const Syscall> by_number;
};
template <const auto& rows>
constexpr Table kTable = {rows, kByNumber<rows>};

const Table* table_of(Arch arch) noexcept {
  switch (arch) {
    case Arch::kX86_64: return &kTable<kX86_64>;
    case Arch::kI386: return &kTable<kI386>;
    case Arch::kAarch64: return &kTable<kAarch64>;
    case Arch::kArm: return &kTable<kArm>;
    case Arch::kRiscv64: return &kTable<kRiscv64>;
    case Arch::kPpc64le:
    case Arch::kPpc64: return &kTable<kPpc64>;
    case Arch::kPpc: return &kTable<kPpc>;
    case Arch::kS390x: return &kTable<kS390x>;
    case Arch::kS390: return &kTable<kS390>;
    case Arch::kLoongarch64: return &kTable<kLoongarch64>;
    default: return nullptr;
  }
}

// By the constants of linux/net.h and linux/ipc.h.
constexpr std::array kSocketCalls = {
    Syscall::kUnknown,       Syscall::sys_socket,   Syscall::sys_bind,        Syscall::sys_connect,
    Syscall::sys_listen,     Syscall::sys_accept,   Syscall::sys_getsockname, Syscall::sys_getpeername,
    Syscall::sys_socketpair, Syscall::sys_send,     Syscall::sys_recv,        Syscall::sys_sendto,
    Syscall::sys_recvfrom,   Syscall::sys_shutdown, Syscall::sys_setsockopt,  Syscall::sys_getsockopt,
    Syscall::sys_sendmsg,    Syscall::sys_recvmsg,  Syscall::sys_accept4,     Syscall::sys_recvmmsg,
    Syscall::sys_sendmmsg};
constexpr auto kIpcCalls = [] {
  std::array<Syscall, 25> calls{};
  calls[1] = Syscall::sys_semop;
  calls[2] = Syscall::sys_semget;
  calls[3] = Syscall::sys_semctl;
  calls[4] = Syscall::sys_semtimedop;
  calls[11] = Syscall::sys_msgsnd;
  calls[12] = Syscall::sys_msgrcv;
  calls[13] = Syscall::sys_msgget;
  calls[14] = Syscall::sys_msgctl;
  calls[21] = Syscall::sys_shmat;
  calls[22] = Syscall::sys_shmdt;
  calls[23] = Syscall::sys_shmget;
  calls[24] = Syscall::sys_shmctl;
  return calls;
}();

}  // namespace

Syscall find_syscall(Arch arch, std::uint32_t number) noexcept {
  const Table* table = table_of(arch);
  if (arch == Arch::kX86_64 && (number & kX32Bit) != 0) {
    table = &kTable<kX32>;
    number &= ~kX32Bit;
  }
  if (table == nullptr) return Syscall::kUnknown;
  if (number < table->by_number.size()) return table->by_number[number];
  const auto row = std::ranges::lower_bound(table->rows, number, {}, &Row::number);
  return row != table->rows.end() && row->number == number ? row->syscall : Syscall::kUnknown;
}

std::string_view syscall_name(Syscall syscall) noexcept {
  return kNames[static_cast<std::size_t>(syscall)];
}

Syscall find_syscall(std::string_view name) noexcept {
  const auto place = std::ranges::lower_bound(kNames, name);
  if (place != kNames.end() && *place == name) return static_cast<Syscall>(place - kNames.begin());
  const auto alias = std::ranges::find(kAliases, name, &Alias::name);
  return alias == kAliases.end() ? Syscall::kUnknown : alias->syscall;
}

std::span<const Syscall> inner_calls(Syscall outer) noexcept {
  switch (outer) {
    case Syscall::sys_socketcall: return kSocketCalls;
    case Syscall::sys_ipc: return kIpcCalls;
    default: return {};
  }
}

Syscall inner_call(Syscall outer, std::uint64_t first_argument) noexcept {
  const std::span<const Syscall> calls = inner_calls(outer);
  if (calls.empty()) return outer;
  // Of ipc(2), a version is above.
  const std::size_t number = outer == Syscall::sys_ipc ? first_argument & 0xffff : first_argument;
  return number < calls.size() && calls[number] != Syscall::kUnknown ? calls[number] : outer;
}

std::optional<std::uint32_t> syscall_number(Arch arch, Syscall syscall) noexcept {
  const Table* const table = table_of(arch);
  if (table == nullptr) return std::nullopt;
  const auto row = std::ranges::find(table->rows, syscall, &Row::syscall);
  return row == table->rows.end() ? std::nullopt : std::optional(row->number);
}

}  // namespace knox::linux_audit
