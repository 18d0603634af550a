#include "knox/linux_audit/meaning/action_filter.h"

#include <string>

#include "knox/linux_audit/meaning/actions.h"
#include "knox/linux_audit/meaning/exec.h"

namespace knox::linux_audit {

namespace {

using event::Action;

constexpr std::uint16_t kTypes = 3000;  // those from here on have the rule of type 0
constexpr std::uint16_t kCalls = 1      // kUnknown
#define ARGUMENTS(name, ...) +1
#include "knox/linux_audit/tables/syscall_args.def"
    ;

std::string_view word_of(Action action) {
  return event::info(action).word;
}
std::string_view word_of(RecordType type) {
  return word_of(find_rule(type).action);
}

bool may_give(RecordType type, const ActionFilter::Wants& wants) {
  if (wants(word_of(type))) return true;
  const bool is_membership =
      wants(word_of(Action::kAddedUserToGroup)) || wants(word_of(Action::kRemovedUserFromGroup));
  switch (type) {
    case RecordType::USER_MGMT: return is_membership;
    case RecordType::AVC:
      for (const RecordType other :
           {RecordType::APPARMOR, RecordType::APPARMOR_AUDIT, RecordType::APPARMOR_ALLOWED,
            RecordType::APPARMOR_DENIED, RecordType::APPARMOR_KILL, RecordType::APPARMOR_HINT,
            RecordType::APPARMOR_STATUS, RecordType::APPARMOR_ERROR}) {
        if (wants(word_of(other))) return true;
      }
      return wants(word_of(Action::kUsedSelinuxPolicy));
    case RecordType::USER_ACCT:
    case RecordType::USER_CHAUTHTOK:
      return is_membership || wants(word_of(RecordType::GRP_MGMT)) || wants(word_of(RecordType::USER_MGMT));
    case RecordType::USER_AVC:
      return wants(word_of(RecordType::USER_MAC_STATUS)) || wants(word_of(RecordType::USER_MAC_POLICY_LOAD));
    case RecordType::CRYPTO_KEY_USER: return wants(word_of(Action::kDestroyedCryptoKey));
    default: return false;
  }
}

bool may_give(Syscall call, const ActionFilter::Wants& wants) {
  switch (call) {
    case Syscall::kUnknown:
    case Syscall::sys_socketcall:  // what they do is in their arguments
    case Syscall::sys_ipc:
    case Syscall::sys_io_uring_enter: return true;  // may have done it for an operation of a ring
    default: break;
  }
  const ActionRule* const rule = find_rule(call);
  if (rule == nullptr || rule->action == Action::kCalledSyscall) {
    return wants(std::string("called-").append(syscall_name(call)));
  }
  if (wants(word_of(rule->action))) return true;
  if (rule->meaning == Meaning::kOpen) return wants(word_of(Action::kCreation));
  if (rule->action == Action::kKilledPid) return wants(word_of(Action::kCheckedPid));
  if (rule->action == Action::kRebootedSystem) {
    return wants(word_of(Action::kShutdownSystem)) || wants(word_of(Action::kSuspendedSystem)) ||
           wants(word_of(Action::kChangedConfiguration));
  }
  return rule->action == Action::kFork && wants(word_of(Action::kCreatedThread));
}

// Records of programs come over netlink.
bool may_send(Syscall call) {
  switch (call) {
    case Syscall::sys_write:
    case Syscall::sys_writev:
    case Syscall::sys_send:
    case Syscall::sys_sendto:
    case Syscall::sys_sendmsg:
    case Syscall::sys_sendmmsg:
    case Syscall::sys_sendfile:
    case Syscall::sys_sendfile64:
    case Syscall::sys_splice: return true;
    default: return false;
  }
}

}  // namespace

bool is_of_program(RecordType type) noexcept {
  const auto number = static_cast<std::uint16_t>(type);
  return number == static_cast<std::uint16_t>(RecordType::USER) || (number >= 1100 && number < 1300) ||
         (number >= 2100 && number < 3000);
}

ActionFilter::ActionFilter(const Wants& wants) : skips_(static_cast<bool>(wants)) {
  if (!skips_) return;
  for (std::uint16_t number = 0; number < kTypes; ++number) {
    const auto type = static_cast<RecordType>(number);
    if (!find_rule(type).is_part && may_give(type, wants))
      (is_of_program(type) ? programs_ : kernels_) = true;
  }
  for (std::uint16_t number = 0; number < kCalls; ++number) {
    calls_.push_back(may_give(static_cast<Syscall>(number), wants));
  }
}

bool ActionFilter::can_skip(const Line& line) const noexcept {
  if (!skips_ || kernels_) return false;
  if (line.type != RecordType::SYSCALL) return !programs_ && !find_rule(line.type).is_part;
  const Syscall call = call_of(line);
  return !calls_[static_cast<std::size_t>(call)] && !(programs_ && may_send(call));
}

}  // namespace knox::linux_audit
