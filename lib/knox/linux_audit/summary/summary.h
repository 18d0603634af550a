// The summary of a log: how many events and records there are of each kind, and who and what is in most of
// them, as aureport(8) tells it, in one pass and in bounded memory (base/tally.h).
//
// All numbers are numbers of events, except those of records. A record that came late is an event of its own.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "knox/base/out.h"
#include "knox/base/tally.h"
#include "knox/linux_audit/assembly/assembly.h"
#include "knox/linux_audit/record/event_paths.h"
#include "knox/linux_audit/record/record.h"
#include "knox/linux_audit/summary/summary_tables.h"
#include "knox/os/names.h"

namespace knox::linux_audit {

class Summary {
 public:
  // `names` stays the caller's and outlives it.
  explicit Summary(os::Names& names) : names_(names) {}

  void add(const Event& event);

  std::uint64_t events() const noexcept { return events_; }
  std::uint64_t records() const noexcept { return records_; }
  std::uint64_t count(Category category) const noexcept {
    return categories_[static_cast<std::size_t>(category)];
  }
  const Tally& tally(Subject subject) {
    name_ids();
    return tallies_[static_cast<std::size_t>(subject)];
  }

  // Tables for people, or one JSON object on a line. `top`: how many rows a table has; 0: all.
  void put_text(Out& out, std::size_t top = 10);
  void put_json(Out& out, std::size_t top = 10);

 private:
  struct TypeCount {
    std::uint64_t records = 0, events = 0, last_event = 0;
  };
  struct TypeRow {
    RecordType type;
    TypeCount count;
  };
  // What tells of a login.
  struct Login {
    std::string_view account, id, hostname, address;
    bool failed = false;
  };

  void count_type(RecordType type);
  void add_record(const Line& line, CategorySet& categories);
  void add_field(const Field& field, Login& login, CategorySet& categories);
  void add_failed_login(const Login& login);
  void add_user(Subject subject, std::string_view key, std::string_view value);
  void name_ids();
  void add_syscall(std::string_view number);
  void add_word(Subject subject, std::string_view value);
  void add_string(Subject subject, std::string_view value);
  void add_name(Subject subject, std::string_view name);
  std::vector<TypeRow> types() const;

  os::Names& names_;
  Time first_, last_;
  std::uint64_t events_ = 0, records_ = 0;
  std::array<std::uint64_t, kCategories> categories_{};
  std::array<Tally, kSubjects> tallies_;
  // Users that only os::Names may know by name. Each costs a question to the system, so they are counted by
  // their ids, and those that are left at the end are named.
  Tally user_ids_, failed_ids_;
  std::vector<TypeCount> types_;  // by number

  Record record_;
  EventPaths paths_;
  std::string_view arch_;  // of the record
  std::string memory_;
};

}  // namespace knox::linux_audit
