// Tables of Linux Audit: record types, architectures, system calls and fields. Every row of their .def files
// is found by its number and by its name, and the facts that others rely on are there.
#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "knox/linux_audit/names/fields.h"
#include "knox/linux_audit/names/record_types.h"
#include "knox/linux_audit/names/syscalls.h"
#include "unit/catch.h"

using namespace knox;
using namespace knox::linux_audit;

namespace {

struct Row {
  std::uint32_t number;
  std::string_view name;
};

const std::vector<Row> kRecordTypeRows = {
#define RECORD_TYPE(number, name) {number, #name},
#include "knox/linux_audit/tables/record_types.def"
};

struct ArchRow {
  Arch arch;
  std::uint32_t number;
  std::string_view name;
  ArchSet set;
};
const std::vector<ArchRow> kArchRows = {
#define ARCH(number, enumerator, name, set) {Arch::enumerator, number, name, set},
#include "knox/linux_audit/tables/arches.def"
};

#define SYSCALL(number, name) {number, #name},
const std::map<Arch, std::vector<Row>> kSyscallRows = {
    {Arch::kX86_64,
     {
#include "knox/linux_audit/tables/syscalls_x86_64.def"
     }},
    {Arch::kI386,
     {
#include "knox/linux_audit/tables/syscalls_i386.def"
     }},
    {Arch::kAarch64,
     {
#include "knox/linux_audit/tables/syscalls_aarch64.def"
     }},
    {Arch::kArm,
     {
#include "knox/linux_audit/tables/syscalls_arm.def"
     }},
    {Arch::kRiscv64,
     {
#include "knox/linux_audit/tables/syscalls_riscv64.def"
     }},
    {Arch::kPpc64le,
     {
#include "knox/linux_audit/tables/syscalls_ppc64.def"
     }},
    {Arch::kPpc,
     {
#include "knox/linux_audit/tables/syscalls_ppc.def"
     }},
    {Arch::kS390x,
     {
#include "knox/linux_audit/tables/syscalls_s390x.def"
     }},
    {Arch::kS390,
     {
#include "knox/linux_audit/tables/syscalls_s390.def"
     }},
    {Arch::kLoongarch64,
     {
#include "knox/linux_audit/tables/syscalls_loongarch64.def"
     }},
};
const std::vector<Row> kX32Rows = {
#include "knox/linux_audit/tables/syscalls_x32.def"
};
#undef SYSCALL

struct FieldRow {
  std::string_view key;
  FieldKind kind;
  RecordType type;
};
const std::vector<FieldRow> kFieldRows = {
#define FIELD(key, kind) {key, FieldKind::kind, RecordType{}},
#define FIELD_IN(type, key, kind) {key, FieldKind::kind, RecordType::type},
#include "knox/linux_audit/tables/fields.def"
};

bool ascend(std::span<const Row> rows) {
  return std::ranges::adjacent_find(rows, std::ranges::greater_equal(), &Row::number) == rows.end();
}

std::string written(RecordType type) {
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  {
    Pen pen(out);
    pen.room(32);
    put_record_type(pen, type);
  }
  out.flush();
  return text;
}

}  // namespace

TEST_CASE("record types: number -> name -> number", "[linux][tables]") {
  CHECK(ascend(kRecordTypeRows));
  for (const Row& row : kRecordTypeRows) {
    const auto type = static_cast<RecordType>(row.number);
    INFO(row.number << " " << row.name);
    CHECK(record_type_name(type) == row.name);
    CHECK(parse_record_type(row.name) == type);
    CHECK(written(type) == row.name);
  }
  CHECK(kRecordTypeRows.size() >= 217);
}

TEST_CASE("record types: other forms", "[linux][tables]") {
  CHECK(parse_record_type("1300") == RecordType::SYSCALL);
  CHECK(parse_record_type("UNKNOWN[1323]") == RecordType::MMAP);
  CHECK(parse_record_type("UNKNOWN[1999]") == static_cast<RecordType>(1999));
  CHECK(parse_record_type("AA") == RecordType::APPARMOR);
  CHECK(record_type_name(static_cast<RecordType>(1999)).empty());
  CHECK(written(static_cast<RecordType>(1999)) == "UNKNOWN[1999]");
  CHECK(written(static_cast<RecordType>(65535)) == "UNKNOWN[65535]");
  for (const std::string_view bad :
       {"", "syscall", "SYSCAL", "SYSCALL ", "UNKNOWN[", "UNKNOWN[]", "UNKNOWN[x]", "70000", "-1", "13 00"}) {
    INFO(bad);
    CHECK(parse_record_type(bad) == std::nullopt);
  }
}

