// Apple's own store of the unified log as an input: a .logarchive, /var/db/diagnostics, files of one.
#pragma once

#include <string>
#include <vector>

#include "common/inputs.h"
#include "common/tool.h"
#include "common/ulog_sieve.h"

namespace knox::tools {

// A directory, or the files that belong together.
using Store = std::vector<std::string>;

// Takes the stores out of `paths`: files of one folder that are named one after the other are one store.
// Merged, all of them are.
std::vector<Store> take_stores(std::vector<std::string>& paths, bool merge);

// All entries of the stores, one after the other, each in the order of time, through the sieve. Damage is
// reported, and counted at the end. False: nothing more is wanted, of no input.
bool read_stores(Tool& tool, const InputOptions& options, const std::vector<Store>& stores, Sieve& sieve,
                 Reading& reading);

}  // namespace knox::tools
