#include "knox/linux_audit/meaning/event_text.h"

#include <algorithm>
#include <array>

#include "knox/emit/shell.h"
#include "knox/linux_audit/record/value.h"

namespace knox::linux_audit {

namespace {

using std::string_view_literals::operator""sv;

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// Data that have a place in every event that has them, or say nothing without others.
constexpr std::array kToldElsewhere = {
    "a0"sv,       "a1"sv,      "a2"sv,       "a3"sv,      "acct"sv, "arch"sv,         "cmd"sv,
    "exit"sv,     "grp"sv,     "id"sv,       "message"sv, "name"sv, "old-auid"sv,     "old-ses"sv,
    "seresult"sv, "syscall"sv, "terminal"sv, "text"sv,    "tty"sv,  "data_left_out"sv};

// Categories of records whose action says what op= and grantors= say.
constexpr std::array kOfPeople = {"user-login"sv, "user-account"sv, "group-account"sv};

}  // namespace

bool says_what_is_done(ArgKind kind) noexcept {
  using enum ArgKind;
  switch (kind) {
    case kSignal:
    case kPtraceRequest:
    case kPrctlOption:
    case kArchPrctl:
    case kNamespaceFlags:
    case kPersonality:
    case kSecureBits:
    case kRlimit:
    case kSchedPolicy:
    case kMountFlags:
    case kUmountFlags:
    case kFsconfigCommand:
    case kQuotaCommand:
    case kProt:
    case kSocketFamily:
    case kSocketType:
    case kSocketLevel:
    case kSocketOption:
    case kIpOption:
    case kIpv6Option:
    case kTcpOption:
    case kUdpOption:
    case kPacketOption:
    case kNetlinkOption:
    case kAlgOption:
    case kIpSetTables:
    case kIpv6SetTables:
    case kShutdownHow:
    case kSocketCall:
    case kSeccompOperation:
    case kSeccompMode:
    case kBpfCommand:
    case kKeyctlOperation:
    case kRebootCommand:
    case kSyslogAction:
    case kMsgCommand:
    case kSemCommand:
    case kShmCommand:
    case kIoctl: return true;
    default: return false;
  }
}

std::string_view EventText::of(const NormalEvent& event, const event::Event& so_far) {
  text_.clear();
  is_empty_ = true;
  std::string_view message = event.datum("message");
  if (message.empty() && event.category == "userspace") message = event.datum("text");  // auditctl -m
  const std::string_view op = event.datum("op");
  const bool is_of_people = is_one_of(kOfPeople, event.category);
  if (event.category == "audit-rule") {
    for (const NormalCall::Argument& argument : event.call.arguments) {
      const bool is_told = argument.word == so_far.object.name || argument.word == so_far.object.detail;
      if (argument.is_telling && !is_told) put_word(argument.word);
    }
    const bool is_nameless =
        event.call.call == Syscall::kUnknown && event.ecs.action == event::Action::kCalledSyscall;
    if (const std::string_view number = event.datum("syscall"); is_nameless && !number.empty())
      put("syscall", number);
    put_victims(event);
  } else {
    put_word(!message.empty() || !is_of_people || op.find(' ') == op.npos ? message : op);
    if (!is_of_people) put_rest(event, so_far);
  }
  // Nothing is copied that is one text.
  if (!message.empty() && is_empty_) return message;
  out_.flush();
  return text_;
}

void EventText::put_word(std::string_view word) {
  if (word.empty()) return;
  if (!is_empty_) out_.text(" ");
  is_empty_ = false;
  out_.text(word);
}

void EventText::put(std::string_view key, std::string_view value) {
  put_word(key);
  out_.text("=");
  emit::shell_word(out_, value, emit::WordPlace::kArgument);
}

void EventText::put_rest(const NormalEvent& event, const event::Event& so_far) {
  const event::Object& object = so_far.object;
  for (const Datum& datum : event.data) {
    // Two numbers can be equal and say different things: val=1 old_val=1.
    const bool is_number = parse_number(datum.value).has_value();
    const bool is_told = datum.value == object.name || (!is_number && datum.value == object.detail) ||
                         datum.value == so_far.file.path || datum.value == "?";
    if (is_told || is_one_of(kToldElsewhere, datum.key)) continue;
    if (datum.key == "op" && event.category == "userspace") continue;
    put(datum.key, datum.value);
  }
  // Whose label it is, the process does not say.
  if (event.category == "mac-decision" && !event.user.selinux.empty() && event.datum("scontext").empty())
    put("scontext", event.user.selinux);
}

// A signal to several processes has a record of each, and the first one is the event's object.
void EventText::put_victims(const NormalEvent& event) {
  for (const Datum& datum : event.data) {
    if (!datum.is_first && (datum.key == "opid" || datum.key == "ocomm")) put(datum.key, datum.value);
  }
}

}  // namespace knox::linux_audit
