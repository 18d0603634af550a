// What a line says of itself before it is parsed: most lines are of other events than a reader wants.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace knox::es {

// Looks at each "event" and each "global_seq_num" (or "glob_seq_num") that is a key somewhere in a line, on
// whatever level: a quote inside of a string is written \", so no string can hold one of these. What nobody
// chooses but the writer can be found too often, therefore, but not be missed.
struct Peek {
  bool is_wanted = false;                      // one of the events may be one of those that are wanted
  std::optional<std::uint64_t> sequence = {};  // the last one
  bool is_jamf = false;                        // it has the name that Jamf Protect gives it
};
// Where one is wanted, the rest of the line is not looked at.
Peek peek(std::string_view line, const std::function<bool(std::string_view event)>& wants);

// The sequence alone, of a line that is not wanted for another reason.
Peek peek_sequence(std::string_view line) noexcept;

// What Jamf Protect's lines have beside eslogger's: whether it is an alert, and its host, which may be empty.
bool is_alert(std::string_view line) noexcept;
std::string_view host_name(std::string_view line) noexcept;

// The arguments and the environment of an execution have 1 MiB together (ARG_MAX), and most bytes stay one in
// JSON. A line longer than this is damage.
inline constexpr std::size_t kMaxLine = 4 * 1024 * 1024;

// Whether a last line that does not end is all there: its object has an end, or it is blank.
bool is_whole(std::string_view line) noexcept;

// Whether a line begins and ends as an object does, with white space around it.
bool looks_like_object(std::string_view line) noexcept;

// Whether these bytes, the first of an input, are lines of messages.
bool looks_like_messages(std::string_view front) noexcept;

}  // namespace knox::es
