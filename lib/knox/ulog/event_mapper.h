// EventMapper: an entry as event::Event, what all sources have in common. What each fact is made from:
//
//   time       timestamp
//   action     process and message, by tables/actions.def
//   who        userID; whom it is about, by the action's row
//   process    processID, processImagePath
//   source     the viewer's address of screen sharing
//   code       the type of the entry: logEvent
//   text       the message
//   tags       the rules that it matches
#pragma once

#include <functional>
#include <string>

#include "knox/event/content_id.h"
#include "knox/event/event.h"
#include "knox/os/names.h"
#include "knox/ulog/predicate.h"
#include "knox/ulog/record.h"

namespace knox::ulog {

class EventMapper {
 public:
  // `names` stays the caller's and outlives the mapper. `host` is what the host is called, whatever entries
  // say; empty: as they say.
  explicit EventMapper(os::Names& names, std::string host = {}) : names_(names), host_(std::move(host)) {}

  // Good until the next call, and as long as the record.
  const event::Event& map(const Record& record, std::span<const std::string_view> tags = {});

 private:
  event::Principal user(std::uint64_t id) const;
  void take_facts(const Record& record);
  void take_viewer(std::string_view message);
  void take_service(std::string_view message);
  void take_name(std::string_view message);
  void take_id(const Record& record);

  os::Names& names_;
  std::string host_;
  event::Event event_;
  event::ContentId id_;
};

// The word that an entry would have.
std::string_view word_of(const Record& record);

// Whether `wants` the word of an entry of which only these fields are known yet.
Verdict judge_word(const Record& record, const FieldSet& known,
                   const std::function<bool(std::string_view word)>& wants);

// Whether a program of that path can be macOS' own.
bool is_of_system(std::string_view path) noexcept;

// All actions that rows of the table name.
event::ActionSet told_actions();

}  // namespace knox::ulog
