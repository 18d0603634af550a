// Which BSM event a Linux event is, and which events and system calls a list of classes wants.
#include "knox/convert/linux_events.h"

#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "knox/convert/linux_select.h"
#include "knox/linux_audit/names/constants.h"
#include "support/data.h"
#include "support/linux_log.h"
#include "unit/catch.h"

using namespace knox;
using namespace knox::convert;
using linux_audit::Arch;
using linux_audit::RecordType;
using linux_audit::Syscall;
using test::audit_line;
using test::Lines;

namespace {

const bsm::EventTable& events() {
  static const bsm::EventTable table(bsm::Platform::kUnknown);
  return table;
}

std::string name_of(std::uint16_t number) {
  const bsm::Event* const event = events().find(number);
  return event == nullptr ? "none" : std::string(event->name);
}

std::string event_of(Syscall syscall, std::array<std::uint64_t, 4> arguments, Arch arch = Arch::kX86_64) {
  LinuxCall call;
  call.arch = arch;
  call.syscall = syscall;
  call.arguments = arguments;
  call.has_arguments = true;
  return name_of(convert::event_of(call));
}

// The first event of these lines, as the reader sees it.
struct Read {
  explicit Read(const Lines& lines) {
    for (const std::string& text : lines) {
      linux_audit::Line line;
      REQUIRE(linux_audit::peek(text, line) == linux_audit::LineKind::kRecord);
      assembler.add(line);
    }
    assembler.finish();
    event = assembler.next();
    REQUIRE(event != nullptr);
    facts = reader.read(*event);
  }
  std::string name() const { return name_of(facts.event); }

  linux_audit::Assembler assembler;
  LinuxFactsReader reader;
  const linux_audit::Event* event = nullptr;
  LinuxFacts facts;
};

constexpr const char* kStamp = "1700000000.000:5";
std::string syscall_line(const std::string& body) {
  return audit_line("SYSCALL", kStamp, body);
}

bsm::ClassSelection classes(std::string_view list) {
  const auto selection = bsm::parse_class_selection(list, bsm::ClassTable(bsm::Platform::kUnknown));
  REQUIRE(selection);
  return *selection;
}

}  // namespace

TEST_CASE("convert: every system call is at least one event, which has a name and a number") {
  for (std::size_t place = 0; place < kSyscalls; ++place) {
    const auto syscall = static_cast<Syscall>(place);
    INFO(syscall_name(syscall));
    const std::vector<std::uint16_t> all = events_of(syscall);
    CHECK_FALSE(all.empty());
    for (const std::uint16_t number : all) {
      const bsm::Event* const event = events().find(number);
      REQUIRE(event != nullptr);
      CHECK(event->number == number);
      CHECK(events().find(event->name) == event);
      CHECK_FALSE(event->class_names.empty());
      // Numbers that tell another platform, or mean different things on two.
      CHECK_FALSE((number >= 43201 && number <= 43218));
      CHECK_FALSE((number >= 45021 && number <= 45026));
      CHECK_FALSE((number >= 301 && number <= 362));
    }
  }
}

TEST_CASE("convert: every type of record is an event") {
  const RecordType types[] = {
#define RECORD_TYPE(number, name) RecordType::name,
#include "knox/linux_audit/tables/record_types.def"
  };
  for (const RecordType type : types) {
    INFO(record_type_name(type));
    const bsm::Event* const event = events().find(convert::event_of(type));
    REQUIRE(event != nullptr);
    CHECK(events().find(event->name) == event);
  }
  CHECK(name_of(convert::event_of(RecordType{1999})) == "AUE_LINUX_RECORD");
  CHECK(name_of(convert::event_of(RecordType::USER_LOGIN)) == "AUE_login");
  CHECK(name_of(convert::event_of(RecordType::USER_CMD)) == "AUE_sudo");
  CHECK(name_of(convert::event_of(RecordType::ANOM_ABEND)) == "AUE_LINUX_ANOM_ABEND");
}

