// UlogEvents: entries of the unified log as the events that are wanted of them, whatever they were read from:
// the styles of log(1), or Apple's own store.
#pragma once

#include <optional>
#include <string>

#include "knox/input/input.h"
#include "knox/logins/text_reader.h"
#include "knox/ulog/entry_reader.h"
#include "knox/ulog/event_mapper.h"
#include "knox/ulog/predicate.h"

namespace knox::input {

class UlogEvents {
 public:
  // Of the options those that are of kEvents and kAccess count; without names there are no events.
  explicit UlogEvents(const Options& options);

  // Emits the event of an entry, if it is wanted.
  void take(const ulog::Entry& entry, const Input::Emit& emit);
  // Whether take() emits one of an entry of which only these fields are known yet.
  ulog::Verdict judge(const ulog::Record& record, const ulog::FieldSet& known);

 private:
  bool is_wanted(std::string_view process, std::string_view word);
  unsigned read_login(const ulog::Record& record);  // how often texts_ says it
  void take_login(const ulog::Record& record, const Input::Emit& emit);
  const event::Event& with_login(const event::Event& event, const ulog::Record& record);
  void take_access(const event::Event& mapped, const Input::Emit& emit);
  // What access/tables/told.def knows such an entry by.
  void set_code(std::string_view process, std::string_view word);

  const Options options_;
  std::optional<ulog::EventMapper> mapper_;
  logins::TextReader texts_;
  event::Event access_;
  std::string code_;
};

}  // namespace knox::input
