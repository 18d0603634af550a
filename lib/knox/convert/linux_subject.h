// LinuxSubject: who an event of Linux Audit is about, as a subject token.
#pragma once

#include <cstdint>
#include <string>

#include "knox/bsm/write.h"
#include "knox/linux_audit/record/record.h"

namespace knox::convert {

class LinuxSubject {
 public:
  void clear();

  // Takes an id of a record, if it is the first of its key: auid, uid, gid, euid, egid, pid, ses.
  bool take_id(const linux_audit::Field& field, const linux_audit::Record& record);
  // Takes the address, if it is one of IP, at which a program says that its user is.
  bool take_address(std::string_view value);

  // subject32, or subject32_ex for an IPv6 address; nothing where nothing was taken. Ids that were not are
  // -1, a pid 0.
  void add_to(bsm::RecordWriter& writer) const;

 private:
  bsm::Credentials32 who_{};
  std::uint32_t taken_ = 0;  // ids, as bits
  std::string address_;      // 4 or 16 bytes
};

}  // namespace knox::convert
