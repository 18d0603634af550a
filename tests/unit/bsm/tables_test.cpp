// Events and constants: every row of tables/*.def is found by its number and by its name, numbers that mean
// different things have the right meaning on each platform, and an audit_event(5) file is read.
#include <algorithm>
#include <cerrno>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "knox/bsm/classes.h"
#include "knox/bsm/constants.h"
#include "knox/bsm/events.h"
#include "unit/catch.h"

using namespace knox;
using namespace knox::bsm;

namespace {

constexpr Platform kPlatforms[] = {Platform::kUnknown, Platform::kDarwin, Platform::kFreeBsd,
                                   Platform::kSolaris};

struct EventRow {
  std::uint16_t number;
  std::string_view name, description, classes;
  bool in_openbsm;
  PlatformSet platforms;
};
constexpr EventRow kEventRows[] = {
#define EVENT(number, name, description, classes, in_openbsm, platforms) \
  {number, name, description, classes, in_openbsm, platforms},
#include "knox/bsm/tables/events.def"
};

struct Row {
  std::uint16_t number;
  std::string_view name;
};

constexpr Row kErrnoRows[] = {
#define ERRNO(number, name) {number, #name},
#include "knox/bsm/tables/errnos.def"
};
constexpr Row kSocketDomainRows[] = {
#define SOCKET_DOMAIN(number, name) {number, "AF_" name},
#include "knox/bsm/tables/socket_domains.def"
};
constexpr Row kSocketTypeRows[] = {
#define SOCKET_TYPE(number, name) {number, "SOCK_" name},
#include "knox/bsm/tables/socket_types.def"
};
constexpr Row kFcntlCommandRows[] = {
#define FCNTL_COMMAND(number, name) {number, "F_" name},
#include "knox/bsm/tables/fcntl_commands.def"
};
constexpr Row kIpcTypeRows[] = {
#define IPC_TYPE(number, name, text) {number, name},
#include "knox/bsm/tables/ipc_types.def"
};
constexpr Row kDataFormatRows[] = {
#define DATA_FORMAT(number, name) {number, name},
#include "knox/bsm/tables/data_formats.def"
};
constexpr Row kDataUnitRows[] = {
#define DATA_UNIT(number, name) {number, name},
#include "knox/bsm/tables/data_units.def"
};
constexpr Row kHeaderVersionRows[] = {
#define HEADER_VERSION(number, name) {number, name},
#include "knox/bsm/tables/header_versions.def"
};

// Every number up to `last` has the name of its row, which no other number has, or none.
template <class Number>
void check_names(std::span<const Row> rows, std::string_view (*name_of)(Number), Number last) {
  std::map<std::string_view, std::uint16_t> numbers;
  for (const Row& row : rows) {
    INFO(row.number << " " << row.name);
    CHECK(numbers.emplace(row.name, row.number).second);
  }
  std::size_t named = 0;
  for (unsigned number = 0; number <= last; ++number) {
    const std::string_view name = name_of(static_cast<Number>(number));
    if (name.empty()) continue;
    ++named;
    INFO(number << " " << name);
    REQUIRE(numbers.count(name) == 1);
    CHECK(numbers[name] == number);
  }
  CHECK(named == rows.size());
}

// The rows once more, as bsm/audit_errno.h and its neighbours have them: "FIRST NAME NAME..." for numbers one
// after the other (AF_802 is a name). tests/tables compares with the headers themselves, where there are any.
void check_rows(std::span<const Row> rows, std::string_view prefix, std::string_view text) {
  std::size_t count = 0;
  std::uint16_t number = 0;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find_first_of(" \n"));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (word.empty()) continue;
    if (word.find_first_not_of("0123456789") == word.npos && word != "802") {
      number = static_cast<std::uint16_t>(std::stoul(std::string(word)));
      continue;
    }
    REQUIRE(count < rows.size());
    CHECK(rows[count].number == number++);
    CHECK(rows[count++].name == std::string(prefix) + std::string(word));
  }
  CHECK(count == rows.size());
}

