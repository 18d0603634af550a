// From what was typed to a Selection.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "knox/base/unknown.h"
#include "knox/bsm/select.h"
#include "knox/bsm/table_file.h"

namespace knox::bsm {
namespace {

template <class T>
using Understood = std::expected<T, std::string>;

using Id = std::uint32_t;

Understood<Day> read_day(const std::string& text) {
  if (const Result<Day> day = parse_day(text)) return *day;
  return std::unexpected(fmt::format("not a date: '{}' (YYYYMMDD)", text));
}

// A number, or -1, which is how people know the unset id.
std::optional<Id> read_number(const std::string& text) {
  if (text == "-1") return ~Id{0};
  return parse_number<Id>(text);
}

}  // namespace

// Reads the values of one option after the other; after the first that is not understood it reads no more.
class Selection::Reader {
 public:
  Reader(const EventTable& events, const ClassTable& classes, const os::Names& names)
      : events_(events), classes_(classes), names_(names) {}

  std::expected<Selection, std::string> read(const SelectionText& text) {
    Selection s;
    s.when_ = text.when;
    read_all("date", text.date, s.days_, read_day);
    read_what(text, s);
    read_who(text, s);
    read_all("object", text.object, s.objects_, [](const std::string& t) { return parse_object(t); });
    s.zones_ = text.zone;
    if (error_) return std::unexpected(std::move(*error_));

    s.invert_ = text.invert;
    s.header_only_ = !s.ids_.any() && s.objects_.empty() && s.zones_.empty();
    const bool any_time = s.when_ == Period{} && s.days_.empty();
    const bool any_event = s.events_.empty() && s.class_lists_.empty() && s.wanted_outcomes_ == kAnyOutcome;
    s.empty_ = s.header_only_ && any_time && any_event && !s.invert_;
    s.use(events_, classes_);
    return s;
  }

 private:
  template <class T, class Read>
  void read_all(std::string_view option, const std::vector<std::string>& texts, std::vector<T>& values,
                Read read_one) {
    for (const std::string& text : texts) {
      if (error_) return;
      Understood<T> value = read_one(text);
      if (value) {
        values.push_back(std::move(*value));
      } else {
        error_ = fmt::format("--{}: {}", option, value.error());
      }
    }
  }

  void read_what(const SelectionText& text, Selection& s) {
    read_all("event", text.event, s.events_, [&](const std::string& t) -> Understood<std::string> {
      if (parse_number<std::uint16_t>(t) || events_.find(t) != nullptr) return t;
      return std::unexpected(unknown("event", t, "the names and numbers of audit_event(5)"));
    });
    read_all("class", text.classes, s.class_lists_, [&](const std::string& t) -> Understood<std::string> {
      const Result<ClassSelection> classes = parse_class_selection(t, classes_);
      if (classes) return t;
      return std::unexpected(unknown_class(t, classes.error(), classes_));
    });
    if (text.success || text.failure) {
      s.wanted_outcomes_ =
          static_cast<std::uint8_t>((text.success ? kSucceeded : 0) | (text.failure ? kFailed : 0));
    }
  }

  void read_who(const SelectionText& text, Selection& s) {
    const auto user = [&](const std::string& t) -> Understood<os::WantedId> {
      if (const std::optional<Id> number = read_number(t)) return os::WantedId{*number};
      if (const std::optional<Id> uid = names_.uid(t)) return os::WantedId{*uid, t};
      return std::unexpected(os::unknown_user(t));
    };
    const auto group = [&](const std::string& t) -> Understood<os::WantedId> {
      if (const std::optional<Id> number = read_number(t)) return os::WantedId{*number};
      if (const std::optional<Id> gid = names_.gid(t)) return os::WantedId{*gid, t};
      return std::unexpected(os::unknown_group(t));
    };
    read_all("auid", text.auid, s.ids_.auid, user);
    read_all("euid", text.euid, s.ids_.euid, user);
    read_all("ruid", text.ruid, s.ids_.ruid, user);
    read_all("group", text.group, s.ids_.group, group);
    read_all("egid", text.egid, s.ids_.egid, group);
    read_all("rgid", text.rgid, s.ids_.rgid, group);
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
