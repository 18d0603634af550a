// Constants and arguments of Linux Audit: every row of linux_audit/tables/constants.def is found by its
// number and by its name, and what system calls were given is written as people know it.
#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "knox/linux_audit/names/arguments.h"
#include "unit/catch.h"

using namespace knox;
using namespace knox::linux_audit;

namespace {

struct ArchRow {
  Arch arch;
  ArchSet set;
};
const std::vector<ArchRow> kArchRows = {
#define ARCH(number, enumerator, name, set) {Arch::enumerator, set},
#include "knox/linux_audit/tables/arches.def"
};

const std::vector<Constant> kConstantRows = {
#define CONSTANT(kind, mask, number, name, set) \
  {ArgKind::kind, mask, static_cast<std::uint32_t>(number), name, set},
#include "knox/linux_audit/tables/constants.def"
};

struct KindRow {
  ArgKind kind;
  ArgForm form;
  std::string_view name;
};
const std::vector<KindRow> kKindRows = {
#define ARG_KIND(kind, form) {ArgKind::kind, ArgForm::form, #kind},
#include "knox/linux_audit/tables/arg_kinds.def"
};

std::string written(ArgKind kind, Arch arch, std::uint64_t value) {
  static std::string text;
  static StringWriter writer(text);
  static Out out(writer);
  text.clear();
  put_argument(out, kind, arch, value);
  out.flush();
  return text;
}

// As strace(1) writes it, without the arguments that are not there.
std::string written(Arch arch, std::uint32_t number, const std::array<std::uint64_t, 4>& values) {
  const Syscall syscall = find_syscall(arch, number);
  const ArgKinds kinds = argument_kinds(arch, syscall, values);
  std::string text(syscall_name(syscall));
  text += '(';
  for (std::size_t i = 0; i < kinds.size() && kinds[i] != ArgKind::kNone; ++i) {
    if (i > 0) text += ", ";
    text += written(kinds[i], arch, values[i]);
  }
  return text + ')';
}

}  // namespace

TEST_CASE("constants of system calls: number -> name -> number", "[linux][tables]") {
  for (const ArchRow& arch : kArchRows) {
    if (arch.set == kNowhere) continue;
    std::set<std::pair<ArgKind, std::string_view>> names;
    for (const Constant& row : kConstantRows) {
      if ((row.set & arch.set) == 0) continue;
      INFO(arch_name(arch.arch) << " " << row.number << " " << row.name);
      CHECK(names.emplace(row.kind, row.name).second);
      CHECK(constant_name(row.kind, arch.arch, row.number) == row.name);
      CHECK(constant_number(row.kind, arch.arch, row.name) == row.number);
      CHECK(written(row.kind, arch.arch, row.number).find(row.name) != std::string::npos);
    }
  }
}

TEST_CASE("constants: every kind that has names is written by name", "[linux][tables]") {
  for (const KindRow& row : kKindRows) {
    INFO(row.name);
    CHECK(form_of(row.kind) == row.form);
    CHECK(constants_of(row.kind).empty() == (row.form < ArgForm::kName));
  }
}

TEST_CASE("constants: every error has a text", "[linux][tables]") {
  for (const Constant& row : constants_of(ArgKind::kErrno)) CHECK(!errno_text(row.number).empty());
  CHECK(errno_text(13) == "Permission denied");
  for (const std::uint32_t number : {0U, 41U, 4095U, 0xffffffffU}) CHECK(errno_text(number).empty());
}

TEST_CASE("constants: second names, and names of nothing", "[linux][tables]") {
#define ALIAS(kind, number, name)                                                      \
  CHECK(constant_number(ArgKind::kind, Arch::kX86_64, name) == std::uint32_t{number}); \
  CHECK(constant_name(ArgKind::kind, Arch::kX86_64, number) != name);
#include "knox/linux_audit/tables/constants.def"
  CHECK(constant_number(ArgKind::kErrno, Arch::kUnknown, "EWOULDBLOCK") == 11);
  CHECK(constant_number(ArgKind::kErrno, Arch::kUnknown, "ENONSENSE") == std::nullopt);
  CHECK(constant_number(ArgKind::kSignal, Arch::kUnknown, "ENOENT") == std::nullopt);
  CHECK(constant_name(ArgKind::kInt, Arch::kX86_64, 1).empty());
}

