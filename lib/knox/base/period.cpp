#include "knox/base/period.h"

#include <fmt/format.h>

#include "knox/base/time_words.h"

namespace knox {

std::expected<Period, std::string> read_period(std::span<const std::string> after,
                                               std::span<const std::string> before, const HostClock& clock) {
  const auto not_a_time = [](std::string_view option, std::string_view text) {
    return std::unexpected(fmt::format("{}: not a time: '{}' ({})", option, text, kTimeForms));
  };
  Period all;
  const std::string* from = nullptr;
  const std::string* to = nullptr;
  for (const std::string& text : after) {
    const Result<Period> named = parse_period(text, clock);
    if (!named) return not_a_time("--after", text);
    if (from != nullptr && named->from >= all.from) continue;
    all.from = named->from;
    from = &text;
  }
  for (const std::string& text : before) {
    const Result<Period> named = parse_period(text, clock);
    if (!named) return not_a_time("--before", text);
    if (to != nullptr && named->to <= all.to) continue;
    all.to = named->to;
    to = &text;
  }
  if (from == nullptr || to == nullptr || all.from <= all.to) return all;
  return std::unexpected(fmt::format("--after {} is after --before {}: no time is between them", *from, *to));
}

}  // namespace knox
