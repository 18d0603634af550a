// The selection of records: what auditreduce(1) can ask for, and more, of every kind of header, subject,
// process and return token; but for what all sources can be asked (event/query.h). What was typed is a
// SelectionText; it becomes a Selection once, or an error that says what is wrong with it: nothing that is
// not understood ever means "all of them".
//
// An option that was given several times is met by any of its values; different options must all be met.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "knox/base/period.h"
#include "knox/bsm/events.h"
#include "knox/bsm/object.h"
#include "knox/event/exec.h"
#include "knox/os/names.h"

namespace knox::bsm {

struct SelectionText {
  using List = std::vector<std::string>;

  // When; a date is a local day, YYYYMMDD.
  Period when = {};
  List date = {};

  // What: a class list as in audit_control(5), "pc,+lo,-fr"; an event's name or number. "all" is every event,
  // also those that are in no class. Success and failure are what the return token says; a record without
  // one, or of a call that goes on (EINPROGRESS), is neither, and belongs to a class only when that was given
  // without + and -.
  List classes = {}, event = {};
  bool success = false, failure = false;

  // Who: names or numbers; -1 is the unset id. group is the effective or the real one. One and the same
  // subject or process token has to meet all of these.
  List auid = {}, euid = {}, ruid = {}, group = {}, egid = {}, rgid = {};

  // On what: TYPE=VALUE (object.h), and patterns (base/glob.h) for the zone, or jail.
  List object = {}, zone = {};

  bool invert = false;  // the records that all of this does not select
};

class Selection {
 public:
  Selection() = default;  // everything

  static std::expected<Selection, std::string> make(const SelectionText& text, const EventTable& events,
                                                    const ClassTable& classes, const os::Names& names);

  // From now on events and classes mean what they do in these tables: the trail turned out to be of another
  // platform. Names that it does not have select nothing.
  void use(const EventTable& events, const ClassTable& classes);

  // Nothing was asked for: everything is selected.
  bool empty() const noexcept { return empty_; }

  // Whether the front of a record, or a file token, is enough to know that matches() would be false. Never
  // true when the header is damaged.
  bool can_skip(Bytes frame) const noexcept;

  // A stand-alone file token is selected only by an empty selection.
  bool matches(const Record& record) const;

  // The same of an execution that no BSM record told of, but which would be this event there: an id that is
  // not known is none of those asked for. False for everything when there is a question that only records
  // answer: an object, a zone. One that was asked for by name is found by the names that the source
  // has told to `names`, if any.
  bool matches(const event::Exec& exec, std::uint16_t event, const os::Names* names = nullptr) const;
  bool asks_for_records() const noexcept { return !(objects_.empty() && zones_.empty()); }

 private:
  class Reader;

  // How a record can have ended, as bits.
  enum Outcome : std::uint8_t { kSucceeded = 1, kFailed = 2, kNotSaid = 4, kAnyOutcome = 7 };
  static Outcome outcome_of(const ReturnFacts& result) noexcept;
  enum class Verdict : std::uint8_t { kNo, kMaybe, kYes };

  struct Ids {
    using List = std::vector<os::WantedId>;
    List auid, euid, ruid, group, egid, rgid;

    bool any() const;
    bool match(const SubjectFacts& who) const;
  };

  // What the header alone tells about a record.
  Verdict judge(std::uint16_t event, std::uint64_t seconds) const noexcept;
  bool is_at_time(const Time& time) const noexcept;
  bool meets_all(const Record& record) const;
  bool meets_all(const event::Exec& exec, std::uint16_t event, const os::Names* names) const;
  bool meets_ids(const Record& record) const;
  bool meets_zone(const Record& record) const;

  bool empty_ = true;
  bool invert_ = false;
  bool header_only_ = true;  // nothing is asked for that is below outcomes_

  Period when_;
  std::vector<Day> days_;

  std::vector<std::string> class_lists_, events_;  // as typed
  std::uint8_t wanted_outcomes_ = kAnyOutcome;
  std::vector<std::uint8_t> outcomes_;  // by event number, made from the three: those that are selected

  Ids ids_;
  std::vector<ObjectTest> objects_;
  std::vector<std::string> zones_;
};

}  // namespace knox::bsm