TEST_CASE("constants: errors, signals, capabilities, io_uring", "[linux][tables]") {
  CHECK(errno_name(2) == "ENOENT");
  CHECK(errno_name(13) == "EACCES");
  CHECK(errno_name(133) == "EHWPOISON");
  CHECK(errno_name(512) == "ERESTARTSYS");
  CHECK(errno_name(513) == "ERESTARTNOINTR");
  CHECK(errno_name(514) == "ERESTARTNOHAND");
  CHECK(errno_name(516) == "ERESTART_RESTARTBLOCK");
  CHECK(errno_name(0).empty());
  CHECK(errno_name(41).empty());
  CHECK(signal_name(9) == "SIGKILL");
  CHECK(signal_name(31) == "SIGSYS");
  CHECK(capability_name(0) == "CAP_CHOWN");
  CHECK(capability_name(40) == "CAP_CHECKPOINT_RESTORE");
  CHECK(capability_name(41).empty());
  CHECK(constants_of(ArgKind::kCapability).size() == 41);
  CHECK(socket_family_name(10) == "AF_INET6");
  CHECK(uring_op_name(18) == "openat");
  CHECK(constants_of(ArgKind::kUringOp).size() >= 30);
}

TEST_CASE("arguments: numbers that differ between architectures", "[linux][tables]") {
  using enum ArgKind;
  using enum Arch;
  struct Expected {
    ArgKind kind;
    Arch arch;
    std::uint64_t value;
    std::string_view text;
  };
  const Expected expected[] = {{kOpenFlags, kX86_64, 0x10000, "O_RDONLY|O_DIRECTORY"},
                               {kOpenFlags, kAarch64, 0x4000, "O_RDONLY|O_DIRECTORY"},
                               {kOpenFlags, kPpc64le, 0x4000, "O_RDONLY|O_DIRECTORY"},
                               {kOpenFlags, kArm, 0x10000, "O_RDONLY|O_DIRECT"},
                               {kOpenFlags, kMips, 0x10000, "0x10000"},
                               {kMapFlags, kX86_64, 0x42, "MAP_PRIVATE|MAP_32BIT"},
                               {kMapFlags, kPpc, 0x42, "MAP_PRIVATE|MAP_NORESERVE"},
                               {kMapFlags, kS390x, 0x42, "MAP_PRIVATE|0x40"},
                               {kFileAdvice, kX86_64, 4, "POSIX_FADV_DONTNEED"},
                               {kFileAdvice, kS390, 6, "POSIX_FADV_DONTNEED"},
                               {kSocketOption, kX86_64, 20, "SO_RCVTIMEO"},
                               {kSocketOption, kPpc64, 20, "SO_PASSCRED"},
                               {kIoctl, kX86_64, 0x5413, "TIOCGWINSZ"},
                               {kIoctl, kPpc64le, 0x5412, "TIOCSTI"},
                               {kPtraceRequest, kX86_64, 12, "PTRACE_GETREGS"},
                               {kPtraceRequest, kS390x, 12, "PTRACE_SINGLEBLOCK"},
                               {kPtraceRequest, kAarch64, 12, "0xc"}};
  for (const Expected& e : expected) {
    INFO(arch_name(e.arch) << " " << e.value);
    CHECK(written(e.kind, e.arch, e.value) == e.text);
  }
}

