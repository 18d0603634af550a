#include "knox/es/values.h"

#include <algorithm>
#include <array>

namespace knox::es {

namespace {

constexpr auto kValues = std::to_array<Value>({
#define VALUE(event, key, number, word) {event, key, #number, word},
#include "knox/es/tables/values.def"
});

constexpr std::array<std::string_view, 32> kSignals = {
    "",        "SIGHUP",  "SIGINT",    "SIGQUIT", "SIGILL",   "SIGTRAP", "SIGABRT", "SIGEMT",
    "SIGFPE",  "SIGKILL", "SIGBUS",    "SIGSEGV", "SIGSYS",   "SIGPIPE", "SIGALRM", "SIGTERM",
    "SIGURG",  "SIGSTOP", "SIGTSTP",   "SIGCONT", "SIGCHLD",  "SIGTTIN", "SIGTTOU", "SIGIO",
    "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGINFO", "SIGUSR1", "SIGUSR2"};

constexpr bool stand_together() {
  for (std::size_t i = 1; i < kValues.size(); ++i) {
    if (kValues[i].event == kValues[i - 1].event) continue;
    for (std::size_t before = 0; before < i; ++before) {
      if (kValues[i].event == kValues[before].event) return false;
    }
  }
  return true;
}
static_assert(stand_together());

}  // namespace

std::span<const Value> values_of(std::string_view event) noexcept {
  const auto* const begin = std::ranges::find(kValues, event, &Value::event);
  const auto* const end =
      std::find_if(begin, kValues.end(), [&](const Value& v) { return v.event != event; });
  return {begin, end};
}

std::string_view openssh_result(std::uint32_t type) noexcept {
  constexpr std::string_view kResults[] = {
      "too many attempts",  "root is denied",     "success",
      "no method",          "password refused",   "keyboard-interactive refused",
      "public key refused", "host-based refused", "GSSAPI refused",
      "invalid user"};
  return type < std::size(kResults) ? kResults[type] : std::string_view();
}

std::string_view authorization_result(std::string_view code) noexcept {
  if (code == "-60005") return "denied";
  if (code == "-60006") return "canceled";
  return code == "-60007" ? "interaction is not allowed" : std::string_view();
}

std::string_view signal_name(std::uint32_t number) noexcept {
  return number < kSignals.size() ? kSignals[number] : std::string_view();
}

}  // namespace knox::es
