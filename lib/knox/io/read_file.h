// A whole small file, e.g. one of tables or names that the user named.
#pragma once

#include <string>

#include "knox/base/error.h"

namespace knox::io {

// Errors: those of Source; kBadSize when it is larger than 16 MiB.
Result<std::string> read_file(const std::string& path);

}  // namespace knox::io
