#include "common/ulog_store.h"

#include <algorithm>
#include <filesystem>

#include "knox/base/counted.h"
#include "knox/os/privileges.h"
#include "knox/tracev3/store_reader.h"

namespace knox::tools {

namespace {

namespace fs = std::filesystem;

class StoreRun {
 public:
  StoreRun(Tool& tool, const InputOptions& options, StoreConsumer& consumer)
      : tool_(tool), options_(options), consumer_(consumer) {}

  bool read(const Store& store, Reading& reading) {
    const os::AsCaller caller;
    if (const std::string refusal = consumer_.begin_store(store.front()); !refusal.empty()) {
      tool_.warn("{}: {}", store.front(), refusal);
      tool_.raise_status(kFailed);
      return true;
    }
    tracev3::StoreReader reader(
        store,
        {.when = consumer_.when(),
         .judge = [this](const ulog::Record& record,
                         const ulog::FieldSet& known) { return consumer_.judge(record, known); },
         .in_order = consumer_.needs_order(),
         .on_damage = [this](const tracev3::TraceDamage& damage) { damaged(damage); },
         .on_unreadable = [this](const std::string& path, const Error& why) { unreadable(path, why); }});
    for (const ulog::Record* record = nullptr; !is_over() && (record = reader.next()) != nullptr;) {
      if (consumer_.needs_all(reader.verdict())) {
        consumer_.take_entry({reader.complete(), {}, ulog::Style::kStore});
      } else {
        consumer_.count_entry(*record);
      }
    }
    const tracev3::StoreReader::Told told = reader.told();
    reading.records += told.records;
    if (!is_over() || is_stopped_) sum_up(store.front(), told);
    return !is_over();
  }

 private:
  bool is_over() const { return is_stopped_ || !tool_.out().ok() || consumer_.has_enough(); }

  void damaged(const tracev3::TraceDamage& damage) {
    if (is_stopped_) return;
    is_stopped_ = options_.strict;
    tool_.raise_status(kDamage);
    if (damage.size > 0) {
      tool_.warn("{}: offset {:#x}: {} skipped: {}", damage.file, damage.offset, counted(damage.size, "byte"),
                 describe(damage.why));
    } else {
      tool_.warn("{}: offset {:#x}: {} skipped of what is unpacked, from {:#x} on: {}", damage.file,
                 damage.offset, counted(damage.why.need, "byte"), damage.why.offset, describe(damage.why));
    }
  }

  void unreadable(const std::string& path, const Error& why) {
    tool_.warn("{}: {}", path, describe(why));
    tool_.raise_status(why.code == Code::kSystem ? kFailed : kDamage);
  }

  // What the entries cannot tell of themselves.
  void sum_up(const std::string& name, const tracev3::StoreReader::Told& told) {
    const tracev3::TraceAccount& account = told.account;
    if (account.damages > 0) {
      tool_.warn("{}: {} decoded, {} of {} skipped, damaged at {}", name,
                 counted(told.records, options_.kind), account.skipped, counted(account.bytes, "byte"),
                 counted(account.damages, "place"));
    }
    if (told.estimated_times > 0) {
      tool_.warn("{}: the times of {} are estimates: no file in timesync has their boot", name,
                 counted(told.estimated_times, options_.kind));
    }
    if (told.without_strings > 0) {
      tool_.warn("{}: the format strings of {} are missing; their arguments are shown", name,
                 counted(told.without_strings, options_.kind));
    }
    if (consumer_.needs_programs() && told.without_names > 0) {
      tool_.warn("{}: the strings of {} are missing, so it is not known what logged their entries", name,
                 counted(told.without_names, "program"));
    }
    if (!told.strings_damage.empty()) {
      tool_.warn("{}", told.strings_damage);
      tool_.raise_status(kDamage);
    }
  }

  Tool& tool_;
  const InputOptions& options_;
  StoreConsumer& consumer_;
  bool is_stopped_ = false;
};

}  // namespace

std::vector<Store> take_stores(std::vector<std::string>& paths, bool merge) {
  const os::AsCaller caller;
  std::vector<Store> stores;
  std::vector<std::string> others;
  fs::path before;  // the folder of the file before
  for (std::string& path : paths) {
    if (!tracev3::is_archive(path)) {
      others.push_back(std::move(path));
      continue;
    }
    std::error_code ignored;
    const bool is_folder = fs::is_directory(path, ignored);
    const fs::path folder = is_folder ? fs::path() : fs::absolute(path, ignored).parent_path();
    if (stores.empty() || (!merge && (is_folder || folder != before))) stores.emplace_back();
    stores.back().push_back(std::move(path));
    before = folder;
  }
  paths = std::move(others);
  return stores;
}

bool read_stores(Tool& tool, const InputOptions& options, const std::vector<Store>& stores,
                 StoreConsumer& consumer, Reading& reading) {
  reading.kind = options.kind;
  return std::ranges::all_of(
      stores, [&](const Store& store) { return StoreRun(tool, options, consumer).read(store, reading); });
}

}  // namespace knox::tools
