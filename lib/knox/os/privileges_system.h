// The part of privileges.h that every system does in its own way, and what its files have in common.
#pragma once

#include <string>
#include <vector>

namespace knox::os {

// The environment that the program was started with.
std::vector<std::string> start_environment();

// Where the system keeps its trails or logs; readable by root only.
extern const char* const kAuditDirectory;

// Whether the system started this program with rights that its user has not.
bool started_elevated() noexcept;

// Capabilities, where there are any: whether the program has some, in effect or not; those it has in effect,
// or not; none, for good. False: the system refuses.
bool has_capabilities() noexcept;
bool use_capabilities(bool in_effect) noexcept;
bool drop_capabilities() noexcept;

}  // namespace knox::os
