// Apple's own store of the unified log as an input: a .logarchive, /var/db/diagnostics, files of one.
#pragma once

#include <string>
#include <vector>

#include "common/inputs.h"
#include "common/tool.h"
#include "knox/base/period.h"
#include "knox/ulog/entry_reader.h"
#include "knox/ulog/predicate.h"

namespace knox::tools {

// A directory, or the files that belong together.
using Store = std::vector<std::string>;

// Takes the stores out of `paths`: files of one folder that are named one after the other are one store.
// Merged, all of them are.
std::vector<Store> take_stores(std::vector<std::string>& paths, bool merge);

// What a tool does with the entries of stores.
class StoreConsumer {
 public:
  virtual ~StoreConsumer() = default;

  // A store begins. What is not empty refuses it.
  virtual std::string begin_store(const std::string& /*name*/) { return {}; }
  // Whether an entry is wanted, as far as these fields say it: the others are not known yet.
  virtual ulog::Verdict judge(const ulog::Record& record, const ulog::FieldSet& known) = 0;
  // When wanted entries are.
  virtual Period when() const { return {}; }
  virtual bool needs_order() const { return true; }
  // Which programs logged something has to be known, or it is not told.
  virtual bool needs_programs() const { return false; }
  // Whether one that was judged so has to be known as a whole, for take_entry(), or only its fixed fields,
  // for count_entry().
  virtual bool needs_all(ulog::Verdict) const { return true; }
  virtual void take_entry(const ulog::Entry& entry) = 0;
  virtual void count_entry(const ulog::Record&) {}
  virtual bool has_enough() const { return false; }
};

// All entries of the stores that the consumer wants, one store after the other, each in the order of time.
// Damage is reported, and counted at the end. False: nothing more is wanted, of no input.
bool read_stores(Tool& tool, const InputOptions& options, const std::vector<Store>& stores,
                 StoreConsumer& consumer, Reading& reading);

}  // namespace knox::tools
