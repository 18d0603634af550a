// Linux Audit logs. What is handed out are whole events, with their lines in the order in which the kernel
// writes them.
#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "knox/bsm/select.h"
#include "knox/event/process_tree.h"
#include "knox/event/sudo.h"
#include "knox/event/with_act.h"
#include "knox/input/formats.h"
#include "knox/io/source.h"
#include "knox/linux_audit/assembly/assembly.h"
#include "knox/linux_audit/log/log_reader.h"
#include "knox/linux_audit/meaning/access.h"
#include "knox/linux_audit/meaning/action_filter.h"
#include "knox/linux_audit/meaning/event_mapper.h"
#include "knox/linux_audit/meaning/exec.h"
#include "knox/linux_audit/meaning/process.h"
#include "knox/linux_audit/record/event_paths.h"
#include "knox/linux_audit/record/record.h"
#include "knox/linux_audit/record/value.h"

namespace knox::input {

namespace {

using linux_audit::RecordType;

static_assert(io::kLongSilence > linux_audit::kEventTimeout,
              "or a silent pipe keeps its last events for ever");
static_assert(event::ProcessTree::kLate >= linux_audit::kEventTimeout, "records may come as late as that");

// Self has take_line(), which gives line_ to events_ or not, and drain(), which takes whole events from
// there.
template <class Self>
class LinuxInput : public Input {
 public:
  explicit LinuxInput(const Options& options)
      : options_(options), events_(linux_audit::Assembler::options_for(options.live)) {}

  io::Framer& begin() override {
    framer_ = {};
    lines_.begin();
    return framer_;
  }

  std::optional<Error> take(const io::Frame& frame, const Emit& emit) override {
    return lines_.read_each(as_chars(frame.bytes), line_, [&] { self().take_line(emit); });
  }

  FileTold told() const override {
    const linux_audit::LogTold& log = lines_.told();
    return {.any = log.any, .mixed = log.mixed, .hint = log.hint};
  }

  void silence(std::uint32_t milliseconds, const Emit& emit) override {
    events_.idle(milliseconds);
    self().drain(emit);
  }

  void finish(const Emit& emit) override {
    events_.finish();
    self().drain(emit);
  }

 protected:
  const Options options_;
  linux_audit::LineFramer framer_;
  linux_audit::LogReader lines_;
  linux_audit::Line line_;
  linux_audit::Assembler events_;
  event::Event event_;

 private:
  Self& self() { return static_cast<Self&>(*this); }
};

// What an execution is in BSM, as convert has it (tables/linux_events.def).
std::uint16_t bsm_event(const linux_audit::Event& event) {
  constexpr std::uint16_t kExecve = 23, kExecveat = 43262, kSudo = 45028;
  if (event.find(RecordType::USER_CMD) != nullptr) return kSudo;
  const linux_audit::Line* const call = event.find(RecordType::SYSCALL);
  const bool is_at = call != nullptr && linux_audit::call_of(*call) == linux_audit::Syscall::sys_execveat;
  return is_at ? kExecveat : kExecve;
}

class LinuxExecutions final : public LinuxInput<LinuxExecutions> {
 public:
  explicit LinuxExecutions(const Options& options) : LinuxInput(options), decoder_(options.names) {
    if (options.sudo) mapper_.emplace(*options.names);
  }

  io::Framer& begin() override {
    sudo_passed_ = 0;
    return LinuxInput::begin();
  }

  FileTold told() const override {
    FileTold told = LinuxInput::told();
    told.sudo = sudo_passed_;
    return told;
  }

  void take_line(const Emit& emit) {
    switch (line_.type) {
      case RecordType::SYSCALL:
        // Most events are of other calls, and then all of their records can be passed over.
        if (linux_audit::is_exec(line_) == linux_audit::IsExec::kNo &&
            (!mapper_ || sudo_filter_.can_skip(line_))) {
          events_.ignore(line_);
          break;
        }
        [[fallthrough]];
      case RecordType::EXECVE:
      case RecordType::CWD:
      case RecordType::PATH:
      case RecordType::PROCTITLE:
      case RecordType::EOE: events_.add(line_); break;
      case RecordType::USER_CMD:
        if (!mapper_) {
          ++sudo_passed_;
          return;
        }
        events_.add(line_);
        break;
      default: return;  // says nothing of an execution
    }
    drain(emit);
  }

  void drain(const Emit& emit) {
    while (const linux_audit::Event* event = events_.next()) {
      event_.exec = decoder_.decode(*event);
      if (event_.exec == nullptr && mapper_) event_.exec = sudo_of(*event);
      if (event_.exec == nullptr) continue;
      const bool selected = options_.selection == nullptr ||
                            options_.selection->matches(*event_.exec, bsm_event(*event), options_.names);
      if (selected || options_.all) emit({.event = event_, .selected = selected});
    }
  }

 private:
  const event::Exec* sudo_of(const linux_audit::Event& event) {
    if (event.find(RecordType::USER_CMD) == nullptr) return nullptr;
    options_.names->begin_event(event.node);
    return sudo_.of(mapper_->map(event), event::SudoEffective::kSudo, *options_.names);
  }

  linux_audit::ExecDecoder decoder_;
  std::optional<linux_audit::EventMapper> mapper_;  // if what sudo ran is wanted
  // A record of sudo may be in the event of the call that sent it.
  linux_audit::ActionFilter sudo_filter_{
      [](std::string_view word) { return word == event::info(event::Action::kRanCommand).word; }};
  event::SudoCommand sudo_;
  std::uint64_t sudo_passed_ = 0;
};

class LinuxProcesses final : public LinuxInput<LinuxProcesses> {
 public:
  explicit LinuxProcesses(const Options& options) : LinuxInput(options), decoder_(options.names) {}

