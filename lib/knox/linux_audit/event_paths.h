// EventPaths: the names in the PATH records of an event as paths that begin with /, as far as that is told.
//
//   type=SYSCALL ... syscall=257 ... a0=ffffff9c      AT_FDCWD, or a descriptor of a directory
//   type=CWD     ... cwd="/home/alice"
//   type=PATH    ... item=0 name="src/" nametype=PARENT
//   type=PATH    ... item=1 name="a.c" nametype=CREATE           /home/alice/src/a.c
//
// A name is what the program gave. Where it is relative to a directory of which the call has a descriptor,
// that directory is not told. What is made or removed has a PARENT record in front of it: the directory in
// the path as it was given; the name that follows may be the last part only.
#pragma once

#include <string>
#include <string_view>

#include "knox/linux_audit/arguments.h"
#include "knox/linux_audit/assembly.h"
#include "knox/linux_audit/record.h"

namespace knox::linux_audit {

// What a path is put together from, with slashes between; empty: there is no such part.
struct PathParts {
  std::string_view cwd, parent, name;
};

// `nametype` as in the record; `parent` is the name in the PARENT record in front, empty where there is none;
// `cwd` is empty where it is not known, or not what the name is relative to.
PathParts path_parts(std::string_view name, std::string_view nametype, std::string_view parent,
                     std::string_view cwd) noexcept;

// Whether the names of a call are relative to a directory that is not told.
bool is_elsewhere(ArgKind first_kind, std::uint64_t first_argument) noexcept;

class EventPaths {
 public:
  // The event outlives what is asked for.
  void begin(const Event& event) noexcept {
    event_ = &event;
    next_ = 0;
    parent_ = {};
    is_known_ = false;
  }

  // `name` is that of one of its PATH records, decoded. They are asked for in their order. Good until the
  // next call, and as long as `name`.
  std::string_view absolute(const Record& path, std::string_view name);

 private:
  void find_directory();
  void find_parent(const Record& path);

  const Event* event_ = nullptr;
  std::size_t next_ = 0;   // the records before it were searched for parents
  bool is_known_ = false;  // cwd_ is what it is in this event
  std::string_view cwd_, parent_;
  Record record_;
  std::string cwd_memory_, parent_memory_, path_;
};

}  // namespace knox::linux_audit
