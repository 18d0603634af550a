#include "knox/ulog/event_mapper.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "knox/base/find_text.h"
#include "knox/emit/ecs_schema.h"
#include "knox/ulog/names.h"

namespace knox::ulog {

namespace {

using event::Action;

constexpr std::string_view kDataset = "knox.unified_log";
constexpr event::Event kNothing = {};

enum class Hint : std::uint8_t { kPlain, kUserId, kViewer, kService, kName };
enum class Ended : std::uint8_t { unknown, no, yes };

struct Row {
  Action action;
  Ended success;
  std::string_view process, text;
  Hint hint;
};
constexpr auto kRows = std::to_array<Row>({
#define MAP(action, success, process, text, hint) {Action::action, Ended::success, process, text, Hint::hint},
#include "knox/ulog/tables/actions.def"
});

// What follows the first ` : ` of a message, up to a semicolon: `alice : TTY=ttys002 ; PWD=...`.
std::string_view told_by_sudo(std::string_view message) {
  const std::size_t begin = message.find(" : ");
  if (begin == message.npos) return {};
  message.remove_prefix(begin + 3);
  return message.substr(0, message.find(';'));
}

bool holds_parts(std::string_view message, std::string_view text) {
  if (text.starts_with('^')) {
    text.remove_prefix(1);
    if (!message.starts_with(text.substr(0, text.find('*')))) return false;
  }
  for (;;) {
    const std::size_t star = text.find('*');
    const std::string_view part = text.substr(0, star);
    const std::size_t place = find_text(message, part);
    if (place == message.npos) return false;
    if (star == text.npos) return true;
    message.remove_prefix(place + part.size());
    text.remove_prefix(star + 1);
  }
}

bool holds(std::string_view message, std::string_view text) {
  constexpr std::string_view kSudo = " : ";
  if (!text.starts_with(kSudo)) return holds_parts(message, text);
  return holds_parts(told_by_sudo(message), text.substr(kSudo.size()));
}

// nullptr: it is a message like any other.
const Row* row_of(const Record& record) {
  if (!record.process || !record.message) return nullptr;
  const auto* const row = std::ranges::find_if(
      kRows, [&](const Row& r) { return r.process == *record.process && holds(*record.message, r.text); });
  if (row == kRows.end()) return nullptr;
  return !record.process_path || is_of_system(*record.process_path) ? row : nullptr;
}

// What stands between two texts, the second of which may be the end; empty: they are not there.
std::string_view between(std::string_view text, std::string_view before, std::string_view behind) {
  const std::size_t begin = text.find(before);
  if (begin == text.npos) return {};
  text.remove_prefix(begin + before.size());
  const std::size_t end = behind.empty() ? text.size() : text.find(behind);
  return end == text.npos ? std::string_view() : text.substr(0, end);
}

// Whether the program acts for somebody else than its own user.
bool is_for_others(Action action) {
  switch (action) {
    case Action::kLoggedIn:
    case Action::kLoggedOut:
    case Action::kLockedTerminal:
    case Action::kUnlockedTerminal:
    case Action::kAuthenticated:
    case Action::kRanCommand:
    case Action::kSwitchedUser: return true;
    default: return false;
  }
}

bool is_ip(std::string_view address) {
  const std::string text(address.substr(0, 64));
  in6_addr bytes;
  return ::inet_pton(AF_INET6, text.c_str(), &bytes) == 1 || ::inet_pton(AF_INET, text.c_str(), &bytes) == 1;
}

}  // namespace

// Where nobody can write.
bool is_of_system(std::string_view path) noexcept {
  if (path.starts_with("/usr/")) return !path.starts_with("/usr/local/");
  return path.starts_with("/System/") || path.starts_with("/bin/") || path.starts_with("/sbin/");
}

std::string_view word_of(const Record& record) {
  const Row* const row = row_of(record);
  return event::info(row == nullptr ? Action::kLoggedMessage : row->action).word;
}

// Without a process and a message no row is its own.
Verdict judge_word(const Record& record, const FieldSet& known,
                   const std::function<bool(std::string_view word)>& wants) {
  const auto verdict_of = [&](std::string_view word) { return wants(word) ? Verdict::kYes : Verdict::kNo; };
  static const FieldName kProcess = find_field("process"), kMessage = find_field("composedMessage");
  if (!known.has(*kProcess.field)) return Verdict::kMaybe;
  if (known.has(*kMessage.field)) return verdict_of(word_of(record));
  const Verdict verdict = verdict_of(event::info(Action::kLoggedMessage).word);
  for (const Row& row : kRows) {
    const bool is_its = record.process && row.process == *record.process;
    if (is_its && verdict_of(event::info(row.action).word) != verdict) return Verdict::kMaybe;
  }
  return verdict;
}

event::ActionSet told_actions() {
  event::ActionSet told;
  told.add(Action::kLoggedMessage);
  for (const Row& row : kRows) told.add(row.action);
  return told;
}

const event::Event& EventMapper::map(const Record& record, std::span<const std::string_view> tags) {
  event_ = kNothing;
  const Row* const row = row_of(record);
  event_.action = row == nullptr ? Action::kLoggedMessage : row->action;
  const event::ActionInfo& info = event::info(event_.action);
  event_.word = info.word;
  event_.categories = info.categories;
  event_.types = info.types;
  event_.dataset = kDataset;
  if (record.type) event_.code = name_of(*record.type);
  event_.time = record.time.value_or(Time{});
  event_.time_digits = record.time_digits;
  event_.host = {.name = host_.empty() ? record.host.value_or(std::string_view()) : std::string_view(host_),
                 .os_type = "macos",
                 .os_platform = "darwin"};
  event_.text = record.message.value_or(std::string_view());
  event_.tags = tags;
  if (record.uid && *record.uid >= 0) event_.who.real.user = user(static_cast<std::uint64_t>(*record.uid));
  if (record.pid && *record.pid >= 0 && *record.pid <= UINT32_MAX)
    event_.process.pid = static_cast<std::uint32_t>(*record.pid);
  event_.process.name = record.process.value_or(std::string_view());
  event_.process.executable = record.process_path.value_or(std::string_view());
  if (row != nullptr) {
    if (is_for_others(row->action)) event_.who.real = {};
    if (row->success != Ended::unknown) event_.success = row->success == Ended::yes;
    constexpr std::string_view kAuthentication = "authentication";  // of what failed there is no session
    if (event_.success == false && emit::has_name(event_.categories, kAuthentication))
      event_.categories = kAuthentication;
    if (row->hint == Hint::kUserId) take_facts(record);
    if (row->hint == Hint::kViewer) take_viewer(*record.message);
    if (row->hint == Hint::kService) take_service(*record.message);
    if (row->hint == Hint::kName) take_name(*record.message);
  }
  take_id(record);
  return event_;
}

event::Principal EventMapper::user(std::uint64_t id) const {
  constexpr std::uint64_t kUnset = ~std::uint32_t{0};
  if (id >= kUnset) return {};
  const auto number = static_cast<std::uint32_t>(id);
  return {number, names_.user(number)};
}

void EventMapper::take_facts(const Record& record) {
  std::string_view digits = between(*record.message, "with object:", "");
  if (digits.empty()) digits = between(*record.message, "with userID:", "");
  std::uint64_t id = 0;
  const char* const end = digits.data() + digits.size();
  const auto [last, error] = std::from_chars(digits.data(), end, id);
  if (!digits.empty() && error == std::errc() && last == end) event_.who.target.user = user(id);
}

// The name comes first and can hold anything, so an address behind it is none unless there is only one.
void EventMapper::take_viewer(std::string_view message) {
  constexpr std::string_view kName = "User Name: ", kAddress = " :: Viewer Address: ", kType = " :: Type: ";
  const bool is_once =
      message.find(kAddress) == message.rfind(kAddress) && message.find(kType) == message.rfind(kType);
  const std::string_view address = between(message, kAddress, kType);
  if (!is_once || address.empty()) return;
  const std::string_view name = between(message, kName, kAddress);
  if (name != "N/A") event_.who.target.user.name = name;
  event_.source.address = address;
  event_.source.is_ip = is_ip(address);
}

void EventMapper::take_service(std::string_view message) {
  event_.object.name = between(message, "Update Access Record: ", " for ");
  const std::string_view answered = between(message, " for ", " at ");
  event_.object.detail = answered.substr(0, answered.rfind(" to "));
}

// <private> unless a Mac is told to log private data.
void EventMapper::take_name(std::string_view message) {
  constexpr std::string_view kBefore = "Failed to authenticate user ", kBehind = " (error: ";
  const std::size_t begin = message.find(kBefore), end = message.rfind(kBehind);
  if (begin != 0 || end == message.npos || end < kBefore.size()) return;
  std::string_view name = message.substr(kBefore.size(), end - kBefore.size());
  if (name.starts_with('<') && name.ends_with('>')) name = name.substr(1, name.size() - 2);
  const bool is_hidden = name == "<private>" || name == "private" || name.starts_with("mask.hash") ||
                         name.starts_with("<mask.hash");
  if (!is_hidden) event_.who.target.user.name = name;
}

// No two entries of one boot have the same time, thread and trace, or they are the same.
void EventMapper::take_id(const Record& record) {
  id_.begin();
  for (const Record::Number& part : {record.mach_time, record.thread, record.trace, record.activity})
    id_.add(part.value_or(0));
  id_.add(static_cast<std::uint64_t>(record.pid.value_or(0)));
  id_.add(record.message.value_or(std::string_view()));
  event_.id = id_.of(event_.time);
}

}  // namespace knox::ulog