TEST_CASE("arguments: forms", "[linux][tables]") {
  using enum ArgKind;
  struct Expected {
    ArgKind kind;
    std::uint64_t value;
    std::string_view text;
  };
  const Expected expected[] = {
      {kPointer, 0x7ffe3c1b27d4, "0x7ffe3c1b27d4"},
      {kHex, 0xffffffffffffffff, "0xffffffffffffffff"},
      {kFd, 0xffffffff, "-1"},
      {kFd, 0xffffffffffffffff, "-1"},
      {kUid, 1000, "1000"},
      {kUid, 0xffffffff, "-1"},
      {kUid, 0xfffffffe, "4294967294"},
      {kOffset, 0xffffffffffffffff, "-1"},
      {kOffset, 0xffffffff, "4294967295"},
      {kSize, 0xffffffffffffffff, "18446744073709551615"},
      {kMode, 0644, "0644"},
      {kMode, 0104755, "0104755"},
      {kMode, 0, "0"},
      {kDevice, 0x801, "08:01"},
      {kDevice, 0x10300105, "01:10305"},
      {kDirFd, 0xffffff9c, "AT_FDCWD"},
      {kDirFd, 0xffffffffffffff9c, "AT_FDCWD"},
      {kDirFd, 3, "3"},
      {kSignal, 9, "SIGKILL"},
      {kSignal, 40, "40"},
      {kClock, 0xfffffffa, "-6"},
      {kIoctl, 0xdeadbeef, "0xdeadbeef"},
      {kOpenFlags, 0, "O_RDONLY"},
      {kOpenFlags, 01101, "O_WRONLY|O_CREAT|O_TRUNC"},
      {kOpenFlags, 02000002, "O_RDWR|O_CLOEXEC"},
      {kOpenFlags, 010001, "O_WRONLY|O_DSYNC"},
      {kOpenFlags, 04010001, "O_WRONLY|O_SYNC"},
      {kOpenFlags, 020200002, "O_RDWR|O_TMPFILE"},
      {kOpenFlags, 3, "0x3"},
      {kOpenFlags, 0x80000042, "O_RDWR|O_CREAT|0x80000000"},
      {kProt, 0, "PROT_NONE"},
      {kProt, 5, "PROT_READ|PROT_EXEC"},
      {kMapFlags, 0x22, "MAP_PRIVATE|MAP_ANONYMOUS"},
      {kMapFlags, 3, "MAP_SHARED_VALIDATE"},
      {kMapFlags, 0x100000022, "MAP_PRIVATE|MAP_ANONYMOUS|0x100000000"},
      {kAccessMode, 0, "F_OK"},
      {kAccessMode, 5, "X_OK|R_OK"},
      {kUnlinkFlags, 0, "0"},
      {kUnlinkFlags, 0x200, "AT_REMOVEDIR"},
      {kSocketType, 02000001, "SOCK_STREAM|SOCK_CLOEXEC"},
      {kSocketType, 3, "SOCK_RAW"},
      {kCloneFlags, 0x4111, "CLONE_VM|CLONE_VFORK|SIGCHLD"},
      {kCloneFlags, 17, "SIGCHLD"},
      {kNamespaceFlags, 0x10000080, "CLONE_NEWTIME|CLONE_NEWUSER"},
      {kIpcGetFlags, 01600, "IPC_CREAT|0600"},
      {kIpcGetFlags, 0, "0"},
      {kIpcKey, 0, "IPC_PRIVATE"},
      {kIpcKey, 0x1234, "0x1234"},
      {kFutexOperation, 0x80, "FUTEX_WAIT|FUTEX_PRIVATE_FLAG"},
      {kFutexOperation, 0x189, "FUTEX_WAIT_BITSET|FUTEX_PRIVATE_FLAG|FUTEX_CLOCK_REALTIME"},
      {kPersonality, 0x40000, "PER_LINUX|ADDR_NO_RANDOMIZE"},
      {kPersonality, 0xffffffff, "0xffffffff"},
      {kSeccompAction, 0x7ffc0000, "SECCOMP_RET_LOG"},
      {kSeccompAction, 0x50001, "SECCOMP_RET_ERRNO|0x1"},
      {kSeccompAction, 0, "SECCOMP_RET_KILL_THREAD"},
      {kQuotaCommand, 0x80000700, "USRQUOTA|Q_GETQUOTA"},
      {kKeySerial, 0xfffffffd, "KEY_SPEC_SESSION_KEYRING"}};
  for (const Expected& e : expected) {
    INFO(e.value);
    CHECK(written(e.kind, Arch::kX86_64, e.value) == e.text);
  }
  CHECK(written(kOffset, Arch::kI386, 0xffffffff) == "-1");
}

