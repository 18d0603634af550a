// JournalReader: the same lines in journald's store, as journalctl -o json prints them, one object a line:
//
//   {"__REALTIME_TIMESTAMP":"1717400063123456","_HOSTNAME":"web1","SYSLOG_IDENTIFIER":"sshd","_PID":"701",
//    "MESSAGE":"Accepted publickey for dana from ...",...}
//
// A message that is not UTF-8 is a list of its bytes. The time is that at which the message came in.
//
// Source: systemd.journal-fields(7), journalctl(1).
#pragma once

#include <memory>
#include <string_view>

#include "knox/logins/header.h"

namespace knox::logins {

class JournalReader {
 public:
  JournalReader();
  ~JournalReader();

  // False: it is no such object, or has no message. Views are good until the next call.
  bool read(std::string_view line, Header& header);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Whether these bytes, the first of an input, are such lines.
bool looks_like_journal(std::string_view front);

}  // namespace knox::logins
