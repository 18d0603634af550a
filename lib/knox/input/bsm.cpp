// BSM trails.
#include <charconv>
#include <optional>
#include <vector>

#include "knox/access/steps.h"
#include "knox/bsm/event_mapper.h"
#include "knox/bsm/exec.h"
#include "knox/bsm/framer.h"
#include "knox/bsm/process.h"
#include "knox/bsm/select.h"
#include "knox/event/sudo.h"
#include "knox/event/with_act.h"
#include "knox/input/formats.h"

namespace knox::input {

namespace {

class BsmInput : public Input {
 public:
  explicit BsmInput(const Options& options) : options_(options) {}

  io::Framer& begin() override {
    framer_ = {};
    return framer_;
  }

 protected:
  const Options options_;
  bsm::TrailFramer framer_;
  bsm::Record record_;
  event::Event event_;
};

class BsmExecutions final : public BsmInput {
 public:
  explicit BsmExecutions(const Options& options) : BsmInput(options) {
    if (options.sudo) {
      mapper_.emplace(bsm::EventMapperOptions{.tables = &tables_, .names = options.names, .host = {}});
    }
  }

  io::Framer& begin() override {
    tables_.begin_trail();
    return BsmInput::begin();
  }

  std::optional<Error> take(const io::Frame& frame, const Emit& emit) override {
    // One frame in fifteen goes further than these lines, so they decide how fast a trail is read.
    const std::uint16_t event = bsm::peek_event(frame.bytes);
    if (!bsm::is_exec(event) && !(mapper_ && may_be_sudo(event))) return std::nullopt;
    const bsm::Selection* const selection = options_.selection;
    if (selection != nullptr && !options_.all && selection->can_skip(frame.bytes)) return std::nullopt;
    if (!record_.parse(frame.bytes)) return record_.damage();
    const bool selected = selection == nullptr || selection->matches(record_);
    if (selected || options_.all) {
      event_.exec = decoder_.decode(record_);
      if (event_.exec == nullptr && mapper_) event_.exec = sudo_of(record_);
      if (event_.exec != nullptr) emit({.event = event_, .whole = !frame.cut, .selected = selected});
    }
    return record_.damage();
  }

 private:
  // OpenBSM's number, that of macOS, and that of Solaris.
  static constexpr bool may_be_sudo(std::uint16_t event) {
    return event == 45028 || event == 6300 || event == 6650;
  }
  const event::Exec* sudo_of(const bsm::Record& record) {
    tables_.observe(record);
    return sudo_.of(mapper_->map(record), event::SudoEffective::kSudo, *options_.names);
  }

  bsm::ExecDecoder decoder_;
  bsm::PlatformTables tables_{bsm::Platform::kUnknown};
  std::optional<bsm::EventMapper> mapper_;  // if what sudo ran is wanted
  event::SudoCommand sudo_;
};

class BsmProcesses final : public BsmInput {
 public:
  using BsmInput::BsmInput;

  std::optional<Error> take(const io::Frame& frame, const Emit& emit) override {
    const bool acts_only = options_.wanted == Wanted::kActs;
    if (acts_only && bsm::process_act(bsm::peek_event(frame.bytes)) == event::ProcessAct::kOther) {
      return std::nullopt;
    }
    if (!record_.parse(frame.bytes)) return record_.damage();
    const bool selected = options_.selects
                              ? options_.selects(record_)
                              : options_.selection == nullptr || options_.selection->matches(record_);
    event_.act = decoder_.decode(record_);
    if (event_.act == nullptr || (acts_only && event_.act->act == event::ProcessAct::kOther)) {
      return record_.damage();
    }
    event_.exec = event_.act->exec;
    const std::string_view bytes = as_chars(frame.bytes);
    emit({.event = event_, .pieces = {&bytes, 1}, .whole = !frame.cut, .selected = selected});
    return record_.damage();
  }

 private:
  bsm::ProcessDecoder decoder_;
};

class BsmEvents final : public BsmInput {
 public:
  explicit BsmEvents(const Options& options)
      : BsmInput(options), mapper_({.tables = &tables_, .names = options.names, .host = options.host}) {
    if (options.wanted != Wanted::kAccess) return;
    of_access_.resize(std::size_t{UINT16_MAX} + 1);
    for (const std::string_view code : access::told_codes("bsm")) {
      std::uint16_t event = 0;
      std::from_chars(code.data(), code.data() + code.size(), event);
      of_access_[event] = true;
    }
  }

  io::Framer& begin() override {
    tables_.begin_trail();
    return BsmInput::begin();
  }

  std::optional<Error> take(const io::Frame& frame, const Emit& emit) override {
    if (tables_.settled() && !is_wanted(bsm::peek_event(frame.bytes))) return std::nullopt;
    if (!record_.parse(frame.bytes)) return record_.damage();
    tables_.observe(record_);
    const std::string_view bytes = as_chars(frame.bytes);
    if (record_.is_file() || !is_wanted(record_.header().event)) return record_.damage();
    const bool selected = !options_.selects || options_.selects(record_);
    const event::Event& mapped = mapper_.map(record_);
    // Sessions and processes of one number are told apart by host, and a header has no more than its address.
    const bool needs_host = !of_access_.empty() && mapped.host.name.empty();
    if (options_.acts) {
      event_ = with_act(mapped, acts_.decode(record_));
    } else if (needs_host) {
      event_ = mapped;
      event_.host.name = mapped.host.address;
    }
    const event::Event& event = options_.acts || needs_host ? event_ : mapped;
    emit({.event = event, .pieces = {&bytes, 1}, .whole = !frame.cut, .selected = selected});
    return record_.damage();
  }

 private:
  // Whoever selects is asked for every record.
  bool is_wanted(std::uint16_t event) {
    if (!of_access_.empty()) return of_access_[event];
    if (!options_.wants || options_.selects) return true;
    if (generation_ != tables_.generation()) {
      generation_ = tables_.generation();
      wanted_.assign(std::size_t{1} << 16, std::nullopt);
    }
    std::optional<bool>& wanted = wanted_[event];
    if (!wanted) wanted = options_.wants(mapper_.word(event));
    return *wanted;
  }

  bsm::PlatformTables tables_{bsm::Platform::kUnknown};
  bsm::EventMapper mapper_;
  bsm::ProcessDecoder acts_;
  std::vector<std::optional<bool>> wanted_;  // by event, as far as they were asked for
  unsigned generation_ = ~0U;                // of the tables, for which that holds
  std::vector<bool> of_access_;              // by event, for kAccess; else empty
};

}  // namespace

std::unique_ptr<Input> make_bsm_input(const Options& options) {
  if (options.wanted == Wanted::kEvents || options.wanted == Wanted::kAccess) {
    return std::make_unique<BsmEvents>(options);
  }
  if (options.wanted == Wanted::kExecutions) return std::make_unique<BsmExecutions>(options);
  return std::make_unique<BsmProcesses>(options);
}

}  // namespace knox::input
