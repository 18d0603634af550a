// Events and constants: every row of tables/*.def is found by its number and by its name, numbers that mean
// different things have the right meaning on each platform, and an audit_event(5) file is read.
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
#undef EVENT
};

struct Row {
  std::uint16_t number;
  std::string_view name;
};

constexpr Row kErrnoRows[] = {
#define ERRNO(number, name) {number, #name},
#include "knox/bsm/tables/errnos.def"
#undef ERRNO
};
constexpr Row kSocketDomainRows[] = {
#define SOCKET_DOMAIN(number, name) {number, "AF_" name},
#include "knox/bsm/tables/socket_domains.def"
#undef SOCKET_DOMAIN
};
constexpr Row kSocketTypeRows[] = {
#define SOCKET_TYPE(number, name) {number, "SOCK_" name},
#include "knox/bsm/tables/socket_types.def"
#undef SOCKET_TYPE
};
constexpr Row kFcntlCommandRows[] = {
#define FCNTL_COMMAND(number, name) {number, "F_" name},
#include "knox/bsm/tables/fcntl_commands.def"
#undef FCNTL_COMMAND
};
constexpr Row kIpcTypeRows[] = {
#define IPC_TYPE(number, name, text) {number, name},
#include "knox/bsm/tables/ipc_types.def"
#undef IPC_TYPE
};
constexpr Row kDataFormatRows[] = {
#define DATA_FORMAT(number, name) {number, name},
#include "knox/bsm/tables/data_formats.def"
#undef DATA_FORMAT
};
constexpr Row kDataUnitRows[] = {
#define DATA_UNIT(number, name) {number, name},
#include "knox/bsm/tables/data_units.def"
#undef DATA_UNIT
};
constexpr Row kHeaderVersionRows[] = {
#define HEADER_VERSION(number, name) {number, name},
#include "knox/bsm/tables/header_versions.def"
#undef HEADER_VERSION
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
  for (const int unnamed : {0, 152, 226, 250, 255}) {
    INFO(unnamed);
    CHECK(errno_name(static_cast<std::uint8_t>(unnamed)).empty());
    CHECK(local_errno(static_cast<std::uint8_t>(unnamed)) == std::nullopt);
  }
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
      {6300, "AUE_DARWIN_sudo", "AUE_DARWIN_sudo", "AUE_DARWIN_sudo", ""},
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
