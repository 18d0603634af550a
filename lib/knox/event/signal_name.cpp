#include "knox/event/signal_name.h"

#include <array>

namespace knox::event {

// POSIX gives these to 1, 2, 3, 6, 9, 14 and 15; the rest of them the three kernels' signal.h have in common.
std::string_view shared_signal_name(std::uint32_t signal) noexcept {
  constexpr std::array<std::string_view, 16> kNames = {
      "",       "SIGHUP",  "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "",
      "SIGFPE", "SIGKILL", "",       "SIGSEGV", "",       "SIGPIPE", "SIGALRM", "SIGTERM"};
  return signal < kNames.size() ? kNames[signal] : std::string_view();
}

}  // namespace knox::event