std::string_view name_of(const EventTable& events, std::uint16_t number) {
  const Event* const event = events.find(number);
  return event == nullptr ? "" : event->name;
}

}  // namespace

TEST_CASE("constants: number -> name -> number", "[bsm][tables]") {
  check_names<std::uint8_t>(kErrnoRows, errno_name, 0xff);
  check_names<std::uint16_t>(kSocketDomainRows, socket_domain_name, 0xffff);
  check_names<std::uint16_t>(kSocketTypeRows, socket_type_name, 0xffff);
  check_names<std::uint16_t>(kFcntlCommandRows, fcntl_command_name, 0xffff);
  check_names<std::uint8_t>(kIpcTypeRows, ipc_type_name, 0xff);
  check_names<std::uint8_t>(kDataFormatRows, data_format_name, 0xff);
  check_names<std::uint8_t>(kDataUnitRows, data_unit_name, 0xff);
  check_names<std::uint8_t>(kHeaderVersionRows, header_version_name, 0xff);
  CHECK(ipc_type_text(3) == "Shared Memory IPC");
  CHECK(ipc_type_text(4).empty());
}

TEST_CASE("constants: as the headers of OpenBSM have them", "[bsm][tables]") {
  check_rows(kErrnoRows, "E", R"(
    1 PERM NOENT SRCH INTR IO NXIO 2BIG NOEXEC BADF CHILD AGAIN NOMEM ACCES FAULT NOTBLK BUSY EXIST XDEV NODEV NOTDIR
    ISDIR INVAL NFILE MFILE NOTTY TXTBSY FBIG NOSPC SPIPE ROFS MLINK PIPE DOM RANGE NOMSG IDRM CHRNG L2NSYNC L3HLT
    L3RST LNRNG UNATCH NOCSI L2HLT DEADLK NOLCK CANCELED NOTSUP DQUOT BADE BADR XFULL NOANO BADRQC BADSLT DEADLOCK
    BFONT OWNERDEAD NOTRECOVERABLE NOSTR NODATA TIME NOSR NONET NOPKG REMOTE NOLINK ADV SRMNT COMM PROTO LOCKUNMAPPED
    NOTACTIVE MULTIHOP
    77 BADMSG NAMETOOLONG OVERFLOW NOTUNIQ BADFD REMCHG LIBACC LIBBAD LIBSCN LIBMAX LIBEXEC ILSEQ NOSYS LOOP RESTART
    STRPIPE NOTEMPTY USERS NOTSOCK DESTADDRREQ MSGSIZE PROTOTYPE NOPROTOOPT
    120 PROTONOSUPPORT SOCKTNOSUPPORT OPNOTSUPP PFNOSUPPORT AFNOSUPPORT ADDRINUSE ADDRNOTAVAIL NETDOWN NETUNREACH
    NETRESET CONNABORTED CONNRESET NOBUFS ISCONN NOTCONN
    143 SHUTDOWN TOOMANYREFS TIMEDOUT CONNREFUSED HOSTDOWN HOSTUNREACH ALREADY INPROGRESS STALE QFULL
    190 PROCLIM BADRPC RPCMISMATCH PROGUNAVAIL PROGMISMATCH PROCUNAVAIL FTYPE AUTH NEEDAUTH NOATTR DOOFUS JUSTRETURN
    NOIOCTL DIRIOCTL PWROFF DEVERR BADEXEC BADARCH SHLIBVERS BADMACHO POLICY DOTDOT UCLEAN NOTNAM NAVAIL ISNAM
    REMOTEIO NOMEDIUM MEDIUMTYPE NOKEY KEYEXPIRED KEYREVOKED KEYREJECTED NOTCAPABLE CAPMODE INTEGRITY)");
  check_rows(kSocketDomainRows, "AF_", R"(
    0 UNSPEC LOCAL INET IMPLINK PUP CHAOS NS NBS ECMA DATAKIT CCITT SNA DECnet DLI LAT HYLINK APPLETALK NIT
    802 OSI X25 OSINET GOSIP IPX ROUTE LINK INET6 KEY NCA POLICY INET_OFFLOAD
    500 NETBIOS ISO XTP COIP CNT RTIP SIP PIP ISDN E164 NATM ATM NETGRAPH SLOW SCLUSTER ARP BLUETOOTH IEEE80211 AX25
    ROSE NETBEUI SECURITY PACKET ASH ECONET ATMSVC IRDA PPPOX WANPIPE LLC CAN TIPC IUCV RXRPC PHONET)");
  check_rows(kSocketTypeRows, "SOCK_", "1 DGRAM STREAM 4 RAW RDM SEQPACKET");
  check_rows(kFcntlCommandRows, "F_", R"(
    0 DUPFD GETFD SETFD GETFL SETFL O_GETLK SETLK SETLKW CHKFL DUP2FD ALLOCSP FREESP
    13 ISSTREAM GETLK PRIV NPRIV QUOTACTL BLOCKS BLKSIZE
    23 GETOWN SETOWN REVOKE HASREMOTELOCKS FREESP64 ALLOCSP64
    33 GETLK64 SETLK64 SETLKW64 DUP2FD_CLOEXEC DUPFD_CLOEXEC
    40 SHARE UNSHARE SETLK_NBMAND SHARE_NBMAND SETLK64_NBMAND GETXFL BADFD OFD_GETLK OFD_SETLK OFD_SETLKW
    53 FLOCK FLOCKW
    107 OGETLK OSETLK OSETLKW
    114 SETLK_REMOTE
    210 SETSIG GETSIG
    341 CHKCLEAN PREALLOCATE SETSIZE RDADVISE RDAHEAD READBOOTSTRAP WRITEBOOTSTRAP NOCACHE LOG2PHYS GETPATH FULLFSYNC
    PATHPKG_CHECK FREEZE_FS THAW_FS GLOBAL_NOCACHE OPENFROM UNLINKFROM CHECK_OPENEVT ADDSIGS MARKDEPENDENCY
    400 FS_SPECIFIC_0 FS_SPECIFIC_1 FS_SPECIFIC_2 FS_SPECIFIC_3 FS_SPECIFIC_4 FS_SPECIFIC_5 FS_SPECIFIC_6 FS_SPECIFIC_7
    FS_SPECIFIC_8 FS_SPECIFIC_9 FS_SPECIFIC_10 FS_SPECIFIC_11 FS_SPECIFIC_12 FS_SPECIFIC_13 FS_SPECIFIC_14
    FS_SPECIFIC_15)");
  check_rows(kIpcTypeRows, "", "1 msg sem shm");
  check_rows(kDataFormatRows, "", "0 binary octal decimal hex string");
  check_rows(kDataUnitRows, "", "0 byte short int int64");
  check_rows(kHeaderVersionRows, "", "1 OLDDARWIN SOLARIS TSOL25 TSOL 10 OPENBSM10 OPENBSM11");
  CHECK(ipc_type_text(1) == "Message IPC");
  CHECK(ipc_type_text(2) == "Semaphore IPC");
}

