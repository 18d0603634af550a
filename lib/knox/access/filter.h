// Filter: which records somebody wants: what event::Query asks of all events, and what only records of access
// have. Different questions must all be met, several values of one by any.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "knox/access/record.h"
#include "knox/event/query.h"

namespace knox::access {

struct FilterText {
  event::QueryText query = {};
  std::vector<std::string> event = {}, type = {}, service = {};
  bool noise = false;
};

class Filter {
 public:
  // The error is one line for the user.
  static std::expected<Filter, std::string> make(const FilterText& text, const os::Names& names,
                                                 const HostClock& clock);

  bool matches(const Record& record) const;
  // Whether it is of the time that was asked for, or so near that another source may say that it is.
  bool may_be_in_time(const Record& record) const;
  bool empty() const noexcept {
    return query_.empty() && events_.empty() && types_.empty() && services_.empty();
  }
  const event::Query& query() const noexcept { return query_; }
  const std::vector<Event>& events() const noexcept { return events_; }  // none: all

 private:
  event::Query query_;
  std::vector<Event> events_;
  std::vector<Type> types_;
  std::vector<std::string> services_;
  bool has_noise_ = false, invert_ = false;
};

}  // namespace knox::access
