// The names of types and levels, by tables/types.def, and of what else is an enum in a record.
#pragma once

#include <optional>
#include <string_view>

#include "knox/ulog/record.h"

namespace knox::ulog {

std::string_view name_of(Type type) noexcept;            // logEvent
std::string_view name_of(Level level) noexcept;          // Error
std::string_view word_of(Level level) noexcept;          // error, as predicates have it
std::string_view mark_of(Level level) noexcept;          // E, as in the style compact
std::string_view name_of(SignpostType type) noexcept;    // event, begin, end
std::string_view name_of(SignpostScope scope) noexcept;  // thread, process, system

// These are exact.
std::optional<Type> find_type(std::string_view name) noexcept;
std::optional<Level> find_level(std::string_view name) noexcept;
std::optional<SignpostType> find_signpost_type(std::string_view name) noexcept;
std::optional<SignpostScope> find_signpost_scope(std::string_view name) noexcept;
// In the words of macos-unifiedlogs.
std::optional<Type> find_mandiant_type(std::string_view name) noexcept;

}  // namespace knox::ulog