TEST_CASE("arguments: calls", "[linux][tables]") {
  using enum Arch;
  struct Expected {
    Arch arch;
    std::uint32_t syscall;
    std::array<std::uint64_t, 4> values;
    std::string_view text;
  };
  const Expected expected[] = {
      {kX86_64,
       257,
       {0xffffff9c, 0x7f01, 0x80000, 0x77},
       "openat(AT_FDCWD, 0x7f01, O_RDONLY|O_CLOEXEC, 0x77)"},
      {kX86_64, 257, {3, 0x7f01, 0x241, 0644}, "openat(3, 0x7f01, O_WRONLY|O_CREAT|O_TRUNC, 0644)"},
      {kX86_64, 2, {0x7f01, 020200002, 0600, 0}, "open(0x7f01, O_RDWR|O_TMPFILE, 0600)"},
      {kAarch64, 56, {3, 0x7f01, 020040002, 0600}, "openat(3, 0x7f01, O_RDWR|O_TMPFILE, 0600)"},
      {kX86_64, 59, {0x7f01, 0x7f02, 0x7f03, 1}, "execve(0x7f01, 0x7f02, 0x7f03)"},
      {kX86_64, 54, {3, 1, 2, 1}, "setsockopt(3, SOL_SOCKET, SO_REUSEADDR, 0x1)"},
      {kX86_64, 54, {3, 0, 1, 1}, "setsockopt(3, SOL_IP, IP_TOS, 0x1)"},
      {kX86_64, 54, {3, 0, 64, 1}, "setsockopt(3, SOL_IP, IPT_SO_SET_REPLACE, 0x1)"},
      {kX86_64, 55, {3, 0, 64, 1}, "getsockopt(3, SOL_IP, IPT_SO_GET_INFO, 0x1)"},
      {kX86_64, 55, {3, 0, 80, 1}, "getsockopt(3, SOL_IP, SO_ORIGINAL_DST, 0x1)"},
      {kX86_64, 54, {3, 0, 128, 1}, "setsockopt(3, SOL_IP, EBT_SO_SET_ENTRIES, 0x1)"},
      {kX86_64, 54, {3, 0, 96, 1}, "setsockopt(3, SOL_IP, ARPT_SO_SET_REPLACE, 0x1)"},
      {kX86_64, 54, {3, 41, 64, 1}, "setsockopt(3, SOL_IPV6, IP6T_SO_SET_REPLACE, 0x1)"},
      {kX86_64, 55, {3, 41, 68, 1}, "getsockopt(3, SOL_IPV6, IP6T_SO_GET_REVISION_MATCH, 0x1)"},
      {kX86_64, 54, {3, 41, 67, 1}, "setsockopt(3, SOL_IPV6, IPV6_TCLASS, 0x1)"},
      {kX86_64, 54, {3, 41, 68, 1}, "setsockopt(3, SOL_IPV6, 68, 0x1)"},
      {kX86_64, 54, {3, 255, 1, 1}, "setsockopt(3, SOL_RAW, ICMP_FILTER, 0x1)"},
      {kX86_64, 54, {3, 58, 1, 1}, "setsockopt(3, SOL_ICMPV6, ICMPV6_FILTER, 0x1)"},
      {kX86_64, 54, {3, 132, 100, 1}, "setsockopt(3, SOL_SCTP, SCTP_SOCKOPT_BINDX_ADD, 0x1)"},
      {kX86_64, 54, {3, 282, 1, 1}, "setsockopt(3, SOL_TLS, TLS_TX, 0x1)"},
      {kX86_64, 54, {3, 279, 1, 1}, "setsockopt(3, SOL_ALG, ALG_SET_KEY, 0x1)"},
      {kX86_64, 54, {3, 283, 4, 1}, "setsockopt(3, SOL_XDP, XDP_UMEM_REG, 0x1)"},
      {kX86_64, 55, {3, 284, 1, 1}, "getsockopt(3, SOL_MPTCP, MPTCP_INFO, 0x1)"},
      {kX86_64, 54, {3, 40, 6, 1}, "setsockopt(3, AF_VSOCK, SO_VM_SOCKETS_CONNECT_TIMEOUT, 0x1)"},
      {kX86_64, 54, {3, 136, 10, 1}, "setsockopt(3, SOL_UDPLITE, UDPLITE_SEND_CSCOV, 0x1)"},
      {kX86_64, 54, {3, 277, 1, 1}, "setsockopt(3, SOL_IUCV, 0x1, 0x1)"},
      {kX86_64, 57, {1, 2, 3, 4}, "fork()"},
      {kX86_64, 62, {0xffffffff, 15, 0, 0}, "kill(-1, SIGTERM)"},
      {kX86_64,
       56,
       {0x1200011, 0, 0, 0},
       "clone(CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, 0x0, 0x0, 0x0)"},
      {kS390x, 120, {0x7f00, 17, 0, 0}, "clone(0x7f00, SIGCHLD, 0x0, 0x0)"},
      {kX86_64, 9, {0, 0x1000, 3, 0x22}, "mmap(0x0, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS)"},
      {kI386, 90, {0xbf8cefc4, 0, 0, 0}, "mmap(0xbf8cefc4)"},
      {kI386, 192, {0, 0x1000, 5, 0x802}, "mmap2(0x0, 4096, PROT_READ|PROT_EXEC, MAP_PRIVATE|MAP_DENYWRITE)"},
      {kX86_64, 41, {2, 1, 6, 0}, "socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)"},
      {kX86_64, 41, {16, 3, 9, 0}, "socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT)"},
      {kX86_64, 41, {1, 1, 0, 0}, "socket(AF_UNIX, SOCK_STREAM, 0x0)"},
      {kX86_64, 54, {4, 1, 2, 0x7f01}, "setsockopt(4, SOL_SOCKET, SO_REUSEADDR, 0x7f01)"},
      {kX86_64, 54, {4, 6, 1, 0x7f01}, "setsockopt(4, SOL_TCP, TCP_NODELAY, 0x7f01)"},
      {kX86_64, 72, {4, 2, 1, 0}, "fcntl(4, F_SETFD, FD_CLOEXEC)"},
      {kX86_64, 72, {4, 4, 0x802, 0}, "fcntl(4, F_SETFL, O_RDWR|O_NONBLOCK)"},
      {kX86_64, 72, {4, 3, 0x99, 0}, "fcntl(4, F_GETFL, 0x99)"},
      {kX86_64, 101, {16, 1234, 0, 0}, "ptrace(PTRACE_ATTACH, 1234, 0x0, 0x0)"},
      {kX86_64, 101, {7, 1234, 0, 19}, "ptrace(PTRACE_CONT, 1234, 0x0, SIGSTOP)"},
      {kX86_64, 157, {1, 9, 0, 0}, "prctl(PR_SET_PDEATHSIG, SIGKILL, 0x0, 0x0)"},
      {kX86_64, 157, {24, 21, 0, 0}, "prctl(PR_CAPBSET_DROP, CAP_SYS_ADMIN, 0x0, 0x0)"},
      {kX86_64, 157, {47, 2, 13, 0}, "prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_RAW, 0x0)"},
      {kX86_64, 165, {1, 2, 3, 0x1021}, "mount(0x1, 0x2, 0x3, MS_RDONLY|MS_REMOUNT|MS_BIND)"},
      {kX86_64, 263, {0xffffff9c, 1, 0x200, 0}, "unlinkat(AT_FDCWD, 0x1, AT_REMOVEDIR)"},
      {kX86_64, 133, {1, 020600, 0x103, 0}, "mknod(0x1, 020600, 01:03)"},
      {kX86_64, 117, {0xffffffff, 0, 0xffffffff, 0}, "setresuid(-1, 0, -1)"},
      {kX86_64, 117, {0xffff, 65534, 0xffff, 0}, "setresuid(65535, 65534, 65535)"},
      {kI386, 164, {0xffff, 0x10007, 0xffffffff, 0}, "setresuid(-1, 7, -1)"},
      {kI386, 208, {0xffff, 0xffffffff, 0, 0}, "setresuid32(65535, -1, 0)"},
      {kI386, 182, {0x1, 65534, 0xffff, 0}, "chown(0x1, 65534, -1)"},
      {kArm, 182, {0x1, 0xffff, 5, 0}, "chown(0x1, -1, 5)"},
      {kS390, 182, {0x1, 0xffff, 5, 0}, "chown(0x1, -1, 5)"},
      {kI386, 298, {0xffffff9c, 1, 0xffff, 7}, "fchownat(AT_FDCWD, 0x1, 65535, 7)"},
      {kX86_64, 321, {5, 0x7f01, 144, 0}, "bpf(BPF_PROG_LOAD, 0x7f01, 144)"},
      {kX86_64, 250, {3, 0xfffffffd, 0, 0}, "keyctl(KEYCTL_REVOKE, KEY_SPEC_SESSION_KEYRING, 0x0, 0x0)"},
      {kX86_64,
       317,
       {1, 1, 0x7f01, 0},
       "seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, 0x7f01)"},
      {kX86_64, 308, {3, 0x20000, 0, 0}, "setns(3, CLONE_NEWNS)"},
      {kI386, 102, {3, 0xbf8cefc4, 0, 0}, "socketcall(SYS_CONNECT, 0xbf8cefc4)"},
      {kI386, 117, {23, 0, 4096, 01600}, "ipc(SHMGET, IPC_PRIVATE, 4096, IPC_CREAT|0600)"},
      {kI386, 117, {0x1000b, 3, 16, 04000}, "ipc(MSGSND|0x10000, 3, 16, IPC_NOWAIT)"},
      {kX86_64, 30, {7, 0, 010000, 0}, "shmat(7, 0x0, SHM_RDONLY)"},
      {kArm, 270, {4, 3, 0, 0}, "arm_fadvise64_64(4, POSIX_FADV_WILLNEED, 0x0, 0x0)"},
      {kX86_64, 59 | kX32Bit, {1, 2, 3, 4}, "(0x1, 0x2, 0x3, 0x4)"},
      {kMips, 11, {1, 2, 3, 4}, "(0x1, 0x2, 0x3, 0x4)"},
      {kX86_64, 520 | kX32Bit, {1, 2, 3, 4}, "execve(0x1, 0x2, 0x3)"}};
  for (const Expected& e : expected) {
    CHECK(written(e.arch, e.syscall, e.values) == e.text);
  }
}

