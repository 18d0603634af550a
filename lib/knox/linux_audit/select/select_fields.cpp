#include "knox/linux_audit/select/select_fields.h"

#include <array>

#include "knox/linux_audit/names/name_map.h"

namespace knox::linux_audit {
namespace {

using enum Criterion;

struct Row {
  std::string_view key;
  FieldForm form;
  CriterionSet criteria;
};
constexpr auto kRows = std::to_array<Row>({
    {"arch", FieldForm::kArch, set_of(kArch)},
    {"syscall", FieldForm::kSyscall, set_of(kSyscall)},
    {"exit", FieldForm::kExit, set_of(kExit)},
    {"success", FieldForm::kSuccess, set_of(kSuccess)},
    {"res", FieldForm::kResult, set_of(kSuccess)},
    {"result", FieldForm::kResult, set_of(kSuccess)},
    {"apparmor", FieldForm::kResult, set_of(kSuccess)},

    {"ppid", FieldForm::kId, set_of(kPpid)},

    {"uid", FieldForm::kId, set_of(kUid, kUidAll)},
    {"euid", FieldForm::kId, set_of(kEuid, kUidAll)},
    {"suid", FieldForm::kId, set_of(kUidAll)},
    {"fsuid", FieldForm::kId, set_of(kUidAll)},
    {"auid", FieldForm::kId, set_of(kAuid, kUidAll)},
    {"gid", FieldForm::kId, set_of(kGid, kGidAll)},
    {"egid", FieldForm::kId, set_of(kEgid, kGidAll)},
    {"sgid", FieldForm::kId, set_of(kGidAll)},
    {"fsgid", FieldForm::kId, set_of(kGidAll)},

    {"comm", FieldForm::kString, set_of(kComm)},
    {"ocomm", FieldForm::kString, set_of(kComm)},
    {"exe", FieldForm::kString, set_of(kExecutable)},
    {"key", FieldForm::kKeys, set_of(kKey)},
    {"tty", FieldForm::kWord, set_of(kTerminal)},
    {"terminal", FieldForm::kWord, set_of(kTerminal)},
    {"vm", FieldForm::kString, set_of(kVm)},
    {"uuid", FieldForm::kWord, set_of(kUuid)},

    {"name", FieldForm::kString, set_of(kFile)},
    {"path", FieldForm::kString, set_of(kFile)},
    {"cwd", FieldForm::kString, set_of(kFile)},
    {"file", FieldForm::kString, set_of(kFile)},
    {"dir", FieldForm::kString, set_of(kFile)},
    {"watch", FieldForm::kString, set_of(kFile)},

    {"saddr", FieldForm::kSockaddr, set_of(kFile, kHost)},
    {"hostname", FieldForm::kWord, set_of(kHost)},
    {"host", FieldForm::kWord, set_of(kHost)},
    {"addr", FieldForm::kWord, set_of(kHost)},
    {"raddr", FieldForm::kWord, set_of(kHost)},
    {"laddr", FieldForm::kWord, set_of(kHost)},
    {"faddr", FieldForm::kWord, set_of(kHost)},
    {"daddr", FieldForm::kWord, set_of(kHost)},
    {"src", FieldForm::kWord, set_of(kHost)},
    {"dst", FieldForm::kWord, set_of(kHost)},

    {"subj", FieldForm::kWord, set_of(kSubject, kContext)},
    {"subj_selinux", FieldForm::kWord, set_of(kSubject, kContext)},
    {"subj_apparmor", FieldForm::kWord, set_of(kSubject, kContext)},
    {"subj_smack", FieldForm::kWord, set_of(kSubject, kContext)},
    {"scontext", FieldForm::kWord, set_of(kSubject, kContext)},
    {"obj", FieldForm::kWord, set_of(kObject, kContext)},
    {"obj_selinux", FieldForm::kWord, set_of(kObject, kContext)},
    {"obj_apparmor", FieldForm::kWord, set_of(kObject, kContext)},
    {"obj_smack", FieldForm::kWord, set_of(kObject, kContext)},
    {"tcontext", FieldForm::kWord, set_of(kObject, kContext)},
});
constexpr NameMap kPlaces(kRows, &Row::key);

}  // namespace

FieldUse use_of(std::string_view key) noexcept {
  const std::size_t place = kPlaces.find(key);
  if (place == kRows.size()) return {};
  return {kRows[place].form, kRows[place].criteria};
}

// The most frequent types need not be taken apart for what they never have.
CriterionSet criteria_of(RecordType type) noexcept {
  switch (type) {
    case RecordType::EXECVE:
    case RecordType::PROCTITLE:
    case RecordType::EOE: return 0;
    case RecordType::CWD: return set_of(kFile);
    case RecordType::PATH: return set_of(kFile, kObject, kContext);
    case RecordType::SOCKADDR: return set_of(kFile, kHost);
    case RecordType::KERN_MODULE: return 0;  // its name is no file's
    default: return ~CriterionSet{0};
  }
}

}  // namespace knox::linux_audit
