// Endpoint Security messages, one JSON object a line.
#include <algorithm>
#include <functional>
#include <map>
#include <vector>

#include "knox/access/steps.h"
#include "knox/base/find_text.h"
#include "knox/bsm/select.h"
#include "knox/es/event_mapper.h"
#include "knox/es/events.h"
#include "knox/es/exec.h"
#include "knox/es/meaning.h"
#include "knox/es/message_reader.h"
#include "knox/es/peek.h"
#include "knox/es/process.h"
#include "knox/es/sequence.h"
#include "knox/event/sudo.h"
#include "knox/event/with_act.h"
#include "knox/input/formats.h"
#include "knox/io/gap.h"
#include "knox/io/line_framer.h"
#include "knox/os/names.h"

namespace knox::input {

namespace {

io::LineFramer new_framer() {
  return io::LineFramer(es::kMaxLine, &es::is_whole);
}

// What an execution and a command of sudo are in BSM.
constexpr std::uint16_t kExecve = 23, kSudo = 45028;

using WantsEvent = std::function<bool(std::string_view event)>;

// Self has take_message(), which emits what a message tells.
template <class Self>
class EsInput : public Input {
 public:
  // `wants` says of the name of an event whether its messages are to be parsed; empty: all of them are.
  EsInput(const Options& options, es::Wanted wanted, WantsEvent wants)
      : options_(options), wanted_(wanted), wants_(std::move(wants)) {
    for (const std::string& program : options.programs) ends_.push_back(program + '"');
  }

  io::Framer& begin() override {
    framer_ = new_framer();
    sequence_.begin();
    any_ = false;
    return framer_;
  }

  std::optional<Error> take(const io::Frame& frame, const Emit& emit) override {
    std::string_view line = as_chars(frame.bytes);
    while (!line.empty() && static_cast<unsigned char>(line.back()) <= ' ') line.remove_suffix(1);
    if (line.empty()) return std::nullopt;
    if (!es::looks_like_object(line))
      return refuse({.code = Code::kMalformed, .what = "not a JSON object"}, line);
    if (wants_) {
      const es::Peek seen = holds_program(line) ? es::peek(line, wants_) : es::peek_sequence(line);
      if (!seen.is_wanted) return pass_over(seen, line, frame);
    }
    const std::expected<const es::Message*, Error> read = reader_.read(line, wanted_);
    if (!read) return refuse(read.error(), line);
    const es::Message& message = **read;
    any_ = true;
    self().take_message(message, line, emit);
    std::optional<Error> missing;
    if (message.sequence && !message.is_picked)
      missing = gap_before(*message.sequence, message.hostname, frame);
    return missing ? missing : contradiction(message, frame);
  }

  FileTold told() const override { return {.any = any_}; }

 protected:
  const Options options_;
  event::Event event_;

 private:
  std::optional<Error> pass_over(const es::Peek& seen, std::string_view line, const io::Frame& frame) {
    if (!seen.sequence) return std::nullopt;
    any_ = true;
    const std::string_view host = seen.is_jamf ? es::host_name(line) : std::string_view();
    const std::optional<Error> missing = gap_before(*seen.sequence, host, frame);
    return missing && !es::is_alert(line) ? missing : std::nullopt;
  }
  // A base name stands at the end of a string.
  bool holds_program(std::string_view line) const {
    const auto is_in = [&](const std::string& end) { return find_text(line, end) != line.npos; };
    return ends_.empty() || std::ranges::any_of(ends_, is_in);
  }
  Self& self() { return static_cast<Self&>(*this); }

  // A message that cannot be read has had its number; a line of somebody else has none.
  std::optional<Error> refuse(const Error& why, std::string_view line) {
    const bool is_part = line.starts_with('{');
    if (why.code == Code::kMalformed && is_part) sequence_.take_unread();
    return why;
  }
  std::optional<Error> gap_before(std::uint64_t number, std::string_view host, const io::Frame& frame) {
    const std::uint64_t missing = sequence_.take(number, host);
    return missing == 0 ? std::nullopt : std::optional(io::gap(missing, frame.bytes.size()));
  }
  // No time, or the type of one event, and the name of another. Nothing of it is lost.
  static std::optional<Error> contradiction(const es::Message& message, const io::Frame& frame) {
    if (message.time == Time{}) {
      return Error{.code = Code::kMalformed,
                   .offset = frame.bytes.size(),
                   .what = "no time of the form 2025-08-07T13:21:35.880Z: printed as of 1970"};
    }
    const es::EventName* const event = es::find_event(message.event);
    if (event == nullptr || !message.event_type || es::may_be(*event, *message.event_type))
      return std::nullopt;
    return Error{
        .code = Code::kMalformed, .offset = frame.bytes.size(), .what = "event_type is another event's"};
  }