TEST_CASE("convert: knox's own numbers have unique names and classes that exist") {
  std::set<std::string_view> names;
  const bsm::ClassTable known(bsm::Platform::kUnknown);
  std::size_t own = 0;
  for (const bsm::Event& event : events().events()) {
    if (event.number < 44000 || event.number > 44899) continue;
    INFO(event.number << ' ' << event.name);
    ++own;
    CHECK(names.insert(event.name).second);
    CHECK(event.name.starts_with("AUE_LINUX_"));
    CHECK_FALSE(event.in_openbsm);
    CHECK_FALSE(event.description.empty());
    bsm::for_each_class(event.class_names,
                        [&](std::string_view name) { CHECK(known.find(name) != nullptr); });
  }
  CHECK(own > 300);
  CHECK(events().find("AUE_LINUX_MEMFD_CREATE")->description == "memfd_create(2)");
  // Some of those that stand in trails: these never change.
  CHECK(events().find("AUE_LINUX_UNKNOWN")->number == 44000);
  CHECK(events().find("AUE_LINUX_ADD_KEY")->number == 44010);
  CHECK(events().find("AUE_LINUX_WAITID")->number == 44225);
  CHECK(events().find("AUE_LINUX_RECORD")->number == 44600);
  CHECK(events().find("AUE_LINUX_USER_AUTH")->number == 44611);
}

TEST_CASE("convert: knox-bsm(5) lists knox's own numbers") {
  std::ifstream file(test::data_file("../../man/knox-bsm.5"));
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  for (const bsm::Event& event : events().events()) {
    if (event.number < 44000 || event.number > 44899) continue;
    std::string row = ".It " + std::to_string(event.number) + " Ta Dv " + std::string(event.name) + " Ta ";
    row += event.class_names == "no" ? "\\&" : event.class_names;
    INFO(row);
    CHECK(page.find(row + '\n') != std::string::npos);
  }
}

