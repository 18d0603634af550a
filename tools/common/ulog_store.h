// Apple's own store of the unified log as an input: a .logarchive, /var/db/diagnostics, files of one.
#pragma once

#include <string>
#include <vector>

#include "common/inputs.h"
#include "common/tool.h"
#include "common/ulog_sieve.h"

namespace knox::tools {

// Takes the stores out of `paths`, each with what belongs to it: files of one folder that are named one after
// the other are one store.
std::vector<std::vector<std::string>> take_stores(std::vector<std::string>& paths);

// All entries of the stores, one after the other, each in the order of time, through the sieve. Damage is
// reported, and counted at the end. False: nothing more is wanted, of no input.
bool read_stores(Tool& tool, const InputOptions& options, const std::vector<std::vector<std::string>>& stores,
                 Sieve& sieve, Reading& reading);

}  // namespace knox::tools
