#include <bsm/audit.h>
#include <sys/types.h>

#include <cerrno>

#include "knox/io/read_file.h"
#include "knox/kernel/auditon.h"

namespace knox::kernel {
namespace {

static_assert(sizeof(AuditonMask) == sizeof(au_mask_t));
static_assert(sizeof(AuditonTerminal) == sizeof(au_tid_t));
static_assert(sizeof(AuditonTerminalAddr) == sizeof(au_tid_addr_t));
static_assert(sizeof(AuditonInfoAddr) == sizeof(auditinfo_addr_t));
static_assert(offsetof(AuditonInfoAddr, flags) == offsetof(auditinfo_addr_t, ai_flags));
static_assert(sizeof(AuditonPinfo) == sizeof(auditpinfo_t));
static_assert(offsetof(AuditonPinfo, session) == offsetof(auditpinfo_t, ap_asid));
static_assert(sizeof(AuditonPinfoAddr) == sizeof(auditpinfo_addr_t));
static_assert(offsetof(AuditonPinfoAddr, flags) == offsetof(auditpinfo_addr_t, ap_flags));
static_assert(sizeof(AuditonQueue) == sizeof(au_qctrl_t));
static_assert(sizeof(AuditonFileSize) == sizeof(au_fstat_t));
static_assert(sizeof(AuditonEventClass) == sizeof(au_evclass_map_t));
static_assert(offsetof(AuditonEventClass, classes) == offsetof(au_evclass_map_t, ec_class));

template <AuditonCommand command, int number>
constexpr bool kIs = static_cast<int>(command) == number;
static_assert(kIs<AuditonCommand::kGetKmask, A_GETKMASK> && kIs<AuditonCommand::kSetKmask, A_SETKMASK>);
static_assert(kIs<AuditonCommand::kGetClass, A_GETCLASS> && kIs<AuditonCommand::kSetClass, A_SETCLASS>);
static_assert(kIs<AuditonCommand::kSetPmask, A_SETPMASK> && kIs<AuditonCommand::kGetFsize, A_GETFSIZE>);
static_assert(kIs<AuditonCommand::kSetFsize, A_SETFSIZE> && kIs<AuditonCommand::kGetKaudit, A_GETKAUDIT>);
static_assert(kIs<AuditonCommand::kGetPinfoAddr, A_GETPINFO_ADDR>);
static_assert(kIs<AuditonCommand::kGetSinfoAddr, A_GETSINFO_ADDR>);
static_assert(kIs<AuditonCommand::kGetPolicy, A_GETPOLICY> && kIs<AuditonCommand::kSetPolicy, A_SETPOLICY>);
static_assert(kIs<AuditonCommand::kGetQctrl, A_GETQCTRL> && kIs<AuditonCommand::kSetQctrl, A_SETQCTRL>);
static_assert(kIs<AuditonCommand::kGetCond, A_GETCOND> && kIs<AuditonCommand::kSetCond, A_SETCOND>);

#ifdef __APPLE__
constexpr bsm::Platform kPlatform = bsm::Platform::kDarwin;
static_assert(sizeof(AuditonExpiry) == sizeof(au_expire_after_t));
static_assert(offsetof(AuditonExpiry, either) == offsetof(au_expire_after_t, op_type));
static_assert(kIs<AuditonCommand::kGetCtlmode, A_GETCTLMODE>);
static_assert(kIs<AuditonCommand::kGetExpafter, A_GETEXPAFTER>);
#else
constexpr bsm::Platform kPlatform = bsm::Platform::kFreeBsd;
#endif

class SystemCall final : public AuditonCall {
 public:
  int auditon(AuditonCommand command, void* data, std::size_t size) override {
    return ::auditon(static_cast<int>(command), data, static_cast<int>(size)) == 0 ? 0 : errno;
  }
};

// The words with what they need; classes and events are those of this computer, as its files name them, or
// the compiled-in ones.
class BsdSettings final : public Settings {
 public:
  BsdSettings() {
    if (auto text = io::read_file("/etc/security/audit_class")) (void)classes_.load(std::move(*text));
    if (auto text = io::read_file("/etc/security/audit_event")) {
      (void)events_.load(std::move(*text), classes_);
    }
    settings_ = auditon_settings(call_, kPlatform, classes_, events_);
  }
  std::span<const Word> words() const override { return settings_->words(); }
  std::expected<CommandResult, CommandError> run(std::size_t word, Arguments arguments,
                                                 bool dry_run) override {
    return settings_->run(word, arguments, dry_run);
  }

 private:
  SystemCall call_;
  bsm::ClassTable classes_{kPlatform};
  bsm::EventTable events_{kPlatform};
  std::unique_ptr<Settings> settings_;
};

}  // namespace

std::unique_ptr<Settings> system_settings() {
  return std::make_unique<BsdSettings>();
}

}  // namespace knox::kernel
