#include "knox/tree/words.h"

#include <fmt/format.h>

#include <array>

#include "knox/emit/shell.h"
#include "knox/event/exec.h"
#include "knox/event/signal_name.h"

namespace knox::tree {

std::string safe_word(std::string_view bytes) {
  thread_local std::string text;
  thread_local StringWriter writer(text);
  thread_local Out out(writer);  // its block is large, so there is one for all words
  text.clear();
  emit::shell_word(out, bytes);
  out.flush();
  return text;
}

std::string title(const Process& process) {
  if (!process.executions.empty() && !process.executions.back().command.empty()) {
    return process.executions.back().command;
  }
  return process.name.empty() ? "?" : '(' + safe_word(process.name) + ')';
}

std::string_view program_of(const Process& process) noexcept {
  if (process.executions.empty()) return process.name;
  const Execution& last = process.executions.back();
  const std::string_view command = last.command;
  return event::base_name(last.path.empty() ? command.substr(0, command.find(' ')) : last.path);
}

std::string signal_name(std::uint32_t signal) {
  const std::string_view name = event::shared_signal_name(signal);
  return name.empty() ? fmt::format("signal {}", signal) : std::string(name);
}

std::string ending(const Process& process) {
  if (process.signal) return signal_name(*process.signal);
  return process.exit_status ? std::to_string(*process.exit_status) : std::string();
}

bool has_failed(const Process& process) noexcept {
  return process.signal.has_value() || process.exit_status.value_or(0) != 0;
}

std::uint64_t nanoseconds_between(Time from, Time to) noexcept {
  constexpr std::uint64_t kSecond = 1'000'000'000, kMost = UINT64_MAX / kSecond - 2;
  if (to <= from) return 0;
  if (to.seconds - from.seconds > kMost) return UINT64_MAX;
  return (to.seconds - from.seconds) * kSecond + to.nanoseconds - from.nanoseconds;
}

std::string duration(std::uint64_t nanoseconds) {
  const std::uint64_t milliseconds = nanoseconds / 1'000'000, seconds = milliseconds / 1000;
  if (milliseconds < 1000) return fmt::format("{} ms", milliseconds);
  if (seconds < 60) return fmt::format("{}.{:02} s", seconds, milliseconds % 1000 / 10);
  if (seconds < 3600) return fmt::format("{}m{:02}s", seconds / 60, seconds % 60);
  if (seconds < 86'400) return fmt::format("{}h{:02}m", seconds / 3600, seconds % 3600 / 60);
  return fmt::format("{}d{:02}h", seconds / 86'400, seconds % 86'400 / 3600);
}

std::string what_text(const Deeds& deeds) {
  if (deeds.deed != Deed::kFail) return safe_word(deeds.what);
  const std::string_view what = deeds.what;
  const std::size_t space = what.find(' ');
  if (space == what.npos) return safe_word(what);
  const std::string_view error = what.substr(0, space), action = what.substr(space + 1);
  const bool is_number = error.find_first_not_of("0123456789") == error.npos;
  std::string text = is_number ? "error " : "";
  text += safe_word(error);
  if (!action.empty()) text.append(" ").append(safe_word(action));
  return text;
}

std::uint64_t not_kept(const Process& process, Deed deed) noexcept {
  std::uint64_t more = process.done[static_cast<std::size_t>(deed)];
  for (const Deeds& deeds : process.deeds) {
    if (deeds.deed == deed) more -= deeds.count;
  }
  return more;
}

}  // namespace knox::tree
