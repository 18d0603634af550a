// Access: what a source reports of somebody who gets in, or tries to, beyond the facts that all events have.
// It is a view, as Event is. What the source does not say is empty.
#pragma once

#include <string_view>

namespace knox::event {

struct Access {
  std::string_view program = {};    // whose word it is, as it calls itself: sshd-session, sudo, login
  std::string_view operation = {};  // what was done, in its words: PAM:session_open, pubkey_auth
  std::string_view account = {};    // the name that was given, or what stands for one: (unknown user)
  std::string_view method = {};     // how somebody proved who they are: password, publickey ...
  std::string_view key = {};        // the fingerprint of a key: SHA256:...
  std::string_view reason = {};     // of a failure: password_refused, unknown_user ... (knox-access(5))
  std::string_view terminal = {};   // as it is written, also where it is none: ssh, cron
};

}  // namespace knox::event
