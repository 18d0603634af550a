// Which files are logs of the host that this runs on, so that its users are those in them: what lies in a
// directory that this system writes its own logs to. Those are
//
//   /var/audit, /var/audit/dist      audit_control(5); in the second one auditdistd(8) finds what it is to
//   send /var/log/audit                   auditd.conf(5) and where these two files say, as far as they can be
//   read
//
// but not the directories in them: auditdistd and others keep there what they got from elsewhere
// (/var/audit/remote). Symbolic links are followed first, and standard input may be such a file, too. A pipe
// does not say where it is from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace knox::input {

class OwnLogs {
 public:
  OwnLogs();  // as this system is set up
  explicit OwnLogs(const std::vector<std::string>& directories);

  // `path` "-" is standard input. Also the device /dev/auditpipe.
  bool has(const std::string& path) const;
  bool has_descriptor(int fd) const;

 private:
  std::vector<std::string> directories_;  // without symbolic links
};

// The directories that a text of audit_control(5) names.
std::vector<std::string> trail_directories(std::string_view audit_control);

}  // namespace knox::input