TEST_CASE("record types: numbers that programs rely on", "[linux][tables]") {
  const Row expected[] = {{1006, "LOGIN"},
                          {1105, "USER_START"},
                          {1107, "USER_AVC"},
                          {1112, "USER_LOGIN"},
                          {1123, "USER_CMD"},
                          {1200, "DAEMON_START"},
                          {1302, "PATH"},
                          {1306, "SOCKADDR"},
                          {1307, "CWD"},
                          {1309, "EXECVE"},
                          {1320, "EOE"},
                          {1327, "PROCTITLE"},
                          {1336, "URINGOP"},
                          {1400, "AVC"},
                          {1423, "LANDLOCK_ACCESS"},
                          {1424, "LANDLOCK_DOMAIN"},
                          {1425, "MAC_TASK_CONTEXTS"},
                          {1701, "ANOM_ABEND"},
                          {2000, "KERNEL"},
                          {2100, "ANOM_LOGIN_FAILURES"},
                          {2500, "VIRT_CONTROL"}};
  for (const Row& row : expected) CHECK(record_type_name(static_cast<RecordType>(row.number)) == row.name);
}

TEST_CASE("architectures: number -> name -> number", "[linux][tables]") {
  ArchSet all = kNowhere;
  for (const ArchRow& row : kArchRows) {
    INFO(row.name);
    CHECK(static_cast<std::uint32_t>(row.arch) == row.number);
    CHECK(arch_name(row.arch) == row.name);
    CHECK(parse_arch(row.name) == row.arch);
    CHECK(set_of(row.arch) == row.set);
    CHECK((all & row.set) == 0);
    all |= row.set;
  }
  CHECK(all == kEverywhere);
}

TEST_CASE("architectures: what records and people write", "[linux][tables]") {
  struct Expected {
    std::string_view text;
    Arch arch;
    bool is_64_bit, is_little_endian;
  };
  const Expected expected[] = {{"c000003e", Arch::kX86_64, true, true},
                               {"40000003", Arch::kI386, false, true},
                               {"c00000b7", Arch::kAarch64, true, true},
                               {"40000028", Arch::kArm, false, true},
                               {"c00000f3", Arch::kRiscv64, true, true},
                               {"c0000015", Arch::kPpc64le, true, true},
                               {"80000015", Arch::kPpc64, true, false},
                               {"14", Arch::kPpc, false, false},
                               {"80000016", Arch::kS390x, true, false},
                               {"16", Arch::kS390, false, false},
                               {"c0000102", Arch::kLoongarch64, true, true},
                               {"0xC000003E", Arch::kX86_64, true, true},
                               {"i486", Arch::kI386, false, true},
                               {"i586", Arch::kI386, false, true},
                               {"i686", Arch::kI386, false, true},
                               {"amd64", Arch::kX86_64, true, true},
                               {"x32", Arch::kX86_64, true, true},
                               {"arm64", Arch::kAarch64, true, true},
                               {"armv5tejl", Arch::kArm, false, true},
                               {"armv6l", Arch::kArm, false, true},
                               {"armv7l", Arch::kArm, false, true},
                               {"powerpc64le", Arch::kPpc64le, true, true},
                               {"powerpc64", Arch::kPpc64, true, false},
                               {"powerpc", Arch::kPpc, false, false},
                               {"40000099", static_cast<Arch>(0x40000099), false, true}};
  for (const Expected& e : expected) {
    INFO(e.text);
    CHECK(parse_arch(e.text) == e.arch);
    CHECK(is_64_bit(e.arch) == e.is_64_bit);
    CHECK(is_little_endian(e.arch) == e.is_little_endian);
  }
  for (const std::string_view bad : {"", "0x", "vax", "c000003e1", "-1"})
    CHECK(parse_arch(bad) == std::nullopt);
  CHECK(arch_name(static_cast<Arch>(0x40000099)).empty());
  CHECK(set_of(Arch::kMips) == kNowhere);
}

