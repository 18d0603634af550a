// Words for a shell (sh family: bash, zsh, ksh) from bytes that somebody else chose. What is written can be
// pasted, stands for exactly these bytes again, runs nothing, and can break neither line nor terminal:
//
//   /usr/bin/tar --file=a.tar     as it is, where no shell would find anything to do in it
//   'it'\''s $HOME'               everything else that can be shown
//   $'caf\xe9\n\e[31m'            controls, invalid UTF-8 and what is_unsafe_char() names: escapes
//
// Escapes are \xNN, or \NNN in octal where a hex digit follows, which some shells would take for a third. The
// one thing that no word of a shell can hold is a NUL; it is shown as \000.
#pragma once

#include <cstdint>
#include <string_view>

#include "knox/base/out.h"

namespace knox::emit {

enum class WordPlace : std::uint8_t {
  kArgument,  // anywhere after the command
  kCommand    // first: there even 'time' and 'a=b' need quotes to be the names of programs
};

// Of any length; makes its own room.
void shell_word(Out& out, std::string_view bytes, WordPlace place = WordPlace::kArgument);

// Whether it is a name that a value can be assigned to in front of a command, as in PATH=/bin ls: letters,
// digits and underscores, and no variable that shells keep for themselves.
bool is_shell_variable(std::string_view name);

}  // namespace knox::emit
