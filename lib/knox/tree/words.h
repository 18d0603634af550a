// What all views of a forest say alike: how a process is called, how it ended, how long things took.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "knox/tree/process.h"

namespace knox::tree {

// The command line of its last execution, which is words of a shell. Without any (sshd): the name of its
// program, which is its maker's if it was forked; ? where that is not known.
std::string title(const Process& process);

// What people call its program: gcc; empty: not known. Good as long as the process.
std::string_view program_of(const Process& process) noexcept;

// "SIGSEGV", or "signal 10": only the numbers that mean the same on every system have a name.
std::string signal_name(std::uint32_t signal);

// "0", "2", "SIGKILL"; empty: not known.
std::string ending(const Process& process);
bool has_failed(const Process& process) noexcept;

// From one time to another one that is not before it, else 0.
std::uint64_t nanoseconds_between(Time from, Time to) noexcept;
// "47 ms", "1.25 s", "3m05s", "2h07m", "4d01h"
std::string duration(std::uint64_t nanoseconds);

// A string as a word of a shell, harmless for the line and the terminal.
std::string safe_word(std::string_view bytes);

// What it was done to, as words of a shell; of a failure its error and its action: "ENOENT open", "error 255
// authenticated".
std::string what_text(const Deeds& deeds);

// What of a kind of deed was done more than is kept, in deeds.
std::uint64_t not_kept(const Process& process, Deed deed) noexcept;

}  // namespace knox::tree
