// TextReader: lines of the system's log (auth.log, secure, messages) as event::Event with event::Access: what
// sshd, sudo, su, login, PAM and the programs for accounts write there. Other lines are nobody's business.
//
//   Feb 21 21:54:44 web1 sshd[3402]: Failed password for root from 192.0.2.7 port 4711 ssh2
//   header.h                         tables/texts.def; pam in the .cpp, sudo.cpp
//
// Attackers choose the names in these texts, and any bytes may be in them; pattern.h says why none of them
// can stand in for an address. Where two readings are possible, neither is taken.
#pragma once

#include <string>
#include <string_view>

#include "knox/event/event.h"
#include "knox/logins/header.h"
#include "knox/logins/journal.h"

namespace knox::logins {

class TextReader {
 public:
  // `host` is what the host is called, whatever lines say; empty: as they say.
  TextReader(Time now, unsigned year, std::string host) : headers_(now, year), host_(std::move(host)) {}

  // How often the line says it (mostly once; 0: it says nothing), and then event(), which is good until the
  // next call, and as long as the line.
  unsigned read(std::string_view line);
  // The same of an object of journald.
  unsigned read_journal(std::string_view line);
  // The same of a text whose header was somewhere else.
  unsigned read(const Header& header);
  const event::Event& event() const noexcept { return event_; }
  bool had_header() const noexcept { return had_header_; }

 private:
  unsigned read_message();
  unsigned repeat(std::string_view line);
  void begin_event();
  bool read_text(std::string_view text);
  bool read_pam(std::string_view text);
  bool read_pam_failure(std::string_view service, std::string_view text);
  bool read_pam_session(std::string_view text);
  bool read_sudo(std::string_view text);
  bool read_pkexec(std::string_view text);
  bool match_rows(std::string_view service, std::string_view text);
  void tell(std::string_view code, bool success);

  HeaderReader headers_;
  JournalReader journal_;
  std::string host_;
  Header header_;
  std::string last_line_;  // of which something was told, for those that repeat it
  bool had_header_ = false;
  event::Event event_;
  event::Access access_;
};

// Whether these bytes, the first of an input, are lines of such a log.
bool looks_like_login_log(std::string_view front);

}  // namespace knox::logins