TEST_CASE("convert: arguments decide which event a call is") {
  struct Row {
    Syscall syscall;
    std::array<std::uint64_t, 4> arguments;
    std::string_view event;
    Arch arch = Arch::kX86_64;
  };
  constexpr std::uint64_t kCwd = 0xffffff9c;
  const Row rows[] = {
      {Syscall::sys_execve, {}, "AUE_EXECVE"},
      {Syscall::sys_open, {1, 0, 0, 0}, "AUE_OPEN_R"},
      {Syscall::sys_open, {1, 0100, 0, 0}, "AUE_OPEN_RC"},
      {Syscall::sys_open, {1, 01000, 0, 0}, "AUE_OPEN_RT"},
      {Syscall::sys_open, {1, 01100, 0, 0}, "AUE_OPEN_RTC"},
      {Syscall::sys_open, {1, 1, 0, 0}, "AUE_OPEN_W"},
      {Syscall::sys_open, {1, 0101, 0, 0}, "AUE_OPEN_WC"},
      {Syscall::sys_open, {1, 01001, 0, 0}, "AUE_OPEN_WT"},
      {Syscall::sys_open, {1, 02001101, 0, 0}, "AUE_OPEN_WTC"},
      {Syscall::sys_open, {1, 2, 0, 0}, "AUE_OPEN_RW"},
      {Syscall::sys_open, {1, 0102, 0, 0}, "AUE_OPEN_RWC"},
      {Syscall::sys_open, {1, 01002, 0, 0}, "AUE_OPEN_RWT"},
      {Syscall::sys_open, {1, 01102, 0, 0}, "AUE_OPEN_RWTC"},
      {Syscall::sys_open, {1, 3, 0, 0}, "AUE_OPEN"},
      {Syscall::sys_open, {1, 010000000, 0, 0}, "AUE_OPEN"},      // O_PATH
      {Syscall::sys_open, {1, 020200002, 0, 0}, "AUE_OPEN_RWC"},  // O_TMPFILE
      {Syscall::sys_openat, {kCwd, 1, 0, 0}, "AUE_OPENAT_R"},
      {Syscall::sys_openat, {kCwd, 1, 0x241, 0}, "AUE_OPENAT_WTC"},
      {Syscall::sys_openat, {kCwd, 1, 01102, 0}, "AUE_OPENAT_RWTC"},
      {Syscall::sys_openat, {kCwd, 1, 010000000, 0}, "AUE_OPENAT"},
      {Syscall::sys_openat2, {kCwd, 1, 0x7ffc, 24}, "AUE_LINUX_OPEN"},
      {Syscall::sys_creat, {}, "AUE_CREAT"},
      {Syscall::sys_clone, {0x1200011, 0, 0, 0}, "AUE_FORK"},
      {Syscall::sys_clone, {0x4111, 0, 0, 0}, "AUE_VFORK"},
      {Syscall::sys_clone, {0x3d0f00, 0, 0, 0}, "AUE_LINUX_CLONE_THREAD"},
      {Syscall::sys_clone, {0, 0x3d0f00, 0, 0}, "AUE_LINUX_CLONE_THREAD", Arch::kS390x},
      {Syscall::sys_clone3, {1, 88, 0, 0}, "AUE_LINUX_CLONE3"},
      {Syscall::sys_exit_group, {}, "AUE_EXIT"},
      {Syscall::sys_exit, {}, "AUE_LINUX_THREAD_EXIT"},
      {Syscall::sys_prlimit64, {0, 7, 0, 1}, "AUE_LINUX_GETRLIMIT"},
      {Syscall::sys_prlimit64, {0, 7, 0x7ffc, 0}, "AUE_SETRLIMIT"},
      {Syscall::sys_msgctl, {3, 0, 0, 0}, "AUE_MSGCTL_RMID"},
      {Syscall::sys_msgctl, {3, 0x101, 0, 0}, "AUE_MSGCTL_SET"},  // IPC_64
      {Syscall::sys_msgctl, {3, 99, 0, 0}, "AUE_MSGCTL"},
      {Syscall::sys_shmctl, {3, 2, 0, 0}, "AUE_SHMCTL_STAT"},
      {Syscall::sys_semctl, {3, 0, 16, 0}, "AUE_SEMCTL_SETVAL"},
      {Syscall::sys_socketcall, {1, 9, 0, 0}, "AUE_SOCKET", Arch::kI386},
      {Syscall::sys_socketcall, {3, 9, 0, 0}, "AUE_CONNECT", Arch::kI386},
      {Syscall::sys_socketcall, {15, 9, 0, 0}, "AUE_LINUX_GETSOCKOPT", Arch::kI386},
      {Syscall::sys_socketcall, {77, 9, 0, 0}, "AUE_LINUX_SOCKETCALL", Arch::kI386},
      {Syscall::sys_ipc, {23, 1, 2, 3}, "AUE_SHMGET", Arch::kI386},
      {Syscall::sys_ipc, {14, 5, 0x100, 0}, "AUE_MSGCTL_RMID", Arch::kI386},
      {Syscall::sys_ipc, {77, 5, 0x100, 0}, "AUE_LINUX_IPC", Arch::kI386},
      {Syscall::sys_fcntl, {3, 5, 0, 0}, "AUE_FCNTL"},
      {Syscall::sys_memfd_create, {}, "AUE_LINUX_MEMFD_CREATE"},
      {Syscall::kUnknown, {}, "AUE_LINUX_UNKNOWN"},
  };
  for (const Row& row : rows) {
    INFO(syscall_name(row.syscall) << ' ' << row.arguments[0] << ' ' << row.arguments[1]);
    CHECK(event_of(row.syscall, row.arguments, row.arch) == row.event);
    const std::vector<std::uint16_t> all = events_of(row.syscall);
    CHECK(std::ranges::count(all, events().find(row.event)->number) == 1);
  }
}

TEST_CASE("convert: a file that is not there is a matter of attributes, as on Darwin and FreeBSD") {
  const std::string front = "arch=c000003e syscall=2 success=no a0=1 exit=";
  CHECK(Read({syscall_line(front + "-2 a1=0")}).name() == "AUE_OPEN");
  CHECK(Read({syscall_line(front + "-2 a1=41")}).name() == "AUE_OPEN_WC");
  CHECK(Read({syscall_line(front + "-13 a1=0")}).name() == "AUE_OPEN_R");
}

