// The selection of events: what ausearch(8) can ask for, but for what all sources can be asked
// (event/query.h). What was typed is a SelectionText; it becomes a
// Selection once, or an error that says what is wrong with it: nothing that is not understood ever means "all
// of them".
//
// An event is selected as a whole. An option that was given several times is met by any of its values;
// different options must all be met, each by any record of the event. Which fields an option looks at is
// a table in select_fields.cpp.
//
// Most events are not selected, so three questions can be asked, the cheap ones first:
//
//   can_skip(line)    by the head of a line: time, serial number, node
//   look(line)        by one record, what others of its event could not change any more
//   matches(event)
//
// Only SYSCALL records say enough for look(). An event has one of them, and its facts about the call are
// those of the event. Any other type can share its event with others: a program's record (USER_LOGIN,
// SERVICE_START) is in the event of the sendto(2) by which it came, when rules record that.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "knox/base/period.h"
#include "knox/linux_audit/assembly/assembly.h"
#include "knox/linux_audit/record/address_text.h"
#include "knox/linux_audit/record/event_paths.h"
#include "knox/linux_audit/record/record.h"
#include "knox/linux_audit/select/select_fields.h"
#include "knox/os/names.h"

namespace knox::linux_audit {

struct SelectionText {
  using List = std::vector<std::string>;

  // Which: the serial number, 812, or many, 800-900, or all of an id, 1700000000.041:812. A node is a whole
  // name.
  List event = {}, node = {};
  Period when = {};

  // What: names or numbers of record types, also several with commas between them; ALL are all of them. An
  // architecture is a name, hex digits, or b32 and b64 for all of that width. A system call's name is looked
  // up in the list of each record's architecture. exit is a number, or the name of an error with or without
  // a minus. success is yes or no: as success= says, and where no record of the event has that, what res=, or
  // the decision of an AVC, says. A connect(2) that goes on in the background (EINPROGRESS) is neither.
  List message = {}, arch = {}, syscall = {}, exit = {}, success = {};

  // Who: names or numbers; -1 and unset are ids that were never set. A name that this host does not know may
  // be one of the logging host, and is looked for in the names that records bring along (ENRICHED). uid_all
  // is any of a process's: uid, euid, suid, fsuid and auid; gid_all the same of groups.
  List ppid = {};
  List uid = {}, euid = {}, auid = {}, uid_all = {}, gid = {}, egid = {}, gid_all = {};

  // Parts of decoded strings. A file is a path as the record has it or with the directory that it is relative
  // to, a working directory, or a local socket; host is a name or an address, also that of a socket. context
  // is the subject's or the object's.
  List comm = {}, executable = {}, file = {}, key = {}, host = {}, terminal = {}, vm = {}, uuid = {};
  List subject = {}, object = {}, context = {};

  bool word = false;    // these strings are all of the value, and no part
  bool invert = false;  // the events that all of this does not select
};

enum class Wanted : std::uint8_t { kNo, kMaybe };

class Selection {
 public:
  Selection() = default;  // everything

  static std::expected<Selection, std::string> make(const SelectionText& text, const os::Names& names);

  // Nothing was asked for: everything is selected.
  bool empty() const noexcept { return empty_; }

  // Whether the head of a line is enough to know that its event is not selected.
  bool can_skip(const Line& line) const noexcept;

  // Whether this record is enough to know it: kNo holds whatever else is in the event. can_skip() is a part
  // of it.
  Wanted look(const Line& line) const noexcept;

  bool matches(const Event& event);

  // Says which user or group was asked for by a name that this host does not know and no event so far had:
  // "--auid: unknown user 'x'; known are ...". Nothing: there is none.
  std::optional<std::string> unknown_name() const;

 private:
  class Reader;
  enum class Verdict : std::uint8_t { kNo, kMaybe, kYes };

  struct Range {
    std::uint32_t first = 0, last = 0;
    std::optional<Time> time;
  };
  // What a field can be. Names of users come with their ids, those of system calls with their Syscall.
  struct Value {
    std::int64_t number = 0;
    std::string text = {};
    bool is_met = false;  // of a name without an id: somebody has it
  };
  static constexpr std::int64_t kNoId = -2;  // of a name: only records may know it
  // What is known of an event so far.
  struct Progress {
    CriterionSet open;            // criteria that are not met yet
    bool has_success = false;     // there is a success=
    bool result_matches = false;  // what else can tell says what is asked for
  };

  Verdict judge(const Time& time, std::uint32_t serial, std::string_view node) const noexcept;
  bool meets_all(const Event& event);
  bool meets_types(const Event& event) const noexcept;
  bool call_fits(const Line& syscall) const noexcept;
  bool any_call_fits(const Event& event) const noexcept;

  CriterionSet possible(const Line& line, CriterionSet open) const noexcept;
  void look_at(const Line& line, Progress& progress);
  void look_at(const Field& field, const FieldUse& use, Progress& progress);
  void look_at_result(std::string_view value, Progress& progress) const noexcept;
  bool meets(Criterion criterion, const FieldUse& use, std::string_view value);
  bool meets_id(Criterion criterion, std::string_view key, std::string_view value);
  bool meets_text(Criterion criterion, std::string_view text) const noexcept;
  bool meets_address(Criterion criterion, std::string_view value);
  bool meets_arch(std::optional<std::uint64_t> arch) const noexcept;
  bool meets_syscall(std::optional<std::uint64_t> arch, std::string_view number) const noexcept;
  bool has_number(Criterion criterion, std::optional<std::int64_t> number) const noexcept;
  bool asks(Criterion criterion) const noexcept { return (asked_ & set_of(criterion)) != 0; }
  std::vector<Value>& values(Criterion criterion) noexcept {
    return values_[static_cast<std::size_t>(criterion)];
  }
  const std::vector<Value>& values(Criterion criterion) const noexcept {
    return values_[static_cast<std::size_t>(criterion)];
  }

  bool empty_ = true;
  bool invert_ = false;
  bool word_ = false;

  Period when_;
  std::vector<Range> serials_;
  std::vector<std::string> nodes_;
  std::vector<RecordType> types_;
  CriterionSet asked_ = 0;
  std::array<std::vector<Value>, kCriteria> values_;
  // What the text of a record has in it when it meets a criterion: one of these. None: cannot be told.
  std::array<std::vector<std::string>, kCriteria> needles_;

  // For matches()
  Record record_;
  EventPaths paths_;
  std::optional<std::uint64_t> arch_;  // of the record
  std::string memory_, bytes_;
  std::optional<AddressText> address_;
};

}  // namespace knox::linux_audit
