#include "knox/kernel/audit_pipe.h"

#include <cerrno>
#include <utility>

namespace knox::kernel {

namespace {

namespace requests = pipe_requests;

class AuditPipe final : public RecordDevice {
 public:
  explicit AuditPipe(std::unique_ptr<PipeCalls> calls) : calls_(std::move(calls)) {}

  Result<void> set_up(const PipeOptions& options);

  Content content() const override { return Content::kBsm; }
  int fd() const override { return calls_->fd(); }
  Ready wait(const Awaited& awaited) override;
  Result<std::size_t> read(std::span<std::uint8_t> into) override;
  Loss loss() override;
  std::expected<void, std::string> stop() override;

 private:
  template <class Argument>
  Result<void> control(unsigned long request, Argument argument, std::string_view what) {
    return ask(request, &argument, what);
  }
  Result<void> ask(unsigned long request, void* argument, std::string_view what) {
    int error = EINTR;
    while (error == EINTR) error = calls_->control(request, argument);
    if (error == 0) return {};
    return std::unexpected(Error{.code = Code::kSystem, .system_errno = error, .what = what});
  }

  std::unique_ptr<PipeCalls> calls_;
  int reader_ = -1, watch_ = -1;  // who is watched, and by what
};

requests::Mask mask_of(const bsm::ClassSelection& classes) {
  return {.success = classes.success, .failure = classes.failure};
}

// A new pipe follows the system's preselection until its mode is set, so what was queued before is flushed.
Result<void> AuditPipe::set_up(const PipeOptions& options) {
  std::uint32_t limit = options.queue_limit.value_or(0);
  Result<void> result = control(requests::kSetNonBlocking, std::int32_t{1}, "FIONBIO");
  if (result && !options.queue_limit)
    result = ask(requests::kGetQueueLimitMax, &limit, "AUDITPIPE_GET_QLIMIT_MAX");
  if (result) result = control(requests::kSetQueueLimit, limit, "AUDITPIPE_SET_QLIMIT");
  if (result)
    result = control(requests::kSetFlags, mask_of(options.classes), "AUDITPIPE_SET_PRESELECT_FLAGS");
  if (result)
    result = control(requests::kSetNonAttributableFlags,
                     mask_of(options.non_attributable.value_or(options.classes)),
                     "AUDITPIPE_SET_PRESELECT_NAFLAGS");
  for (const UserClasses& user : options.users) {
    const requests::UserMask mask = {.auid = user.auid, .mask = mask_of(user.classes)};
    if (result) result = control(requests::kSetUserFlags, mask, "AUDITPIPE_SET_PRESELECT_AUID");
  }
  if (result) result = control(requests::kSetMode, requests::kLocalMode, "AUDITPIPE_SET_PRESELECT_MODE");
  if (result) result = ask(requests::kFlush, nullptr, "AUDITPIPE_FLUSH");
  return result;
}

Ready AuditPipe::wait(const Awaited& awaited) {
  enum : unsigned { kWoken = 2, kChanged = 4 };
  if (reader_ != awaited.reader) {
    reader_ = awaited.reader;
    watch_ = reader_ < 0 ? -1 : calls_->watch(reader_);
  }
  const int ready = calls_->select(awaited.records, {awaited.wake, watch_}, awaited.patience);
  if (ready < 0) return {.woken = errno != EINTR};
  const auto bits = static_cast<unsigned>(ready);
  return {.woken = (bits & kWoken) != 0, .abandoned = (bits & kChanged) != 0 && calls_->is_abandoned()};
}

Result<std::size_t> AuditPipe::read(std::span<std::uint8_t> into) {
  for (;;) {
    const std::ptrdiff_t size = calls_->read(into);
    if (size >= 0) return static_cast<std::size_t>(size);
    if (errno == EAGAIN) return 0;
    if (errno != EINTR)
      return std::unexpected(Error{.code = Code::kSystem, .system_errno = errno, .what = "auditpipe"});
  }
}

// Only what programs submit still comes, to every pipe.
std::expected<void, std::string> AuditPipe::stop() {
  constexpr requests::Mask kNothing = {.success = 0, .failure = 0};
  Result<void> result = control(requests::kSetFlags, kNothing, "AUDITPIPE_SET_PRESELECT_FLAGS");
  if (result)
    result = control(requests::kSetNonAttributableFlags, kNothing, "AUDITPIPE_SET_PRESELECT_NAFLAGS");
  if (result) result = ask(requests::kFlushUserFlags, nullptr, "AUDITPIPE_FLUSH_PRESELECT_AUID");
  if (!result) return std::unexpected(describe(result.error()));
  return {};
}

Loss AuditPipe::loss() {
  std::uint64_t drops = 0;
  if (calls_->control(requests::kGetDrops, &drops) != 0) return {};
  return {.kernel = drops};
}

}  // namespace

Result<std::unique_ptr<RecordDevice>> open_audit_pipe(std::unique_ptr<PipeCalls> calls,
                                                      const PipeOptions& options) {
  auto pipe = std::make_unique<AuditPipe>(std::move(calls));
  if (const Result<void> ready = pipe->set_up(options); !ready) return std::unexpected(ready.error());
  return pipe;
}

}  // namespace knox::kernel