TEST_CASE("constants: numbers that differ from those of BSD and Linux", "[bsm][tables]") {
  struct Expected {
    std::uint8_t number;
    std::string_view name;
    int local;
  };
  const Expected expected[] = {{1, "EPERM", EPERM},
                               {2, "ENOENT", ENOENT},
                               {11, "EAGAIN", EAGAIN},
                               {34, "ERANGE", ERANGE},
                               {45, "EDEADLK", EDEADLK},
                               {48, "ENOTSUP", ENOTSUP},
                               {78, "ENAMETOOLONG", ENAMETOOLONG},
                               {89, "ENOSYS", ENOSYS},
                               {90, "ELOOP", ELOOP},
                               {93, "ENOTEMPTY", ENOTEMPTY},
                               {95, "ENOTSOCK", ENOTSOCK},
                               {122, "EOPNOTSUPP", EOPNOTSUPP},
                               {125, "EADDRINUSE", EADDRINUSE},
                               {131, "ECONNRESET", ECONNRESET},
                               {134, "ENOTCONN", ENOTCONN},
                               {145, "ETIMEDOUT", ETIMEDOUT},
                               {146, "ECONNREFUSED", ECONNREFUSED},
                               {148, "EHOSTUNREACH", EHOSTUNREACH},
                               {149, "EALREADY", EALREADY},
                               {150, "EINPROGRESS", EINPROGRESS},
                               {151, "ESTALE", ESTALE}};
  for (const Expected& e : expected) {
    INFO(e.name);
    CHECK(errno_name(e.number) == e.name);
    CHECK(local_errno(e.number) == e.local);
  }
  for (const int unnamed : {0, 153, 226, 250, 255}) {
    INFO(unnamed);
    CHECK(errno_name(static_cast<std::uint8_t>(unnamed)).empty());
    CHECK(local_errno(static_cast<std::uint8_t>(unnamed)) == std::nullopt);
  }
  CHECK(errno_name(152) == "EQFULL");
  CHECK(errno_name(223) == "ENOTCAPABLE");
  CHECK(errno_name(224) == "ECAPMODE");
  CHECK(errno_name(225) == "EINTEGRITY");
  CHECK(local_errno(72) == std::nullopt);  // ELOCKUNMAPPED: Solaris only

  CHECK(socket_domain_name(26) == "AF_INET6");
  CHECK(socket_domain_name(516) == "AF_BLUETOOTH");
  CHECK(socket_domain_name(534) == "AF_PHONET");
  CHECK(socket_domain_name(700).empty());
  CHECK(socket_type_name(1) == "SOCK_DGRAM");
  CHECK(socket_type_name(2) == "SOCK_STREAM");
  CHECK(fcntl_command_name(14) == "F_GETLK");
  CHECK(fcntl_command_name(350) == "F_GETPATH");
  CHECK(fcntl_command_name(0xffff).empty());
}

