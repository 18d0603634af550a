// From what was typed to a Selection.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "knox/bsm/select.h"
#include "knox/bsm/table_file.h"

namespace knox::bsm {
namespace {

template <class T>
using Understood = std::expected<T, std::string>;

using Id = std::uint32_t;

Understood<Time> read_time(const std::string& text) {
  if (const Result<Time> time = parse_time(text)) return *time;
  return std::unexpected(
      fmt::format("not a time: '{}' (2013-11-04T18:36:20Z or YYYYMMDD[HH[MM[SS]]])", text));
}

// The last moment that is no later.
Understood<Time> read_time_to(const std::string& text) {
  Understood<Time> time = read_time(text);
  if (time && time->nanoseconds == 0) time->nanoseconds = 999'999'999;
  return time;
}

Understood<Day> read_day(const std::string& text) {
  if (const Result<Day> day = parse_day(text)) return *day;
  return std::unexpected(fmt::format("not a date: '{}' (YYYYMMDD)", text));
}

// A number, or -1, which is how people know the unset id.
std::optional<Id> read_number(const std::string& text) {
  if (text == "-1") return ~Id{0};
  return parse_number<Id>(text);
}

Understood<Id> read_pid(const std::string& text) {
  if (const std::optional<Id> pid = read_number(text)) return *pid;
  return std::unexpected(fmt::format("not a process id: '{}'", text));
}

Understood<Id> read_session(const std::string& text) {
  if (const std::optional<Id> session = read_number(text)) return *session;
  return std::unexpected(fmt::format("not a session id: '{}'", text));
}

}  // namespace

// Reads the values of one option after the other; after the first that is not understood it reads no more.
class Selection::Reader {
 public:
  Reader(const EventTable& events, const ClassTable& classes, const os::Names& names)
      : events_(events), classes_(classes), names_(names) {}

  std::expected<Selection, std::string> read(const SelectionText& text) {
    Selection s;
    read_when(text, s);
    read_what(text, s);
    read_who(text, s);
    read_all(text.object, s.objects_, [](const std::string& t) { return parse_object(t); });
    s.paths_ = text.path;
    s.zones_ = text.zone;
    if (error_) return std::unexpected(std::move(*error_));

    s.invert_ = text.invert;
    s.header_only_ = !s.ids_.any() && s.objects_.empty() && s.paths_.empty() && s.zones_.empty();
    const bool any_time = text.after.empty() && text.before.empty() && s.days_.empty();
    const bool any_event = s.events_.empty() && s.class_lists_.empty() && s.wanted_outcomes_ == kAnyOutcome;
    s.empty_ = s.header_only_ && any_time && any_event && !s.invert_;
    s.use(events_, classes_);
    return s;
  }

 private:
  template <class T, class Read>
  void read_all(const std::vector<std::string>& texts, std::vector<T>& values, Read read_one) {
    for (const std::string& text : texts) {
      if (error_) return;
      Understood<T> value = read_one(text);
      if (value) {
        values.push_back(std::move(*value));
      } else {
        error_ = std::move(value.error());
      }
    }
  }

  void read_when(const SelectionText& text, Selection& s) {
    std::vector<Time> after, before;
    read_all(text.after, after, read_time);
    read_all(text.before, before, read_time_to);
    read_all(text.date, s.days_, read_day);
    if (!after.empty()) s.from_ = std::ranges::min(after);
    if (!before.empty()) s.to_ = std::ranges::max(before);
  }

  void read_what(const SelectionText& text, Selection& s) {
    read_all(text.event, s.events_, [&](const std::string& t) -> Understood<std::string> {
      if (parse_number<std::uint16_t>(t) || events_.find(t) != nullptr) return t;
      return std::unexpected(fmt::format("unknown event: '{}'", t));
    });
    read_all(text.classes, s.class_lists_, [&](const std::string& t) -> Understood<std::string> {
      const Result<ClassSelection> classes = parse_class_selection(t, classes_);
      if (classes) return t;
      const std::string wrong = t.substr(classes.error().offset);
      return std::unexpected(fmt::format("unknown class: '{}'", wrong.substr(0, wrong.find(','))));
    });
    if (text.success || text.failure) {
      s.wanted_outcomes_ =
          static_cast<std::uint8_t>((text.success ? kSucceeded : 0) | (text.failure ? kFailed : 0));
    }
  }

  void read_who(const SelectionText& text, Selection& s) {
    const auto user = [&](const std::string& t) -> Understood<Id> {
      if (const std::optional<Id> number = read_number(t)) return *number;
      if (const std::optional<Id> uid = names_.uid(t)) return *uid;
      return std::unexpected(fmt::format("unknown user: '{}'", t));
    };
    const auto group = [&](const std::string& t) -> Understood<Id> {
      if (const std::optional<Id> number = read_number(t)) return *number;
      if (const std::optional<Id> gid = names_.gid(t)) return *gid;
      return std::unexpected(fmt::format("unknown group: '{}'", t));
    };
    read_all(text.user, s.ids_.auid, user);
    read_all(text.euid, s.ids_.euid, user);
    read_all(text.ruid, s.ids_.ruid, user);
    read_all(text.group, s.ids_.group, group);
    read_all(text.egid, s.ids_.egid, group);
    read_all(text.rgid, s.ids_.rgid, group);
    read_all(text.pid, s.ids_.pid, read_pid);
    read_all(text.session, s.ids_.session, read_session);
  }

  const EventTable& events_;
  const ClassTable& classes_;
  const os::Names& names_;
  std::optional<std::string> error_;
};

std::expected<Selection, std::string> Selection::make(const SelectionText& text, const EventTable& events,
                                                      const ClassTable& classes, const os::Names& names) {
  return Reader(events, classes, names).read(text);
}

}  // namespace knox::bsm