TEST_CASE("system calls: number -> name -> number", "[linux][tables]") {
  for (const auto& [arch, rows] : kSyscallRows) {
    CHECK(ascend(rows));
    std::set<std::string_view> names;
    for (const Row& row : rows) {
      INFO(arch_name(arch) << " " << row.number << " " << row.name);
      const Syscall syscall = find_syscall(arch, row.number);
      CHECK(syscall_name(syscall) == row.name);
      CHECK(find_syscall(row.name) == syscall);
      CHECK(syscall_number(arch, syscall) == row.number);
      CHECK(names.insert(row.name).second);
    }
    std::size_t named = 0;
    for (std::uint32_t number = 0; number < 0x100000; ++number) {
      if (find_syscall(arch, number) != Syscall::kUnknown) ++named;
    }
    CHECK(named == rows.size());
    CHECK(find_syscall(arch, 0xffffffff) == Syscall::kUnknown);
  }
  CHECK(syscall_name(Arch::kPpc64, 11) == "execve");
  CHECK(syscall_name(Arch::kMips, 11).empty());
  CHECK(syscall_number(Arch::kMips, Syscall::sys_execve) == std::nullopt);
  CHECK(syscall_number(Arch::kAarch64, Syscall::sys_fork) == std::nullopt);
  const std::pair<std::string_view, Syscall> aliases[] = {
      {"llseek", Syscall::sys__llseek},
      {"newselect", Syscall::sys__newselect},
      {"sysctl", Syscall::sys__sysctl},
      {"newfstat", Syscall::sys_fstat},
      {"sys_kexec_load", Syscall::sys_kexec_load},
      {"perf_counter_open", Syscall::sys_perf_event_open},
      {"pread", Syscall::sys_pread64},
      {"pwrite", Syscall::sys_pwrite64},
      {"sched_rr_get_interval64", Syscall::sys_sched_rr_get_interval_time64}};
  for (const auto& [text, call] : aliases) CHECK(find_syscall(text) == call);
  CHECK(find_syscall("no_such_call") == Syscall::kUnknown);
  CHECK(find_syscall("") == Syscall::kUnknown);
}

TEST_CASE("system calls: x32 shares an architecture with x86_64", "[linux][tables]") {
  CHECK(ascend(kX32Rows));
  for (const Row& row : kX32Rows) {
    INFO(row.number << " " << row.name);
    CHECK(syscall_name(Arch::kX86_64, row.number | kX32Bit) == row.name);
  }
  CHECK(syscall_name(Arch::kX86_64, 520 | kX32Bit) == "execve");
  CHECK(syscall_name(Arch::kX86_64, 520).empty());
  CHECK(syscall_name(Arch::kAarch64, 221 | kX32Bit).empty());
}

TEST_CASE("system calls: as many as others know", "[linux][tables]") {
  const std::pair<Arch, std::size_t> expected[] = {
      {Arch::kX86_64, 385}, {Arch::kI386, 461},  {Arch::kAarch64, 327}, {Arch::kArm, 436},
      {Arch::kPpc, 452},    {Arch::kS390x, 390}, {Arch::kRiscv64, 328}};
  for (const auto& [arch, count] : expected) {
    INFO(arch_name(arch));
    CHECK(kSyscallRows.at(arch).size() >= count);
  }
}

TEST_CASE("system calls: execve has a number of its own everywhere", "[linux][tables]") {
  const std::pair<Arch, std::uint32_t> expected[] = {
      {Arch::kX86_64, 59},   {Arch::kI386, 11},        {Arch::kAarch64, 221}, {Arch::kArm, 11},
      {Arch::kPpc64le, 11},  {Arch::kPpc, 11},         {Arch::kS390x, 11},    {Arch::kS390, 11},
      {Arch::kRiscv64, 221}, {Arch::kLoongarch64, 221}};
  for (const auto& [arch, number] : expected) {
    INFO(arch_name(arch));
    CHECK(find_syscall(arch, number) == Syscall::sys_execve);
  }
}

