// What all tools that read BSM share on their command lines: which records, whose words, whose names.
#pragma once

#include <expected>
#include <string>

#include "common/tool.h"
#include "knox/bsm/select.h"
#include "knox/bsm/vocabulary.h"
#include "knox/os/names.h"

namespace knox::tools {

// As typed.
struct BsmOptions {
  bsm::SelectionText selection;
  std::string platform = "auto";
  std::string event_file, class_file, passwd, group_file;
  bool numeric = false;
  bool verbose = false;
};

// All of them, or those that do not mean something else in commands(1), or paudit(1).
enum class BsmOptionSet : std::uint8_t { kAll, kForCommands, kForPaudit };

// Adds the options for selection, tables and names; --numeric is left to the tool, which has a place for it.
void add_bsm_options(Tool& tool, BsmOptions& options, BsmOptionSet set = BsmOptionSet::kAll);

// As used.
struct BsmSetup {
  bsm::Vocabulary vocabulary;
  os::Names names;
  bsm::Selection selection;
  bool verbose;

  // Another trail begins: it may be of another platform.
  void begin_trail();
  // The vocabulary has changed with a record: names of events and classes may mean others now.
  void platform_found(Tool& tool, const std::string& trail);
};

// Reads the files and makes the selection. The error is a whole message: which option, and what is wrong.
std::expected<BsmSetup, std::string> set_up(const BsmOptions& options);

}  // namespace knox::tools
