// Totals: how many events there are of what, of any source: by action, user, program, file, host, address,
// login (where from, and whether it failed) and error, and over time. One pass, bounded memory (base/tally.h,
// timeline.h). All numbers are numbers of events.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "knox/base/out.h"
#include "knox/base/tally.h"
#include "knox/event/event.h"
#include "knox/event/lineage.h"
#include "knox/tree/timeline.h"

namespace knox::tree {

enum class Total : std::uint8_t { kAction, kUser, kProgram, kFile, kHost, kAddress, kLogin, kError };
inline constexpr std::size_t kTotals = 8;
// As people and JSON call them.
inline constexpr std::array<std::string_view, kTotals> kTotalNames = {
    "actions", "users", "programs", "files", "hosts", "addresses", "logins", "errors"};

class Totals {
 public:
  // `selected`: whether it counts. Others tell who the processes are.
  void take(const event::Event& event, bool selected = true);

  std::uint64_t events() const noexcept { return events_; }
  std::uint64_t failed() const noexcept { return failed_; }
  const Timeline& timeline() const noexcept { return timeline_; }
  const Tally& of(Total total) const noexcept { return tallies_[static_cast<std::size_t>(total)]; }

 private:
  void add(Total total, std::string_view name);

  std::array<Tally, kTotals> tallies_;
  Timeline timeline_;
  std::uint64_t events_ = 0, failed_ = 0;
  event::Lineage lineage_;
};

struct TotalsOptions {
  std::size_t top = 10;     // rows of a table; 0: all
  std::size_t width = 100;  // of the sparkline in columns; of JSON's timeline
  bool ascii = false;
  bool harmless = false;  // JSON: names are words of a shell, so that nothing in them has to be escaped again
};
// Tables for people, or one JSON object on a line.
void put_totals_text(Out& out, const Totals& totals, const TotalsOptions& options);
void put_totals_json(Out& out, const Totals& totals, const TotalsOptions& options);

}  // namespace knox::tree
