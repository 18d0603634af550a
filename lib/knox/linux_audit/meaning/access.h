// AccessReader: the records that programs and the kernel write of logins, sudo and accounts as event::Event,
// with event::Access. Each such record stands alone, so nothing has to be assembled; what several of them
// mean together, access::Joiner says.
//
//   type=USER_AUTH msg=audit(1.0:9): pid=7 uid=0 auid=4294967295 ses=4294967295 msg='op=pubkey_auth
//     acct="alice" exe="/usr/sbin/sshd" hostname=? addr=192.0.2.7 terminal=? res=success'
//
//   who.real, audit   uid=, auid= in front of the message: the process that sent it, never the person
//   who.target        acct=, or else id= or, where there is no op=, uid= in the message
//   who.group         grp=, new-group=; of an operation on a group its acct= or id=
//   access.account    acct=, also where it is no name
//
// Source: audit_log_acct_message(3) and audit_log_user_message(3) of audit-userspace; recorded logs of RHEL 5
// to 8, Amazon Linux 2, Debian 10 to 12 and Ubuntu.
#pragma once

#include <string>
#include <string_view>

#include "knox/event/event.h"
#include "knox/linux_audit/log/line.h"
#include "knox/linux_audit/record/record.h"
#include "knox/os/names.h"

namespace knox::linux_audit {

class AccessReader {
 public:
  // `names` outlive it; ENRICHED names win over them. `host` is what the host is called, whatever records
  // say; empty: as they say.
  explicit AccessReader(os::Names& names, std::string host = {}) : names_(names), host_(std::move(host)) {}

  // Whether a record of that type is of any interest: most are not, and need not be parsed.
  static bool wants(RecordType type) noexcept;

  // Good until the next call, and as long as the line.
  const event::Event& read(const Line& line);

 private:
  std::string_view find(std::string_view key) const;
  std::string_view text(std::string_view value, std::string& memory) const;
  std::string_view operation() const;
  std::string_view enriched(std::string_view key) const;
  event::Principal principal(std::string_view value, std::string_view name) const;
  void take_who();
  void take_account();
  void take_source();
  void take_login();

  os::Names& names_;
  std::string host_;
  Record record_;
  event::Event event_;
  event::Access access_;
  std::string account_, key_, group_, program_, command_, directory_;
};

}  // namespace knox::linux_audit
