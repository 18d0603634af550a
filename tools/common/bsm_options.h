// What all tools that read BSM share on their command lines: which records, whose words, whose names.
#pragma once

#include <deque>
#include <expected>
#include <string>
#include <vector>

#include "common/mute_options.h"
#include "common/name_options.h"
#include "common/query_options.h"
#include "knox/bsm/platform_tables.h"
#include "knox/bsm/select.h"
#include "knox/event/query.h"
#include "knox/os/names.h"

namespace knox::tools {

// As typed.
struct BsmOptions {
  event::QueryText query;
  bsm::SelectionText selection;
  MuteOptions mute;
  std::string platform = "auto";
  std::string event_file, class_file;
  NameOptions names;
  bool verbose = false;
};

// Adds what auditreduce(1) has and not all sources (query_options.h), its letters where a tool has its
// habits, and the options for tables and names; --names and --numeric are left to the tools that print names.
enum class Letters : bool { kNone, kAuditreduce };
void add_bsm_options(Tool& tool, BsmOptions& options, Letters letters = Letters::kNone);

// As used.
struct BsmSetup {
  bsm::PlatformTables tables;
  os::Names names;
  event::Query query;  // never inverted
  event::Mute mute;    // whatever else is asked for; asked of all events, in their order

  // Of the BSM records themselves: all that was asked for and that they can be asked. Inverted if that is all
  // there is (!query.asks_more()), so that it can still skip them.
  bsm::Selection selection;
  bsm::Selection classes;  // the same without when and how it ended, and never inverted
  bool invert = false;
  bool verbose = false;

  // Whether anything was asked for.
  bool selects() const noexcept { return invert || !query.empty() || !selection.empty(); }

  // Another trail begins: it may be of another platform.
  void begin_trail();
  // A record has told the platform.
  void platform_found(Tool& tool, const std::string& trail);

  // What another one, of the same trail, has found out of the platform.
  void learn(const BsmSetup& other);

  // Names of events and classes may mean others now.
  void use_tables();
};

std::vector<const event::Query*> queries_of(const std::deque<BsmSetup>& setups);

// Reads the files and makes the selection. The error is a whole message: which option, and what is wrong.
std::expected<BsmSetup, std::string> set_up(const BsmOptions& options);

}  // namespace knox::tools
