// Which files a tool reads: directories stand for the trails and logs in them.
#pragma once

#include <expected>
#include <string>

#include "common/inputs.h"

namespace knox::tools {

// What a tool reads of a directory.
enum class Files : std::uint8_t { kTrails, kLogs, kBoth };

// Replaces directories by what is in them, trails by their names, which begin with a time, and logs oldest
// first; and puts this host's logs before all if these are wanted. The error is a whole message.
std::expected<void, std::string> find_files(InputOptions& input, Files files);

// Whether there is a file of that name that begins with a record: so it was not meant as a name of something.
bool is_audit_file(const std::string& path);

}  // namespace knox::tools