TEST_CASE("convert: which record says what an event is, and how it ended") {
  struct Row {
    Lines lines;
    std::string_view event;
    std::optional<bool> success;
  };
  const auto line = [](const char* type, const char* body) { return audit_line(type, kStamp, body); };
  const std::string sendto = syscall_line("arch=c000003e syscall=44 success=yes exit=60 a0=3");
  const std::string unknown = syscall_line("arch=c000003e syscall=9999 success=yes exit=0 a0=3");
  const Row rows[] = {
      {{sendto}, "AUE_SENDTO", true},
      {{syscall_line("arch=c000003e syscall=44 success=no exit=-1")}, "AUE_SENDTO", false},
      {{syscall_line("arch=c000003e syscall=231 a0=0")}, "AUE_EXIT", std::nullopt},
      {{line("CONFIG_CHANGE", "op=add_rule res=1"), sendto}, "AUE_LINUX_CONFIG_CHANGE", true},
      {{line("CONFIG_CHANGE", "op=add_rule res=0")}, "AUE_LINUX_CONFIG_CHANGE", false},
      {{line("LOGIN", "pid=1 res=1"), syscall_line("arch=c000003e syscall=1 success=yes exit=1")},
       "AUE_SETAUID",
       true},
      {{line("AVC", "avc:  denied  { read } for  pid=1"), sendto}, "AUE_SENDTO", true},
      {{line("AVC", "avc:  denied  { read } for  pid=1")}, "AUE_LINUX_AVC", false},
      {{line("AVC", "apparmor=\"ALLOWED\" operation=\"open\"")}, "AUE_LINUX_AVC", true},
      {{line("AVC", "apparmor=\"STATUS\" operation=\"profile_load\"")}, "AUE_LINUX_AVC", std::nullopt},
      {{line("USER_LOGIN", "pid=1 msg='op=login res=failed'")}, "AUE_login", false},
      {{unknown}, "AUE_LINUX_UNKNOWN", true},
      {{unknown, line("EXECVE", "argc=1 a0=\"ls\"")}, "AUE_EXECVE", true},
      {{line("EXECVE", "argc=1 a0=\"ls\"")}, "AUE_EXECVE", std::nullopt},
      {{line("PATH", "item=0 name=\"/\"")}, "AUE_LINUX_RECORD", std::nullopt},
      {{line("URINGOP", "uring_op=16 success=yes exit=0")}, "AUE_CONNECT", true},
      {{line("URINGOP", "uring_op=18 success=yes exit=3")}, "AUE_LINUX_OPEN", true},
      {{line("URINGOP", "uring_op=0 success=yes exit=3")}, "AUE_LINUX_URINGOP", true},
      {{line("URINGOP", "uring_op=48 success=no exit=-1")}, "AUE_SENDMSG", false},
      // What io_uring_enter(2) did, not that it was called.
      {{line("URINGOP", "uring_op=16 success=no exit=-11"), line("URINGOP", "uring_op=16 success=yes exit=0"),
        syscall_line("arch=c000003e syscall=426 success=yes exit=1 a0=5")},
       "AUE_CONNECT",
       true},
      {{line("URINGOP", "uring_op=16 success=no exit=-111"),
        line("URINGOP", "uring_op=13 success=no exit=-11"),
        syscall_line("arch=c000003e syscall=426 success=yes exit=2 a0=5")},
       "AUE_CONNECT",
       false},
      {{line("URINGOP", "uring_op=13 success=no exit=-11"),
        syscall_line("arch=c000003e syscall=426 success=yes exit=1 a0=5")},
       "AUE_ACCEPT",
       false},
      {{syscall_line("arch=c000003e syscall=426 success=yes exit=1 a0=5")}, "AUE_LINUX_IO_URING_ENTER", true},
      {{line("URINGOP", "uring_op=16 success=yes exit=0"), sendto}, "AUE_SENDTO", true},
      {{syscall_line("arch=c000003e syscall=437 success=yes exit=3 a0=ffffff9c"),
        line("OPENAT2", "oflag=01101 mode=0600 resolve=0x0")},
       "AUE_OPENAT_WTC",
       true},
      {{audit_line("UNKNOWN[1999]", kStamp, "a=b res=1")}, "AUE_LINUX_RECORD", true},
      // Damage: two records of a call, and lines that are two in one.
      {{syscall_line("arch=c000003e syscall=59 success=yes"),
        syscall_line("arch=c000003e syscall=2 success=no")},
       "AUE_EXECVE",
       true},
      {{syscall_line("arch=c000003e syscall=1 success=yes arch=c000003e syscall=59 success=no")},
       "AUE_WRITE",
       true},
      {{syscall_line("xarch=c000003e syscall=59 success=yes UID=\"a\" arch=c000003e")}, "AUE_EXECVE", true},
  };
  for (const Row& row : rows) {
    INFO(row.lines.front());
    const Read read(row.lines);
    CHECK(read.name() == row.event);
    CHECK(read.facts.success == row.success);
    CHECK(read.facts.principal != nullptr);
  }
}

