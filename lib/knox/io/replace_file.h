// A file of knox's own, e.g. a checkpoint, written as a whole or not at all.
#pragma once

#include <string>
#include <string_view>

#include "knox/base/error.h"

namespace knox::io {

// Writes `text` beside the file, onto the disk, and then gives it the file's name. A new file can be read by
// its owner only. Errors: kSystem.
Result<void> replace_file(const std::string& path, std::string_view text);

}  // namespace knox::io