  es::Wanted wanted_;
  WantsEvent wants_;
  std::vector<std::string> ends_;  // of strings, one of which is in each line that is wanted
  io::LineFramer framer_ = new_framer();
  es::MessageReader reader_;
  es::Sequence sequence_;
  bool any_ = false;
};

class EsExecutions final : public EsInput<EsExecutions> {
 public:
  explicit EsExecutions(const Options& options)
      : EsInput(options, options.sudo ? es::Wanted::kAll : es::Wanted::kExecution,
                [sudo = options.sudo](std::string_view event) {
                  return event == "exec" || (sudo && event == "sudo");
                }) {
    if (options.sudo) mapper_.emplace(*options.names);
  }

  void take_message(const es::Message& message, std::string_view, const Emit& emit) {
    if (options_.names != nullptr) options_.names->begin_event(message.hostname);
    event_.exec = decoder_.decode(message);
    if (event_.exec == nullptr && mapper_ && message.event == "sudo") {
      event_.exec = sudo_.of(mapper_->map(message), event::SudoEffective::kRunAs, *options_.names);
    }
    if (event_.exec == nullptr) return;
    // The one fact besides that is asked for (event/mute.h).
    event_.process.signature = {.signing_id = message.target.signing_id, .team_id = message.target.team_id};
    const std::uint16_t number = event_.exec->run_by.empty() ? kExecve : kSudo;
    const bool selected =
        options_.selection == nullptr || options_.selection->matches(*event_.exec, number, options_.names);
    if (selected || options_.all) emit({.event = event_, .selected = selected});
  }

 private:
  es::ExecDecoder decoder_;
  std::optional<es::EventMapper> mapper_;  // if what sudo ran is wanted
  event::SudoCommand sudo_;
};

class EsProcesses final : public EsInput<EsProcesses> {
 public:
  explicit EsProcesses(const Options& options)
      : EsInput(options, options.selects_mapped ? es::Wanted::kAll : es::Wanted::kActs,
                options.wanted == Wanted::kActs ? WantsEvent(is_act) : WantsEvent()) {
    if (options.selects_mapped) mapper_.emplace(*options.names, options.host);
  }

  void take_message(const es::Message& message, std::string_view line, const Emit& emit) {
    event_.act = decoder_.decode(message);
    if (event_.act == nullptr || (acts_only() && event_.act->act == event::ProcessAct::kOther)) return;
    event_.exec = event_.act->exec;
    if (mapper_) options_.names->begin_event(message.hostname);
    const bool selected = !mapper_ || options_.selects_mapped(mapper_->map(message));
    emit({.event = event_, .pieces = {&line, 1}, .end = "\n", .selected = selected});
  }

 private:
  static bool is_act(std::string_view event) { return event == "exec" || event == "fork" || event == "exit"; }
  bool acts_only() const { return options_.wanted == Wanted::kActs; }

  es::ProcessDecoder decoder_;
  std::optional<es::EventMapper> mapper_;  // only to ask what is selected
};

class EsEvents final : public EsInput<EsEvents> {
 public:
  explicit EsEvents(const Options& options)
      : EsInput(options, es::Wanted::kAll, wants_event(options)), mapper_(*options.names, options.host) {}

  void take_message(const es::Message& message, std::string_view line, const Emit& emit) {
    options_.names->begin_event(message.hostname);
    const event::Event& mapped = mapper_.map(message);
    if (options_.acts) event_ = with_act(mapped, acts_.decode(message));
    emit({.event = options_.acts ? event_ : mapped, .pieces = {&line, 1}, .end = "\n"});
  }

 private:
  static WantsEvent wants_event(const Options& options) {
    if (options.wanted == Wanted::kAccess) {
      return [codes = access::told_codes("es")](std::string_view event) {
        return std::ranges::find(codes, event) != codes.end();
      };
    }
    const std::function<bool(std::string_view word)>& wants = options.wants;
    constexpr std::size_t kMost = 512;  // names that are kept: anybody can write new ones
    if (!wants) return {};
    return [wants, known = std::map<std::string, bool, std::less<>>()](std::string_view event) mutable {
      const auto found = known.find(event);
      if (found != known.end()) return found->second;
      const bool is_wanted = es::may_give(event, wants);
      if (known.size() < kMost) known.emplace(event, is_wanted);
      return is_wanted;
    };
  }

  es::EventMapper mapper_;
  es::ProcessDecoder acts_;
};

}  // namespace

std::unique_ptr<Input> make_es_input(const Options& options) {
  if (options.wanted == Wanted::kEvents || options.wanted == Wanted::kAccess) {
    return std::make_unique<EsEvents>(options);
  }
  if (options.wanted == Wanted::kExecutions) return std::make_unique<EsExecutions>(options);
  return std::make_unique<EsProcesses>(options);
}

}  // namespace knox::input
