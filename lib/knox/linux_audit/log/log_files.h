// The files of a log. auditd writes audit.log, renames it to audit.log.1 when it is large, that to
// audit.log.2 and so on; logrotate(8) appends dates, and both may be compressed. What is in a file tells its
// place among the others, so names do not matter: a log's first record has a time, and is found in no other
// log.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "knox/base/error.h"
#include "knox/base/time.h"

namespace knox::linux_audit {

struct LogFile {
  std::string path = {};
  std::string first_line = {};  // of a record, without its end; empty: there is none
  Time time = {};               // of that record
  bool has_end = false;         // that line is whole, and will not change
};

// What is at the front of a file. Errors: those of io::Source.
Result<LogFile> look_at_log(const std::string& path);

// The logs in a directory whose names begin with `name`, in the order in which they were written. What is no
// log is left out, what is empty counts as the newest, and what cannot be read comes first, so that whoever
// reads them all learns of it. Errors: kSystem, the directory cannot be read.
Result<std::vector<LogFile>> logs_in(const std::string& directory, std::string_view name = {});

// Where this host's auditd writes its log: log_file in the text of auditd.conf(5), or what auditd does
// without.
std::string host_log(std::string_view auditd_conf);
// What its administrator calls this host in node=: name in that text; empty: nothing.
std::string host_node(std::string_view auditd_conf);

}  // namespace knox::linux_audit
