// EventPaths: the names in the PATH records of an event as paths that begin with /, as far as that is told.
// Selection, summary, what an event means, executions and BSM all ask here.
//
//   type=SYSCALL ... syscall=257 ... a0=ffffff9c      AT_FDCWD, or a descriptor of a directory
//   type=CWD     ... cwd="/home/alice"
//   type=PATH    ... item=0 name="src/" nametype=PARENT
//   type=PATH    ... item=1 name="a.c" nametype=CREATE           /home/alice/src/a.c
//
// A name is what the program gave. Nothing is made up:
//
// - Any argument of the call may be a descriptor of a directory: the second one of symlinkat(2), the first
// and
//   the third of renameat(2). Unless all of these are AT_FDCWD, relative names stay as they are, because no
//   record has that directory. (The kernel then writes the working directory into PARENT records, and it is
//   not the parent.) A URINGOP record does not have the arguments.
// - What is made or removed has a PARENT record in front of it: the directory in the path as it was given;
// the
//   name that follows may be the last part only. rename(2) has two in front, first that of the old name.
// - What a symbolic link is made to lead to is a text, and no path from here. Its record has no inode.
#pragma once

#include <string>
#include <string_view>

#include "knox/linux_audit/assembly/assembly.h"
#include "knox/linux_audit/names/arguments.h"
#include "knox/linux_audit/record/record.h"

namespace knox::linux_audit {

class EventPaths {
 public:
  // The event outlives what is asked for.
  void begin(const Event& event) noexcept {
    event_ = &event;
    is_known_ = false;
    restart();
  }

  // `name` is that of `path`, which is one of the event's PATH records; decoded. Asking in their order is
  // quick. Good until the next call, and as long as `name`.
  std::string_view absolute(const Line& path, std::string_view name);
  // A name that the call was given and that is looked up from its directory, whatever the PATH records are.
  std::string_view absolute(std::string_view name);
  // Whether the event's relative names are relative to a directory that is not told.
  bool relative_to_unknown_dir();

 private:
  enum class Type : std::uint8_t { kParent, kChild, kNormal };

  void restart() noexcept {
    next_ = 0;
    parents_ = children_ = 0;
    current_ = nullptr;
  }
  bool has_unknown_dir(const Line& call);
  void find_directory();
  void find_record(const Line& path);
  std::string_view parent() const noexcept;
  std::string_view join(std::string_view parent, std::string_view name);

  const Event* event_ = nullptr;
  bool is_known_ = false;                 // the next four are those of this event
  bool relative_to_unknown_dir_ = false;  // names are relative to a directory that is not told
  bool makes_symlink_ = false, has_parents_ = false;
  std::string_view cwd_;

  // Of the PATH records so far
  std::size_t next_ = 0;
  std::size_t parents_ = 0, children_ = 0;
  std::string first_parent_, last_parent_;
  const char* current_ = nullptr;  // the text of the one that was asked for last
  Type type_ = Type::kNormal;      // its type
  bool has_inode_ = false;

  Record record_;
  std::string memory_, cwd_memory_, path_;
};

}  // namespace knox::linux_audit