TEST_CASE("events: number -> name -> number on every platform", "[bsm][tables]") {
  std::set<std::uint16_t> listed;  // the numbers in OpenBSM's audit_event, with whatever meaning
  for (const EventRow& row : kEventRows) {
    if (row.in_openbsm) listed.insert(row.number);
  }
  for (const Platform platform : kPlatforms) {
    INFO(name(platform));
    const EventTable events(platform);
    std::map<std::uint16_t, const EventRow*> meanings;  // the first row of a number that holds
    std::size_t holding = 0;
    for (const EventRow& row : kEventRows) {
      if (!holds_on(row.platforms, platform)) continue;
      ++holding;
      meanings.emplace(row.number, &row);
    }
    REQUIRE(events.events().size() == holding);

    for (unsigned number = 0; number <= 0xffff; ++number) {
      const Event* const event = events.find(static_cast<std::uint16_t>(number));
      const auto meaning = meanings.find(static_cast<std::uint16_t>(number));
      if ((event != nullptr) != (meaning != meanings.end())) FAIL(number);
      if (event == nullptr) continue;
      INFO(number);
      const EventRow& row = *meaning->second;
      REQUIRE(event->number == number);
      REQUIRE(event->name == row.name);
      REQUIRE(event->description == row.description);
      REQUIRE(event->class_names == row.classes);
      REQUIRE(event->in_openbsm == listed.contains(event->number));
      REQUIRE(events.find(std::to_string(number)) == event);
      const Event* const by_name = events.find(row.name);
      REQUIRE(by_name != nullptr);
      REQUIRE(by_name->name == row.name);  // another number where a platform has two events of one name
    }
    for (const EventRow& row : kEventRows) {
      INFO(row.name);
      if (holds_on(row.platforms, platform)) REQUIRE(events.find(row.name) != nullptr);
    }
  }
}