  void take_line(const Emit& emit) {
    if (acts_only() && line_.type == RecordType::SYSCALL && !linux_audit::may_be_process_act(line_)) {
      events_.ignore(line_);
    } else {
      events_.add(line_);
    }
    drain(emit);
  }

  void drain(const Emit& emit) {
    while (const linux_audit::Event* const found = events_.next()) {
      event_.act = decoder_.decode(*found);
      if (event_.act == nullptr && found->late) event_.act = recall(*found);
      if (event_.act == nullptr || (acts_only() && event_.act->act == event::ProcessAct::kOther)) continue;
      event_.exec = event_.act->exec;
      remember(*found, *event_.act);
      pieces_.clear();
      for (const linux_audit::Line& line : found->records) pieces_.push_back(line.text);
      emit({.event = event_, .pieces = pieces_, .end = "\n", .selected = is_selected(*found)});
    }
  }

 private:
  bool is_selected(const linux_audit::Event& event) const {
    if (options_.selects_event) return options_.selects_event(event);
    return options_.selection == nullptr || event_.exec == nullptr ||
           options_.selection->matches(*event_.exec, bsm_event(event), options_.names);
  }
  bool acts_only() const { return options_.wanted == Wanted::kActs; }

  // Whose an event was: records of it that come late name no process.
  struct Gone {
    Time time;
    std::uint32_t serial = 0;
    std::size_t node = 0;
    event::ProcessEvent event;
  };
  static std::size_t hash(std::string_view node) { return std::hash<std::string_view>()(node); }

  void remember(const linux_audit::Event& event, const event::ProcessEvent& told) {
    if (acts_only()) return;
    event::ProcessEvent late;
    late.time = told.time;
    late.process = told.process;
    late.parent = told.parent;
    late.ids = told.ids;
    gone_[gone_count_++ % gone_.size()] = {event.time, event.serial, hash(event.node), late};
  }

  const event::ProcessEvent* recall(const linux_audit::Event& event) const {
    const auto known = std::span(gone_).first(std::min(gone_count_, gone_.size()));
    const auto gone = std::ranges::find_if(known, [&](const Gone& g) {
      return g.serial == event.serial && g.time == event.time && g.node == hash(event.node);
    });
    return gone == known.end() ? nullptr : &gone->event;
  }

  linux_audit::ProcessDecoder decoder_;
  std::vector<std::string_view> pieces_;
  std::array<Gone, 64> gone_;  // the latest ones
  std::size_t gone_count_ = 0;
};

class LinuxEvents final : public LinuxInput<LinuxEvents> {
 public:
  explicit LinuxEvents(const Options& options)
      : LinuxInput(options), filter_(options.wants), mapper_(*options.names, options.host) {}

  void take_line(const Emit& emit) {
    if (filter_.can_skip(line_)) {
      events_.ignore(line_);
    } else {
      events_.add(line_);
    }
    drain(emit);
  }

  void drain(const Emit& emit) {
    while (const linux_audit::Event* const found = events_.next()) {
      options_.names->begin_event(found->node);
      pieces_.clear();
      for (const linux_audit::Line& line : found->records) pieces_.push_back(line.text);
      const bool selected = !options_.selects_event || options_.selects_event(*found);
      const event::Event& mapped = mapper_.map(*found);
      if (options_.acts) event_ = with_act(mapped, acts_.decode(*found));
      const event::Event& event = options_.acts ? event_ : mapped;
      emit({.event = event, .pieces = pieces_, .end = "\n", .selected = selected});
    }
  }

 private:
  linux_audit::ActionFilter filter_;
  linux_audit::EventMapper mapper_;
  linux_audit::ProcessDecoder acts_;
  std::vector<std::string_view> pieces_;
};

// Records of logins stand alone, so they are not assembled; calls that mount and load modules are.
class LinuxAccess final : public LinuxInput<LinuxAccess> {
 public:
  explicit LinuxAccess(const Options& options)
      : LinuxInput(options),
        reader_(*options.names, options.host),
        filter_(is_wanted),
        mapper_(*options.names, options.host) {}

  void take_line(const Emit& emit) {
    if (linux_audit::AccessReader::wants(line_.type)) {
      const std::string_view text = line_.text;
      emit({.event = reader_.read(line_), .pieces = {&text, 1}, .end = "\n"});
    } else if (filter_.can_skip(line_)) {
      events_.ignore(line_);
    } else {
      events_.add(line_);
    }
    drain(emit);
  }

  void drain(const Emit& emit) {
    while (const linux_audit::Event* const found = events_.next()) {
      options_.names->begin_event(found->node);
      event::Event event = mapper_.map(*found);
      if (!is_wanted(event.word)) continue;
      // By what it does, since all calls are of one type.
      event.code = event.word;
      emit({.event = event});
    }
  }

 private:
  static bool is_wanted(std::string_view word) {
    constexpr std::array<std::string_view, 4> kWanted = {"mounted", "unmounted", "loaded-kernel-module",
                                                         "unloaded-kernel-module"};
    return std::ranges::find(kWanted, word) != kWanted.end();
  }

  linux_audit::AccessReader reader_;
  linux_audit::ActionFilter filter_;
  linux_audit::EventMapper mapper_;
};

}  // namespace

std::unique_ptr<Input> make_linux_input(const Options& options) {
  if (options.wanted == Wanted::kAccess) return std::make_unique<LinuxAccess>(options);
  if (options.wanted == Wanted::kEvents) return std::make_unique<LinuxEvents>(options);
  if (options.wanted == Wanted::kExecutions) return std::make_unique<LinuxExecutions>(options);
  return std::make_unique<LinuxProcesses>(options);
}

}  // namespace knox::input
