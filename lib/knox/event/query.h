// Query: the selection that every source understands, of event::Event. What was typed is a QueryText; it
// becomes a Query once, or an error that says what is wrong with it: nothing that is not understood ever
// means "all of them".
//
// A question that has several values is met by any of them; different questions must all be met. A fact that
// an event does not tell is none of those asked for.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "knox/base/period.h"
#include "knox/base/time_words.h"
#include "knox/event/event.h"
#include "knox/os/names.h"

namespace knox::event {

struct QueryText {
  using List = std::vector<std::string>;

  // Times as parse_period() of time_words.h reads them. After is "at that time or later", before "at that
  // time or earlier".
  List after = {}, before = {};
  // Words of event/tables/actions.def, or patterns (base/glob.h) of which one has to match a word there, or
  // called-NAME.
  List action = {};
  bool success = false, failure = false;  // what is neither is not said, or has not ended
  // A name or a number: the audit, real or effective user, or the account that the event is about. -1: nobody
  // had logged in.
  List user = {};
  // Of the process; of one that begins also of the one that made it; and of one that is sent a signal, or
  // traced.
  List pid = {};
  List session = {};  // a number; -1: none
  List path = {};     // patterns: of the file, its target, or the program
  // IP addresses, or networks: 192.0.2.0/24, 2001:db8::/32; those of IPv4 are found as ::ffff:192.0.2.7, too.
  List address = {};
  // What is left out: by any value of any of these, whatever else was asked for.
  List not_action = {}, not_user = {}, not_pid = {}, not_path = {};
  bool invert = false;  // the events that all of this does not select
};

class Query {
 public:
  Query() = default;  // everything

  // `names` give the numbers of users that were asked for by name; one that they do not know is found by the
  // names that events bring along.
  static std::expected<Query, std::string> make(const QueryText& text, const os::Names& names,
                                                const HostClock& clock);

  // Nothing was asked for.
  bool empty() const noexcept { return !invert_ && !asks_when_ && !asks_outcome() && !asks_more(); }
  // More was asked for than when it was and how it ended, which records say without being mapped to events.
  bool asks_more() const noexcept;

  bool asks_outcome() const noexcept { return success_ || failure_; }

  // When, and how it ended: for who asks records first. Both false: in any way.
  const Period& when() const noexcept { return when_; }
  bool success() const noexcept { return success_; }
  bool failure() const noexcept { return failure_; }
  // From now on what is not selected is, or the other way round.
  void set_invert(bool invert) noexcept { invert_ = invert; }

  // The first user that was asked for by a name that this host does not know and no event so far had, or that
  // is to be left out; nullptr: there is none.
  const std::string* unknown_user() const noexcept { return unknown_user(keep_); }
  const std::string* unknown_dropped_user() const noexcept { return unknown_user(drop_); }

  bool matches(const Event& event) const;
  // Whether an event of this word may be selected, for who can tell the word before the event is made.
  bool may_match(std::string_view word) const { return invert_ || meets_action(word); }
  bool asks_action() const noexcept { return !keep_.actions.empty() || !drop_.actions.empty(); }
  // The same of an execution alone, of which it is not asked what only events know: an address.
  bool matches(const Exec& exec, const os::Names& names) const;

 private:
  class Reader;

  struct Range {
    std::array<std::uint8_t, 16> address{};
    std::size_t size = 4;  // of an address in bytes
    unsigned bits = 32;    // of it that count
    bool has(std::string_view text) const;
  };

  // What can be asked for, and left out.
  struct Named {
    std::vector<std::string> actions, paths;
    std::vector<os::WantedId> users;
    std::vector<std::uint32_t> pids;

    bool empty() const noexcept { return actions.empty() && paths.empty() && users.empty() && pids.empty(); }
  };
  const std::string* unknown_user(const Named& named) const noexcept;
  // Remembers that somebody has the name, if only events know it; returns `is_met`.
  bool note(const os::WantedId& wanted, bool is_met) const;

  // Whether one of the values that `list` has in keep_ is met, if there are any, and none that it has in
  // drop_.
  template <class List, class Meets>
  bool fits(List Named::*list, Meets meets) const {
    const List &keep = keep_.*list, &drop = drop_.*list;
    return (keep.empty() || std::ranges::any_of(keep, meets)) && !std::ranges::any_of(drop, meets);
  }
  bool meets_all(const Event& event) const;
  bool meets_all(const Exec& exec, const os::Names& names) const;
  bool meets_outcome(std::optional<bool> success) const noexcept;
  bool meets_action(std::string_view word) const;
  bool meets_session(std::optional<std::uint32_t> session) const noexcept;
  bool meets_user(const Who& who) const;
  bool meets_pid(const Event& event) const;
  bool meets_path(const Event& event) const;
  bool meets_address(const Event& event) const;
  bool invert_ = false, asks_when_ = false;
  Period when_;
  bool success_ = false, failure_ = false;
  Named keep_, drop_;
  mutable std::vector<std::string> met_;  // names that this host does not know
  std::vector<std::uint32_t> sessions_;
  std::vector<Range> addresses_;
};

}  // namespace knox::event