TEST_CASE("events: numbers that mean something else elsewhere", "[bsm][tables]") {
  struct Expected {
    std::uint16_t number;
    std::string_view unknown, darwin, freebsd, solaris;
  };
  const Expected expected[] = {
      {23, "AUE_EXECVE", "AUE_EXECVE", "AUE_EXECVE", "AUE_EXECVE"},
      {301, "AUE_PORTFS", "AUE_DARWIN_GETFSSTAT", "AUE_PORTFS", "AUE_PORTFS"},
      {302, "AUE_DARWIN_PTRACE", "AUE_DARWIN_PTRACE", "AUE_DARWIN_PTRACE", "AUE_LABELSYS_TNRH"},
      {362, "AUE_TRACKERACTION", "AUE_TRACKERACTION", "", ""},
      {6168, "AUE_shutdown", "AUE_shutdown", "AUE_shutdown", "AUE_shutdown"},
      {6169, "AUE_poweroff", "", "", "AUE_poweroff"},
      {6171, "AUE_ftpd_logout", "AUE_DARWIN_audit_startup", "AUE_ftpd_logout", "AUE_ftpd_logout"},
      {6172, "AUE_ssh", "AUE_DARWIN_audit_shutdown", "AUE_ssh", "AUE_ssh"},
      {6260, "AUE_smf_create", "", "", "AUE_smf_create"},
      {6300, "AUE_DARWIN_sudo", "AUE_DARWIN_sudo", "AUE_DARWIN_sudo", "AUE_nwam_enable"},
      {6301, "AUE_nwam_disable", "", "", "AUE_nwam_disable"},
      {6330, "AUE_netcfg_update", "", "", "AUE_netcfg_update"},
      {6331, "AUE_netcfg_remove", "", "", "AUE_netcfg_remove"},
      {6500, "AUE_hotplug_state", "", "", "AUE_hotplug_state"},
      {6501, "AUE_DARWIN_modify_password", "AUE_DARWIN_modify_password", "AUE_DARWIN_modify_password",
       "AUE_hotplug_set"},
      {6650, "AUE_sudo", "", "", "AUE_sudo"},
      {9101, "AUE_ClientConnect", "", "", "AUE_ClientConnect"},
      {9102, "AUE_ClientDisconnect", "", "", "AUE_ClientDisconnect"},
      {43200, "AUE_PDWAIT", "AUE_PDWAIT", "AUE_PDWAIT", "AUE_PDWAIT"},
      {43201, "AUE_WAIT6", "AUE_GETATTRLISTBULK", "AUE_WAIT6", "AUE_WAIT6"},
      {43210, "AUE_PREADV", "AUE_CLONEFILEAT", "AUE_PREADV", "AUE_PREADV"},
      {43216, "AUE_AIO_WRITE", "AUE_PREADV", "AUE_AIO_WRITE", "AUE_AIO_WRITE"},
      {43218, "AUE_AIO_SUSPEND", "AUE_FREADLINK", "AUE_AIO_SUSPEND", "AUE_AIO_SUSPEND"},
      {44901, "AUE_SESSION_START", "AUE_SESSION_START", "", ""},
      {45028, "AUE_sudo", "AUE_sudo", "AUE_sudo", "AUE_sudo"},
      {60000, "", "", "", ""}};
  const EventTable unknown(Platform::kUnknown), darwin(Platform::kDarwin), freebsd(Platform::kFreeBsd),
      solaris(Platform::kSolaris);
  for (const Expected& e : expected) {
    INFO(e.number);
    CHECK(name_of(unknown, e.number) == e.unknown);
    CHECK(name_of(darwin, e.number) == e.darwin);
    CHECK(name_of(freebsd, e.number) == e.freebsd);
    CHECK(name_of(solaris, e.number) == e.solaris);
  }
  for (std::uint16_t number = 43201; number <= 43218; ++number) {
    INFO(number);
    CHECK(name_of(unknown, number) == name_of(freebsd, number));
    CHECK(name_of(unknown, number) != name_of(darwin, number));
  }
  CHECK_FALSE(unknown.find(44901)->in_openbsm);
  CHECK(unknown.find(45000)->in_openbsm);
}

