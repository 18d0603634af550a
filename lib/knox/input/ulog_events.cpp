#include "knox/input/ulog_events.h"

#include <algorithm>
#include <array>

#include "knox/access/steps.h"
#include "knox/os/names.h"

namespace knox::input {

namespace {

constexpr std::string_view kDataset = "knox.ulog";  // what accesslog calls the source

// Programs of every Unix, which write the same texts to the unified log as to the system's log elsewhere.
constexpr std::array<std::string_view, 5> kOfUnix = {"sshd", "sshd-session", "sshd-auth", "sudo", "su"};

// Anybody can call theirs so, but not put it where macOS has its own.
bool is_of_unix(const ulog::Record& record) {
  const bool is_it = record.process && std::ranges::find(kOfUnix, *record.process) != kOfUnix.end();
  return is_it && (!record.process_path || ulog::is_of_system(*record.process_path));
}

}  // namespace

UlogEvents::UlogEvents(const Options& options) : options_(options), texts_({}, 0, options.host) {
  if (options.names != nullptr) mapper_.emplace(*options.names, options.host);
}

void UlogEvents::take(const ulog::Entry& entry, const Input::Emit& emit) {
  if (!mapper_) return;
  const bool is_access = options_.wanted == Wanted::kAccess;
  if (is_access && is_of_unix(entry.record)) return take_login(entry.record, emit);
  if (options_.wants && !options_.wants(ulog::word_of(entry.record))) return;
  const event::Event& event = mapper_->map(entry.record);
  if (is_access) return take_access(event, emit);
  emit({.event = with_login(event, entry.record), .pieces = {&entry.bytes, 1}, .end = "\n"});
}

ulog::Verdict UlogEvents::judge(const ulog::Record& record, const ulog::FieldSet& known) {
  if (options_.wanted == Wanted::kAccess && is_of_unix(record)) return ulog::Verdict::kMaybe;
  return ulog::judge_word(record, known, [this, &record](std::string_view word) {
    return is_wanted(record.process.value_or(""), word);
  });
}

bool UlogEvents::is_wanted(std::string_view process, std::string_view word) {
  if (options_.wanted != Wanted::kAccess) return !options_.wants || options_.wants(word);
  if (word == event::info(event::Action::kLoggedMessage).word) return false;
  set_code(process, word);
  return access::find_told(access_) != nullptr;
}

void UlogEvents::set_code(std::string_view process, std::string_view word) {
  code_.assign(process).append(" ").append(word);
  access_.code = code_;
  access_.dataset = kDataset;
}

unsigned UlogEvents::read_login(const ulog::Record& record) {
  logins::Header header;
  header.time = record.time.value_or(Time{});
  header.time_digits = record.time_digits;
  header.host = record.host.value_or(std::string_view());
  header.program = *record.process;
  header.text = record.message.value_or(std::string_view());
  if (record.pid && *record.pid >= 0 && *record.pid <= UINT32_MAX)
    header.pid = static_cast<std::uint32_t>(*record.pid);
  return texts_.read(header);
}

// sshd, sudo and su tell in several entries what happened.
void UlogEvents::take_login(const ulog::Record& record, const Input::Emit& emit) {
  const unsigned times = read_login(record);
  if (times == 0) return;
  access_ = texts_.event();
  access_.dataset = kDataset;
  for (unsigned i = 0; i < times; ++i) emit({.event = access_});
}

// The event with what the text of such a program says: who, as whom, from where.
const event::Event& UlogEvents::with_login(const event::Event& event, const ulog::Record& record) {
  const bool is_plain = event.action == event::Action::kLoggedMessage;
  if (is_plain || !is_of_unix(record) || read_login(record) == 0) return event;
  const event::Event& told = texts_.event();
  access_ = event;
  if (event.action == event::Action::kSwitchedUser || event.action == event::Action::kRanCommand) {
    access_.who.real.user = told.who.real.user;
    access_.who.effective.user =
        told.who.effective.user.known() ? told.who.effective.user : told.who.target.user;
  } else {
    access_.who.target.user = told.who.target.user;
  }
  access_.who.terminal = told.who.terminal;
  access_.process.cwd = told.process.cwd;
  access_.process.command_line = told.process.command_line;
  access_.source = told.source;
  access_.error_text = told.error_text;
  return access_;
}

// What tables/actions.def makes of an entry, and its program, are what accesslog's table knows it by.
void UlogEvents::take_access(const event::Event& mapped, const Input::Emit& emit) {
  if (mapped.action == event::Action::kLoggedMessage) return;
  access_ = mapped;
  set_code(mapped.process.name, mapped.word);
  access_.who.real.user = access_.who.target.user;  // and not the program's own user
  if (access::find_told(access_) != nullptr) emit({.event = access_});
}

}  // namespace knox::input
