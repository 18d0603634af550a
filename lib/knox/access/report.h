// Report: what is made of the records: each is printed, or they become a list of sessions, a tree, a summary,
// a list of addresses; and alarms look at them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_set>
#include <vector>

#include "knox/access/alarm.h"
#include "knox/access/filter.h"
#include "knox/access/formats.h"
#include "knox/access/merger.h"
#include "knox/access/session_list.h"
#include "knox/access/summary.h"
#include "knox/access/tree.h"

namespace knox::access {

enum class Shape : std::uint8_t {
  kRecords,
  kOpen,      // logins without an end, the latest first
  kLast,      // logins with their ends, the latest first
  kTree,      // what was done, below its login
  kSummary,   // how many of what
  kBlockList  // the addresses of those who failed, each once
};

struct ReportOptions {
  Shape shape = Shape::kRecords;
  bool merges = false;  // what several sources tell of one thing is one record
  bool json = false;    // the summary
};

class Report {
 public:
  static constexpr std::size_t kAddresses = 100'000;

  // All of them stay the caller's. `on_alarm` is told of an alarm when it is met, for each of its keys once.
  Report(const ReportOptions& options, const Filter& filter, Printer& printer, Out& out,
         std::vector<Alarm>& alarms, std::function<void(const Alarm&)> on_alarm);

  // Of all records, in the order in which they become known.
  void take(const Record& record);
  // There are no more: what is known only then.
  void finish();

  bool any() const noexcept { return any_; }  // was selected
  // How many were too many to be merged, or to be in the tree.
  std::uint64_t unmerged() const noexcept { return merger_.released(); }
  std::uint64_t forgotten() const noexcept { return forgotten_; }

 private:
  void show(const Record& record);
  void block(const std::string& address);
  bool watch(const Record& record);

  const ReportOptions options_;
  const Filter& filter_;
  Printer& printer_;
  Out& out_;
  std::vector<Alarm>& alarms_;
  std::function<void(const Alarm&)> on_alarm_;
  Merger merger_;
  SessionList sessions_;
  Summary summary_;
  Tree tree_;
  std::unordered_set<std::string> blocked_;
  std::uint64_t forgotten_ = 0;
  bool any_ = false, has_address_alarm_ = false;
};

}  // namespace knox::access