TEST_CASE("events: found as users name them", "[bsm][tables]") {
  struct Expected {
    std::string_view text;
    int number;  // -1: none
  };
  const Expected expected[] = {{"AUE_EXECVE", 23},
                               {"aue_execve", 23},
                               {"EXECVE", 23},
                               {"execve", 23},
                               {"23", 23},
                               {"AUE_SHUTDOWN", 46},
                               {"SHUTDOWN", 46},
                               {"shutdown", 6168},
                               {"poweroff", 6169},
                               {"AUE_REBOOT", 20},
                               {"reboot", 6161},
                               {"Reboot", 20},
                               {"preadv", 43210},
                               {"audit_startup", 45000},
                               {"getattrlistbulk", 43201},
                               {"darwin_audit_startup", 6171},
                               {"", -1},
                               {"AUE_", -1},
                               {"exec", 7},
                               {"execv", -1},
                               {"65536", -1},
                               {"-1", -1},
                               {"0x17", -1},
                               {"50000", -1}};
  const EventTable events(Platform::kUnknown);
  for (const Expected& e : expected) {
    INFO(e.text);
    const Event* const event = events.find(e.text);
    CHECK((event == nullptr ? -1 : event->number) == e.number);
  }
  CHECK(EventTable(Platform::kDarwin).find("preadv")->number == 43216);
  CHECK(EventTable(Platform::kSolaris).find("setsid")->number == 307);
  CHECK(EventTable(Platform::kFreeBsd).find("setsid")->number == 43014);
}

TEST_CASE("events: an audit_event file replaces the compiled-in table", "[bsm][tables]") {
  EventTable events(Platform::kDarwin);
  const ClassTable classes(Platform::kDarwin);
  REQUIRE(
      events.load("# a comment\n"
                  "\n"
                  "23:AUE_EXECVE:run:pc,ex\r\n"
                  "  6180:AUE_prof_cmd: profile command:ad  \n"
                  "65535:AUE_last:with no class:\n"
                  "23:AUE_second:never found by number:no\n"
                  "7:AUE_odd:class that is not in the table:zz,fr",  // no newline
                  classes));
  REQUIRE(events.events().size() == 5);
  const Event* const exec = events.find(23);
  REQUIRE(exec != nullptr);
  CHECK(exec->name == "AUE_EXECVE");
  CHECK(exec->description == "run");
  CHECK(exec->class_names == "pc,ex");
  CHECK(exec->class_mask == 0x40000080);
  CHECK(exec->in_openbsm);
  CHECK(events.find(6180)->description == " profile command");
  CHECK(events.find(65535)->class_mask == 0);
  CHECK(events.find(7)->class_mask == 1);
  CHECK(events.find(1) == nullptr);
  CHECK(events.find("second")->description == "never found by number");

  const EventTable moved = std::move(events);
  CHECK(moved.find(23)->name == "AUE_EXECVE");
}

TEST_CASE("events: a bad line is named and leaves the table alone", "[bsm][tables]") {
  const std::string bad[] = {"23:AUE_EXECVE:execve(2)",
                             "23:AUE_EXECVE:execve(2):pc:ex",
                             "x:AUE_EXECVE:execve(2):pc",
                             "65536:AUE_EXECVE:execve(2):pc",
                             "-1:AUE_EXECVE:execve(2):pc",
                             "23 :AUE_EXECVE:execve(2):pc",
                             "0x17:AUE_EXECVE:execve(2):pc",
                             ":AUE_EXECVE:execve(2):pc",
                             "23::execve(2):pc",
                             std::string("\xff\xd8\xff\xe0\0\x10JFIF", 10)};
  EventTable events(Platform::kFreeBsd);
  for (const std::string& line : bad) {
    INFO(line);
    const Result<void> result =
        events.load("# first\n1:AUE_EXIT:exit(2):pc\n" + line + "\n", ClassTable(Platform::kFreeBsd));
    REQUIRE_FALSE(result);
    CHECK(result.error().code == Code::kBadValue);
    CHECK(result.error().offset == 3);
    CHECK(result.error().what == "audit_event");
  }
  CHECK(events.find(2)->name == "AUE_FORK");
}
