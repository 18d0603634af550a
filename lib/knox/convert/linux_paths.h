// LinuxPaths: the PATH records of an event as path and attr32 tokens. A path is written as it was given, and
// then from the root, if the first is relative and it is known to what.
//
//   CWD cwd="/home/alice"
//   PATH item=0 name="docs" ... nametype=PARENT        the directory of what comes next: no token
//   PATH item=1 name="docs/x" inode=131 dev=fd:01 mode=0100644 ouid=5 ogid=6 rdev=00:00 nametype=CREATE
#pragma once

#include <string>

#include "knox/bsm/write.h"
#include "knox/linux_audit/record/event_paths.h"

namespace knox::convert {

class LinuxPaths {
 public:
  void begin(const linux_audit::Event& event);

  // A PATH record; which of its fields are in tokens now is said by has_told().
  void add(const linux_audit::Record& path, bsm::RecordWriter& writer);
  bool has_told(const linux_audit::Field& field) const noexcept;

  // A path that is none of these.
  void add_path(std::string_view path, bsm::RecordWriter& writer);
  std::string_view last() const noexcept { return last_; }  // that was written

 private:
  linux_audit::EventPaths paths_;
  std::string last_;
  bool writes_parents_ = false;  // there are no other paths
  bool told_name_ = false, told_attributes_ = false;
  std::string memory_;
};

}  // namespace knox::convert
