// What those who join records share: how near reports of one thing are, and reasons (knox-access(5)).
#pragma once

#include <cstdint>
#include <string_view>

#include "knox/access/record.h"
#include "knox/access/steps.h"

namespace knox::access {

inline constexpr std::uint64_t kTogether = 10;   // seconds between two reports of one attempt
inline constexpr std::uint64_t kOneCommand = 2;  // of one command
inline constexpr std::uint64_t kSilence = 130;   // sshd waits so long for a password, and some more

inline constexpr std::string_view kFailed = "authentication_failed", kUnknownUser = "unknown_user",
                                  kNotAllowed = "not_allowed", kNoAttempt = "no_attempt",
                                  kUnfinished = "unfinished";

inline bool is_within(Time earlier, Time later, std::uint64_t seconds) {
  return later.seconds <= earlier.seconds + seconds;
}

inline std::string_view or_else(std::string_view told, std::string_view otherwise) {
  return told.empty() ? otherwise : told;
}

// What a source's event that says what happened is by itself.
Record told_record(const Told& told, const event::Event& event);

}  // namespace knox::access