TEST_CASE("fields: every row", "[linux][tables]") {
  std::string_view before;
  for (const FieldRow& row : kFieldRows) {
    INFO(row.key);
    CHECK(field_kind(row.type, row.key) == row.kind);
    CHECK(before <= row.key);
    before = row.key;
  }
}

TEST_CASE("fields: the record says what a key means", "[linux][tables]") {
  struct Expected {
    RecordType type;
    std::string_view key;
    FieldKind kind;
  };
  using enum RecordType;
  const Expected expected[] = {{SYSCALL, "a0", FieldKind::kSyscallArgument},
                               {SOCKETCALL, "a5", FieldKind::kSyscallArgument},
                               {EXECVE, "a0", FieldKind::kExecArgument},
                               {EXECVE, "a3000", FieldKind::kExecArgument},
                               {EXECVE, "a1_len", FieldKind::kExecArgumentLength},
                               {EXECVE, "a1[0]", FieldKind::kExecArgumentPart},
                               {EXECVE, "a12[345]", FieldKind::kExecArgumentPart},
                               {EXECVE, "a1x", FieldKind::kUnknown},
                               {EXECVE, "a1[", FieldKind::kUnknown},
                               {EXECVE, "argc", FieldKind::kDecimal},
                               {SYSCALL, "a1_len", FieldKind::kUnknown},
                               {SYSCALL, "comm", FieldKind::kText},
                               {SYSCALL, "key", FieldKind::kKeys},
                               {SYSCALL, "auid", FieldKind::kLoginUid},
                               {SYSCALL, "exit", FieldKind::kExit},
                               {SYSCALL, "per", FieldKind::kPersonality},
                               {PATH, "dev", FieldKind::kDevice},
                               {AVC, "dev", FieldKind::kText},
                               {DM_EVENT, "dev", FieldKind::kWord},
                               {PATH, "mode", FieldKind::kMode},
                               {LANDLOCK_DOMAIN, "mode", FieldKind::kWord},
                               {PATH, "cap_fp", FieldKind::kCapabilities},
                               {BPRM_FCAPS, "fp", FieldKind::kCapabilities},
                               {CRYPTO_KEY_USER, "fp", FieldKind::kWord},
                               {SOCKADDR, "saddr", FieldKind::kSockaddr},
                               {NETFILTER_PKT, "saddr", FieldKind::kAddress},
                               {ADD_USER, "id", FieldKind::kUid},
                               {ADD_GROUP, "id", FieldKind::kGid},
                               {TTY, "data", FieldKind::kTtyData},
                               {PROCTITLE, "proctitle", FieldKind::kTitle},
                               {USER_CMD, "cmd", FieldKind::kCommand},
                               {USER_CMD, "msg", FieldKind::kMessage},
                               {MMAP, "flags", FieldKind::kMapFlags},
                               {AVC, "flags", FieldKind::kWord},
                               {URINGOP, "uring_op", FieldKind::kUringOp},
                               {SYSCALL, "UID", FieldKind::kEnriched},
                               {LOGIN, "OLD-AUID", FieldKind::kEnriched},
                               {SOCKADDR, "SADDR", FieldKind::kEnrichedSockaddr},
                               {static_cast<RecordType>(1999), "pid", FieldKind::kPid},
                               {SYSCALL, "no_such_key", FieldKind::kUnknown},
                               {SYSCALL, "a", FieldKind::kUnknown},
                               {SYSCALL, "", FieldKind::kUnknown}};
  for (const Expected& e : expected) {
    INFO(e.key);
    CHECK(field_kind(e.type, e.key) == e.kind);
  }
  CHECK(field_kind("pid") == FieldKind::kPid);
}

TEST_CASE("fields: numbers with names", "[linux][tables]") {
  CHECK(arg_kind(FieldKind::kSignal) == ArgKind::kSignal);
  CHECK(arg_kind(FieldKind::kMapFlags) == ArgKind::kMapFlags);
  CHECK(arg_kind(FieldKind::kDecimal) == ArgKind::kNone);
  for (int kind = static_cast<int>(FieldKind::kSignal); kind <= static_cast<int>(FieldKind::kFanotifyInfo);
       ++kind) {
    CHECK_FALSE(constants_of(arg_kind(static_cast<FieldKind>(kind))).empty());
  }
}
