// The facts of an execution that stand beside its command line, as words of a shell.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "knox/event/command_line.h"
#include "knox/os/names.h"

namespace knox::event {

// The environment, to stand before a command line: PATH=/bin LESS='-R -i'; with env(1) in front where a name
// is none that a shell assigns to. Ends with a space when there is one. Strings without a name are left out.
void put_environment(Out& out, const Exec& exec);
bool has_variable_name(std::string_view env_string) noexcept;

// A fact as one word; a bare minus where it is not known. A user or group without a name is a number.
void put_word(Out& out, std::string_view fact);
void put_word(Out& out, std::optional<std::uint32_t> fact);
void put_user(Out& out, std::optional<std::uint32_t> uid, os::Names& names);
void put_group(Out& out, std::optional<std::uint32_t> gid, os::Names& names);

}  // namespace knox::event
