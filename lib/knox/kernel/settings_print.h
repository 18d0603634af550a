// How auditon(1) shows what Settings say.
#pragma once

#include <span>

#include "knox/base/out.h"
#include "knox/kernel/settings.h"

namespace knox::kernel {

// A line for each fact, "name: value", of a change "name: before -> after"; rules as they are.
void print_text(const CommandResult& outcome, bool dry_run, Out& out);
// One object; of a change one with the members before and after.
void print_json(const CommandResult& outcome, bool dry_run, Out& out);

// A line for each word: its name, its arguments, what it does.
void print_words(std::span<const Word> words, Out& out);

}  // namespace knox::kernel
