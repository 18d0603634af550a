// What ulogfilter does with entries: it asks the filter and the query, and prints or counts them.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "common/tool.h"
#include "common/ulog_reader.h"
#include "common/ulog_store.h"
#include "knox/event/query.h"
#include "knox/tracev3/record_builder.h"
#include "knox/ulog/counters.h"
#include "knox/ulog/event_mapper.h"
#include "knox/ulog/filter.h"
#include "knox/ulog/formats.h"

namespace knox::tools {

// What is done with each entry.
class Sieve final : public StoreConsumer {
 public:
  Sieve(Tool& tool, ulog::Filter& filter, const event::Query& query, bool invert, ulog::EventMapper& mapper,
        ulog::Printer& printer, ulog::Counter* counter)
      : tool_(tool),
        filter_(filter),
        query_(query),
        invert_(invert),
        mapper_(mapper),
        printer_(printer),
        counter_(counter) {}

  void take(const ulog::Entry& entry) {
    if ((filter_.matches(entry.record, rules_) && is_selected(entry.record)) == invert_) return;
    any_ = true;
    if (counter_ != nullptr) {
      counter_->add(entry.record);
    } else {
      printer_.print(entry, rules_, tool_.out());
    }
  }
  void take_entry(const ulog::Entry& entry) override { take(entry); }
  bool any() const { return any_; }

  // The same of records whose fields are not all known yet (ulog_store.h).
  ulog::Verdict judge(const ulog::Record& record, const ulog::FieldSet& known) override {
    ulog::Verdict verdict = filter_.judge(record, known);
    const bool knows_when = record.time.has_value() || query_.when() == Period();
    if (query_.asks_more() || query_.asks_outcome() || !knows_when) {
      verdict = std::min(verdict, ulog::Verdict::kMaybe);
    } else if (record.time && !query_.when().has(*record.time)) {
      verdict = ulog::Verdict::kNo;
    }
    return invert_ ? !verdict : verdict;
  }
  // Whether a record that is wanted has to be known as a whole.
  bool needs_all(ulog::Verdict verdict) const override {
    return verdict != ulog::Verdict::kYes || counter_ == nullptr ||
           !counter_->is_content_with(tracev3::RecordBuilder::fixed_fields());
  }
  // One that is wanted, of which nothing more has to be known.
  void count_entry(const ulog::Record& record) override {
    any_ = true;
    counter_->add(record);
  }
  // That of what is counted does not matter.
  bool needs_order() const override { return counter_ == nullptr; }
  // When wanted records are; all of time where that is not known.
  Period when() const override { return invert_ ? Period() : query_.when(); }

 private:
  bool is_selected(const ulog::Record& record) {
    return query_.empty() || query_.matches(mapper_.map(record));
  }

  Tool& tool_;
  ulog::Filter& filter_;
  const event::Query& query_;
  bool invert_;
  ulog::EventMapper& mapper_;
  ulog::Printer& printer_;
  ulog::Counter* counter_;  // instead of the printer
  std::vector<std::string_view> rules_;
  bool any_ = false;
};

class SievingReader final : public UlogReader {
 public:
  SievingReader(std::optional<ulog::Style> style, std::unique_ptr<ulog::LineFinder> finder, Sieve& sieve)
      : UlogReader(style, std::move(finder)), sieve_(sieve) {}

 private:
  void take(const ulog::Entry& entry) override { sieve_.take(entry); }

  Sieve& sieve_;
};

// The same of inputs that are merged: an entry stays good until its reader takes the next frame.
class MergedReader final : public UlogReader {
 public:
  MergedReader(std::optional<ulog::Style> style, std::unique_ptr<ulog::LineFinder> finder, Sieve& sieve)
      : UlogReader(style, std::move(finder)), sieve_(sieve) {}

  std::optional<Time> waiting() const override { return entry_ ? std::optional(time_) : std::nullopt; }
  void hand_on() override {
    sieve_.take(*entry_);
    entry_.reset();
  }

 private:
  void take(const ulog::Entry& entry) override {
    entry_.emplace(entry);
    time_ = entry.record.time.value_or(time_);
  }

  Sieve& sieve_;
  std::optional<ulog::Entry> entry_;
  Time time_;  // of it, or of the one before
};

}  // namespace knox::tools
