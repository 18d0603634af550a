// One vocabulary: what two sources tell of the same thing, they tell in the same word.
#include "knox/event/action.h"

#include <set>
#include <string>

#include "knox/bsm/events.h"
#include "knox/bsm/meaning.h"
#include "knox/linux_audit/meaning/actions.h"
#include "unit/catch.h"

namespace knox {

namespace {

using event::Action;

struct Pair {
  std::string_view linux_name;
  std::string_view bsm;
  Action action;
};

Action of(linux_audit::Syscall call) {
  const linux_audit::ActionRule* const rule = linux_audit::find_rule(call);
  return rule == nullptr ? Action::kNone : rule->action;
}

const Pair kPairs[] = {
#define CALL(call, event) {#call, event, of(linux_audit::Syscall::sys_##call)},
#define CALL_BY(rule, call, event) CALL(call, event)
#define RECORD(type, event) {#type, event, linux_audit::find_rule(linux_audit::RecordType::type).action},
#include "knox/convert/tables/linux_events.def"
};

// Where the BSM event says more or less than the call or the record.
const std::set<std::string_view> kDifferent = {
    "sendfile",    "sendfile64",        // to a socket in BSM, to any descriptor on Linux
    "SIGNAL_INFO",                      // one of the requests
    "CHUSER_ID",   "USER_ROLE_CHANGE",  // the nearest events that BSM has
};

}  // namespace

TEST_CASE("actions: every word is found again, and only it") {
  for (std::size_t i = 1; i < event::actions().size(); ++i) {
    const std::string_view word = event::actions()[i].word;
    INFO(word);
    CHECK(event::find_action(word) == static_cast<Action>(i));
    CHECK(!event::actions()[i].object.empty());
  }
  CHECK(!event::find_action(""));
  CHECK(!event::find_action("exe"));
  CHECK(event::info(Action::kNone).word.empty());
  CHECK(event::info(Action::kExec).word == "exec");
}

TEST_CASE("actions: a Linux event and the BSM event that it is converted to are one action") {
  const bsm::EventTable events(bsm::Platform::kUnknown);
  for (const Pair& pair : kPairs) {
    const bsm::Event* const event = events.find(pair.bsm.substr(4));
    const bool is_same = event != nullptr && bsm::meaning_of(event).action == pair.action;
    if (is_same == kDifferent.contains(pair.linux_name)) {
      FAIL_CHECK(pair.linux_name << " is " << event::info(pair.action).word << ", " << pair.bsm << " is "
                                 << (event == nullptr ? "unknown" : bsm::meaning_of(event).word));
    }
  }
}

TEST_CASE("actions: the words that public rules read") {
  for (const std::string_view word : {"exec",
                                      "fork",
                                      "end",
                                      "creation",
                                      "deletion",
                                      "rename",
                                      "modification",
                                      "open",
                                      "connection_attempted",
                                      "connection_accepted",
                                      "uid_change",
                                      "gid_change",
                                      "session_id_change",
                                      "extended_attributes_delete",
                                      "loaded-kernel-module",
                                      "changed-password",
                                      "added-user-account",
                                      "added-group-account-to",
                                      "bound-socket",
                                      "killed-pid",
                                      "authenticated",
                                      "logged-in",
                                      "changed-file-ownership-of",
                                      "wrote-to-file",
                                      "violated-apparmor-policy"}) {
    INFO(word);
    CHECK(event::find_action(word).has_value());
  }
}

}  // namespace knox
