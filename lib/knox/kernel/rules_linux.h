// The words of settings_linux.cpp that are about rules.
#pragma once

#include <expected>

#include "knox/base/error.h"
#include "knox/kernel/settings.h"

namespace knox::kernel {

using Answer = std::expected<CommandResult, CommandError>;

// What netlink has refused, explained.
std::unexpected<CommandError> refusal(const Error& error);

// [-k KEY]
Answer list_rules(Arguments arguments, bool dry_run);
// RULE or -f FILE, which has a rule in each line, also lines that are empty or begin with #. All are checked
// before the first is sent.
Answer add_rules(Arguments arguments, bool dry_run);
// RULE or -f FILE, or -D [-k KEY]
Answer delete_rules(Arguments arguments, bool dry_run);
// No arguments. Deletes what guards that were killed have left (kernel/linux/arm_keys.h), and sets the
// settings back that these have changed.
Answer clean_rules(Arguments arguments, bool dry_run);

}  // namespace knox::kernel
