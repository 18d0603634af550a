// Header: what stands in front of a program's text on a line of the system's log.
//
//   Feb 21 21:54:44 web1 sshd[3402]: TEXT                           syslogd, rsyslog: no year, local time
//   <38>Feb 21 21:54:44 web1 sshd[3402]: TEXT
//   Feb 21 2024 21:54:44 web1 sshd[3402]: TEXT                      a syslogd that was told to write years
//   Feb 21 21:54:44 web1 auth.info sshd[3402]: TEXT                 busybox
//   Feb 21 21:54:44.412937 web1 sshd[3402]: TEXT                    journalctl -o short-precise
//   Wed 2024-02-21 21:54:44 UTC web1 sshd[3402]: TEXT               journalctl -o short-full
//   1708552484.412937 web1 sshd[3402]: TEXT                         journalctl -o short-unix
//   2024-02-21T21:54:44.412937+01:00 web1 sshd[3402]: TEXT          rsyslog, syslog-ng
//   <38>1 2024-02-21T21:54:44.4Z web1 sshd 3402 - - TEXT            RFC 5424
//
// Solaris puts "[ID 800047 auth.info] " in front of the text. A year that is not there is the latest one in
// which that day is, and the line is not in the future; or, from a first one that somebody knows, the next
// after each December.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "knox/base/time.h"

namespace knox::logins {

struct Header {
  Time time;
  int time_digits = 0;  // of the fraction: 0, 3, 6 or 9
  std::string_view host, program;
  std::optional<std::uint32_t> pid;
  std::string_view text;
};

class HeaderReader {
 public:
  // `now`: the time of day, for years. `year`: that of the first line, 0: nobody knows.
  explicit HeaderReader(Time now, unsigned year = 0) : now_(now), year_(year) {}

  // False: there is none. Views are into the line.
  bool read(std::string_view line, Header& header);

 private:
  bool read_old_time(std::string_view& rest, Header& header);
  bool read_time_of_year(std::string_view& rest, Header& header);
  bool read_new_time(std::string_view& rest, Header& header);
  static bool read_full_time(std::string_view& rest, Header& header);
  static bool read_unix_time(std::string_view& rest, Header& header);
  std::uint64_t hour_of(unsigned month, unsigned day, unsigned hour);
  std::uint64_t begin_of(unsigned month, unsigned day, unsigned hour);

  struct Hour {
    std::uint64_t key = 0, begin = 0;
  };

  Time now_;
  unsigned year_, last_month_ = 0, this_year_ = 0;
  std::array<Hour, 64> hours_{};      // some whose beginnings are known: mktime(3) asks the file system
  std::array<char, 16> last_time_{};  // of the line before, and what it means
  std::uint64_t last_seconds_ = 0;
};

}  // namespace knox::logins
