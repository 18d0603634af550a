// The trails of tests/data/bsm, which make_fixtures writes: one function makes one trail. Times, people and
// machines are fixed, so the bytes are the same wherever and whenever they are made. Here is also what the
// trails share: event numbers, a clock, the people, and the shape of the records that macOS writes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/bsm_builder.h"

namespace knox::test {

TrailBuilder every_token();  // a record for every kind of token, file tokens first and last
TrailBuilder darwin();       // a macOS trail: commands, files, sockets, logins, and the paths people fear
TrailBuilder freebsd();      // a FreeBSD trail: jails, IPv6 logins, capsicum
TrailBuilder solaris();      // a Solaris trail: nanoseconds, file tokens, privileges, the other socket token
TrailBuilder quirks();       // records that are odd but whole: every one of them can be read
TrailBuilder damaged();      // sound records between damaged ones
TrailBuilder meaning();      // records that mean less, or something else, than they seem to
TrailBuilder every_event();  // a record for every number of an event
TrailBuilder session();      // the small believable session on a Mac that the README shows

// Forks, executions and exits of a build.
TrailBuilder darwin_build();
TrailBuilder freebsd_build();

std::string es_session();  // lines of eslogger(1)

// The files of small .logarchives, by their paths in them.
std::vector<std::pair<std::string, std::string>> ulog_store();
std::vector<std::pair<std::string, std::string>> access_store();

// Event numbers as in /etc/security/audit_event, and errors in BSM's own numbering.
// clang-format off
enum EventNumber : std::uint16_t {
  kExit = 1, kFork = 2, kOpen = 3, kUnlink = 6, kChmod = 10, kChown = 11, kKill = 15, kStat = 16,
  kExecve = 23, kVfork = 25, kSetgroups = 26, kFcntl = 30, kConnect = 32, kAccept = 33, kBind = 34,
  kRename = 42, kMkdir = 47, kMount = 62, kOpenRead = 72, kOpenWrite = 76, kOpenWriteCreateTruncate = 79,
  kMsgget = 88, kShmctlSet = 93, kShmget = 95, kSemget = 109, kClose = 112, kAuditon = 138, kIoctl = 158,
  kSocket = 183, kSendto = 184, kSetuid = 200, kAuditonGetcond = 229, kAclset = 251, kGetauditAddr = 267,
  kOpenatRead = 270, kRenameat = 282, kUnlinkat = 286, kSetppriv = 289, kInetd = 6151, kLogin = 6152, kLogout = 6153,
  kSu = 6159, kSolarisSsh = 6172, kProfileCommand = 6180, kModifyUser = 6208, kSmf = 6260,
  kOpenssh = 32800, kRfork = 43043, kTaskForPid = 43048, kJailAttach = 43115, kMacExecve = 43131,
  kFexecve = 43144, kLinkat = 43147, kStatExtended = 43182, kCapEnter = 43188, kPosixSpawn = 43190, kPdfork = 43197,
  kEvent43201 = 43201, kEvent43202 = 43202, kEvent43208 = 43208, kEvent43210 = 43210, kExecveat = 43262, kSessionStart = 44901,
  kSessionUpdate = 44902, kSessionEnd = 44903, kAuditStartup = 45000, kAuditShutdown = 45001,
  kAddToGroup = 45018, kLoginwindowLogin = 45021, kLoginwindowLogout = 45022, kAuthUser = 45023,
  kAuthorize = 45025, kAuthInternal = 45026, kSudo = 45028, kAuditRecovery = 45029
};

enum ErrorNumber : std::uint8_t {
  kEperm = 1, kEnoent = 2, kEacces = 13, kEconnrefused = 146, kEinprogress = 150, kNotCapable = 223, kCapMode = 224,
  kFailed = 255
};
// clang-format on

constexpr std::uint32_t kMinusOne = 0xffffffff;

// Headers one after another, each a little later than the one before.
class Clock {
 public:
  // `first` holds what all headers have in common, and the time at which they begin.
  explicit Clock(Header first) : header_(std::move(first)) {}
  Header next(std::uint16_t event, std::uint64_t milliseconds = 137);

 private:
  Header header_;
};

// Alice at her Mac, root, and alice as root.
Subject alice(std::uint32_t pid);
Subject root(std::uint32_t pid);
Subject alice_as_root(std::uint32_t pid);

// Files of a Mac; node ids are made from the path.
Attr file(std::string_view path, std::uint32_t mode = 0100644, std::uint32_t uid = 501,
          std::uint32_t gid = 20);
Attr program(std::string_view path);

// The signatures of Apple's own programs, and of somebody else's.
Identity apple(std::string_view signing_id);
Identity developer(std::string_view signing_id, std::string_view team_id);

// What xnu records about a file: the path as given and as found, and its attributes.
std::string found(std::string_view path, std::uint32_t mode = 0100644, std::uint32_t uid = 501,
                  std::uint32_t gid = 20);
std::string found_program(std::string_view path);

// execve(2) as xnu records it: arguments, the file, who, the result, the signature. Who it was and what that
// process ran is taken when the call begins: subject and signature are those of the caller, before it becomes
// the program.
RecordBuilder execve(const Header& header, const Strings& args, std::string_view path, const Subject& who,
                     std::string_view caller = "com.apple.zsh");
// The same, but it failed: nothing was found.
RecordBuilder failed_execve(const Header& header, const Strings& args, std::string_view path,
                            const Subject& who, std::uint8_t error,
                            std::string_view caller = "com.apple.zsh");

}  // namespace knox::test
