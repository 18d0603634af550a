// Whose names the ids of records get: the options for it, and what is decided without one. The rule is that
// of knox-json(5), Names; os::Names keeps it.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "common/inputs.h"
#include "common/tool.h"
#include "knox/os/names.h"

namespace knox::tools {

// As typed.
struct NameOptions {
  std::string passwd, group_file;
  bool names = false, numeric = false;
};

// Adds --passwd and --group-file, which selections ask, too; and for tools that print names --names and
// --numeric, which some know by other words as well ("-n,--numeric,--no-ids").
void add_name_files(const OptionGroup& group, NameOptions& options);
void add_name_flags(const OptionGroup& group, NameOptions& options,
                    const std::string& numeric = "-n,--numeric");

// All names that can be had, for what was typed. The error is a whole message.
std::expected<os::Names, std::string> read_names(const NameOptions& options);

// What is printed: facts, with no name that is not known to be right; or text as another program prints it
// (praudit, ausearch -i), where people are used to the names of the host that reads.
enum class Print : std::uint8_t { kFacts, kCustomaryText };

// From now on ids have the names that `print` is to have for these inputs, which are all that will be read.
void decide_names(os::Names& names, const NameOptions& options, const InputOptions& inputs, Print print);

}  // namespace knox::tools
