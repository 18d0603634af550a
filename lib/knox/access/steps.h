// What one event of a source is for those who join them: the rows of tables/steps.def.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "knox/access/record.h"
#include "knox/event/event.h"

namespace knox::access {

// How the records of a program belong together.
enum class Talk : std::uint8_t {
  kOther,   // checks credentials, and nobody knows what for
  kLogin,   // lets people in: some attempts, then perhaps a session
  kSwitch,  // makes its caller another user
  kSudo,    // runs a command for its caller
  kJob      // begins sessions without anybody
};

struct Program {
  std::string_view name, service;
  Event event = Event::kAuthentication;
  Talk talk = Talk::kOther;
};
// Of a program without a row, its name is its service.
Program find_program(std::string_view name) noexcept;

// What a source's event says by itself: a row of tables/told.def.
struct Told {
  std::string_view dataset, code, service;
  Event event = Event::kNone;
  Type type = Type::kNone;
};
const Told* find_told(const event::Event& event) noexcept;  // nullptr: it has none
// The codes of a source's rows, "bsm" or "es".
std::vector<std::string_view> told_codes(std::string_view dataset);

// Why something failed, and how it was tried, by what the source says of it; empty: nobody knows.
struct Reason {
  std::string_view text, reason, method;
};
Reason find_reason(std::string_view text) noexcept;

struct Change {
  Event event = Event::kNone;
  Type type = Type::kNone;
};

// All rows, for who asks what there is.
std::span<const Program> programs() noexcept;
std::span<const Told> told_rows() noexcept;
std::vector<Change> changes();

enum class Step : std::uint8_t {
  kIgnored,
  kContact,      // somebody is there, and this is known of them
  kKeyRefused,   // a key, or another thing that clients offer by themselves
  kRefused,      // a password, or whatever was asked for
  kLoginFailed,  // the program has counted an attempt
  kUnknown,      // nobody has that name
  kDenied,       // the account may not, or has no session
  kTooMany,      // attempts, so that it is over
  kPassed,       // credentials
  kAllowed,      // the account may
  kAccepted,     // somebody is in, as the program says
  kBegin,        // the kernel has given a session its number
  kOpen,         // the session is open
  kTerminal,     // and has a terminal
  kTarget,       // whom somebody becomes
  kClose,        // the session's end
  kGone,         // the end of whoever did not get in
  kCommand,      // of sudo
  kChange,       // of accounts
  kBoot,
  kShutdown
};
Step find_step(const event::Event& event) noexcept;

// What was done to accounts; Event::kNone: nothing of its own.
Change find_change(const event::Event& event) noexcept;
// What stands for all that this program does at once; Event::kNone: each stands for itself.
Change find_made(std::string_view program) noexcept;

}  // namespace knox::access
