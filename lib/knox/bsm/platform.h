// Platform: the system that wrote a BSM trail. Numbers are shared by all of them, but not all meanings are:
// Darwin and FreeBSD gave 18 event numbers to different calls, and Solaris has classes and layouts of its
// own.
#pragma once

#include <cstdint>
#include <string_view>

namespace knox::bsm {

enum class Platform : std::uint8_t { kUnknown, kDarwin, kFreeBsd, kSolaris };

// As users write it: "darwin".
constexpr std::string_view name(Platform platform) noexcept {
  switch (platform) {
    case Platform::kDarwin: return "darwin";
    case Platform::kFreeBsd: return "freebsd";
    case Platform::kSolaris: return "solaris";
    case Platform::kUnknown: break;
  }
  return "unknown";
}

// Where a row of a table holds: bits, one for each platform.
using PlatformSet = std::uint8_t;
inline constexpr PlatformSet kNowhere = 0;
inline constexpr PlatformSet kOnDarwin = 1;
inline constexpr PlatformSet kOnFreeBsd = 2;
inline constexpr PlatformSet kOnSolaris = 4;
inline constexpr PlatformSet kEverywhere = kOnDarwin | kOnFreeBsd | kOnSolaris;
inline constexpr PlatformSet kNotOnDarwin = kOnFreeBsd | kOnSolaris;
inline constexpr PlatformSet kNotOnSolaris = kOnDarwin | kOnFreeBsd;

// On an unknown platform every row may hold, and the tables say which one comes first.
constexpr bool holds_on(PlatformSet set, Platform platform) noexcept {
  switch (platform) {
    case Platform::kDarwin: return (set & kOnDarwin) != 0;
    case Platform::kFreeBsd: return (set & kOnFreeBsd) != 0;
    case Platform::kSolaris: return (set & kOnSolaris) != 0;
    case Platform::kUnknown: break;
  }
  return true;
}

}  // namespace knox::bsm
