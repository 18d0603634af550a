// Whether something succeeded, in the words that kernels and programs have for it. Everything in knox that
// asks this of a Linux Audit record asks here.
#pragma once

#include <optional>
#include <string_view>

namespace knox::linux_audit {

// Of success=, res= and result=, of the decision of an AVC, and of apparmor=: as it is written, in quotes or
// not, in capitals or not. nullopt: the value says neither (apparmor="STATUS", res=?).
//
// What AppArmor would deny but lets through (ALLOWED), and what it was told to report (AUDIT), happened.
std::optional<bool> parse_outcome(std::string_view value) noexcept;

}  // namespace knox::linux_audit