TEST_CASE("convert: classes choose events as they choose BSM records") {
  struct Row {
    std::string_view classes;
    std::string body;
    bool wanted;
  };
  const std::string reads = "arch=c000003e syscall=2 a1=0 success=yes exit=3";
  const std::string fails = "arch=c000003e syscall=2 a1=0 success=no exit=-13";
  const std::string ends = "arch=c000003e syscall=231 a0=0";
  const std::string pid = "arch=c000003e syscall=39 success=yes exit=7";
  const Row rows[] = {{"fr", reads, true},       {"fr", fails, true},    {"+fr", reads, true},
                      {"+fr", fails, false},     {"-fr", reads, false},  {"-fr", fails, true},
                      {"fw,pc", reads, false},   {"pc", ends, true},     {"+pc", ends, false},
                      {"-pc", ends, false},      {"all", pid, true},     {"fr,fw,pc,ad", pid, false},
                      {"fr,^-fr", fails, false}, {"all,^fr", pid, true}, {"all,^fr", reads, false},
                      {"all,^all", pid, false},  {"all,^+pc", pid, true}};
  for (const Row& row : rows) {
    INFO(row.classes << ' ' << row.body);
    LinuxSelection selection(classes(row.classes), events());
    Read read({syscall_line(row.body)});
    CHECK(selection.wants(*read.event) == row.wanted);
    CHECK(selection.wants(read.facts) == row.wanted);
  }
}

TEST_CASE("convert: the system calls that a list of classes needs") {
  const auto find = [](std::string_view list, Syscall syscall) {
    std::string found = "no";
    for (const WantedCall& call : syscalls_of(classes(list), events())) {
      if (call.syscall == syscall) found = call.success ? call.failure ? "both" : "success" : "failure";
    }
    return found;
  };
  CHECK(find("pc", Syscall::sys_execve) == "both");
  CHECK(find("+ex", Syscall::sys_execve) == "success");
  CHECK(find("-ex", Syscall::sys_execve) == "failure");
  CHECK(find("ex", Syscall::sys_fork) == "no");
  CHECK(find("fw", Syscall::sys_open) == "both");
  CHECK(find("+fw,-fr", Syscall::sys_openat) == "both");
  CHECK(find("fw", Syscall::sys_openat2) == "both");
  CHECK(find("fc", Syscall::sys_mkdir) == "both");
  CHECK(find("nt", Syscall::sys_socketcall) == "both");
  CHECK(find("pc", Syscall::sys_clone) == "both");
  CHECK(find("pc", Syscall::sys_getpid) == "no");
  CHECK(find("all", Syscall::sys_getpid) == "both");
  CHECK(find("all,^pc", Syscall::sys_getpid) == "both");
  CHECK(find("all,^pc", Syscall::sys_fork) == "no");
  CHECK(syscalls_of(classes("lo,aa"), events()).empty());
  CHECK(syscalls_of(classes("all"), events()).size() == kSyscalls - 1);
}

TEST_CASE("convert: the operations of io_uring that a list of classes needs") {
  const auto find = [](std::string_view list, std::string_view name) {
    std::string found = "no";
    for (const WantedOperation& wanted : operations_of(classes(list), events())) {
      if (linux_audit::uring_op_name(wanted.operation) != name) continue;
      found = wanted.success ? wanted.failure ? "both" : "success" : "failure";
    }
    return found;
  };
  CHECK(find("fc", "openat") == "both");
  CHECK(find("fc", "renameat") == "both");
  CHECK(find("+fd", "unlinkat") == "success");
  CHECK(find("-nt", "connect") == "failure");
  CHECK(find("nt", "sendmsg_zc") == "both");
  CHECK(find("nt", "openat") == "no");
  CHECK(find("ot", "uring_cmd") == "both");
  CHECK(find("fc", "uring_cmd") == "no");
  CHECK(operations_of(classes("ex"), events()).empty());
}
