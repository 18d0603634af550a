// What rotated files look like: their names, and their first bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace knox::io {

// A name without what a rotation adds: numbers and dates (audit.log.1, audit.log-20240514, audit.1.log), .gz,
// and what auditd of macOS and FreeBSD puts behind the time of a trail. Two files of a log have the same.
std::string shape_of(std::string_view name);

// The number at the end of a name, or 0. Of two files made within a tick of the clock, log.2 is before log.1,
// and the log last.
std::uint64_t number_of(std::string_view name);

// What there is of these bytes.
std::string read_at(int fd, std::uint64_t offset, std::size_t size);

// The first bytes of a file, uncompressed: by these it is known again.
inline constexpr std::size_t kBeginning = 256;
std::string beginning_of(int fd);

// Whether these are the first bytes of a copy, which may have been made before the other was whole.
bool is_copy_of(std::string_view beginning, std::string_view of);

}  // namespace knox::io