TEST_CASE("ids have 16 bits in the calls that have a younger brother for 32") {
  for (const ArchRow& row : kArchRows) {
    for (const std::string name : {"chown", "fchown", "lchown", "setuid", "setgid", "setreuid", "setregid",
                                   "setresuid", "setresgid", "setfsuid", "setfsgid"}) {
      const Syscall call = find_syscall(name);
      if (!syscall_number(row.arch, call)) continue;
      const ArgKinds kinds = argument_kinds(row.arch, call, {});
      const bool is_short = std::ranges::any_of(
          kinds, [](ArgKind kind) { return kind == ArgKind::kUid16 || kind == ArgKind::kGid16; });
      INFO(name << " " << arch_name(row.arch));
      CHECK(is_short == syscall_number(row.arch, find_syscall(name + "32")).has_value());
      CHECK(std::ranges::any_of(kinds, is_id));
    }
  }
}

TEST_CASE("arguments: every call on every architecture, whatever the registers hold", "[linux][tables]") {
  const std::uint64_t values[] = {0, 1, 0xff, 0x7fffffff, 0x80000000, 0xffffffff, 0xffffffffffffffff};
  std::size_t longest = 0;
  for (const ArchRow& arch : kArchRows) {
    for (std::uint32_t number = 0; number < 600; ++number) {
      for (const std::uint64_t value : values) {
        longest = std::max(longest, written(arch.arch, number, {value, value, value, value}).size());
      }
    }
  }
  CHECK(longest > 100);
}
