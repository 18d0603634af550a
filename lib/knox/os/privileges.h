// The rights of a tool that is installed setuid, or on Linux with file capabilities, so that its user may do
// what only root can: open an audit device, or a trail in the audit directory. From its first line on such a
// tool works with its user's own rights, as any program; the others are brought back for one open(2) at a
// time (Raised), and before anything but the command line is read they are given up for good.
//
// Of a program that root runs, or that nobody gave anything, nothing here takes anything.
//
// Sources: setresuid(2), seteuid(2), capabilities(7), getauxval(3), issetugid(2).
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "knox/base/error.h"

namespace knox::os {

// To be called first of all. Puts rights that are not the user's away, and when there are any, also the
// environment, but for TERM: locales, time zones and search paths are files of somebody's choice.
void put_rights_away() noexcept;

// Whether this process has, or had, rights that its user has not.
bool is_elevated() noexcept;

// The rights are in effect as long as it lives.
class Raised {
 public:
  Raised() noexcept;
  ~Raised();
  Raised(const Raised&) = delete;
  Raised& operator=(const Raised&) = delete;
};

// Gives up all rights that are not the user's, and tries whether they can be had back. Errors: kSystem; then
// the process still has them and must end.
Result<void> drop_rights();

// The program itself, absolute, as the system knows it; empty when it does not tell.
std::string own_path();

// sudo(8) where systems have it; nullopt: it is not there.
std::optional<std::string> find_sudo();
// Whether somebody can be asked for a password: there is a controlling terminal.
bool has_terminal() noexcept;
// Runs sudo with a command in place of this program. Returns only when it could not; errors: kSystem.
Error run_with_sudo(const std::string& sudo, const std::vector<std::string>& command);

// Who asked sudo(8) to run this program as root; nullopt: nobody, or root itself. A line in sudoers(5) that
// lets somebody run a tool lets them read what it reads: so that this is the system's audit and not every
// file, what they name is opened with their own rights.
std::optional<uid_t> sudo_caller() noexcept;

// This process has the rights of sudo_caller() for files as long as it lives. Nothing, where there is none.
class AsCaller {
 public:
  AsCaller() noexcept;
  ~AsCaller();
  AsCaller(const AsCaller&) = delete;
  AsCaller& operator=(const AsCaller&) = delete;
};
// The same for good, in all ids.
void become_caller() noexcept;

// What a program has to get as its environment that runs as the caller: what this one was started with, also
// where that was put away; under sudo with the caller's HOME, USER, LOGNAME and SHELL. "NAME=value" each.
std::vector<std::string> caller_environment();

// Whether the path is a name in the audit directory, and no directory on the way is somebody else's to
// change.
bool is_in_audit_directory(const std::string& path);

// Whether nobody but root can put another file in the place of this one.
bool only_root_can_replace(const std::string& path);

// Opens a trail in the audit directory for reading, and nothing else: what `path` names has to be a plain
// file of that directory, which is checked on the open descriptor. A symbolic link of the directory's own,
// as macOS has in "current", is followed within it. The caller closes the descriptor. Errors: kSystem;
// EACCES for everything that is not such a file.
Result<int> open_trail(const std::string& path);

}  // namespace knox::os
