// EventMapper: a message as event::Event, what all sources have in common. What each fact is made from:
//
//   time           time
//   action         the name of the event, by tables/actions.def
//   success        `success`, error_code or `granted` of the event; of others that have none, outcome()
//   who            audit_token of who acts: of the instigator, where the event has one, since the process is
//                  then a daemon that was asked; of a login, its end and a lock, the person
//   process        the same; of what began (exec, fork) that
//   file           the files of the event, with their stat
//   source         source_address of a login
//   sequence       global_seq_num
//   id             time, mach_time and what else tells one message of a client from all others
//   text           what the event has beyond that, as key=value, each value a word of a shell; numbers have
//                  their words, by tables/values.def, and modes of files are in octal digits
//
// A member that says the same as another is in none: that of a type beside a name, the token of a process
// that is there itself.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "knox/base/out.h"
#include "knox/es/meaning.h"
#include "knox/es/message.h"
#include "knox/es/values.h"
#include "knox/event/event.h"
#include "knox/os/names.h"

namespace knox::es {

class EventMapper {
 public:
  // `names` stays the caller's and outlives the mapper. `host` is the name of the host that the messages are
  // of; empty: they say it, or nobody does.
  explicit EventMapper(os::Names& names, std::string host = {}) : names_(names), host_(std::move(host)) {}

  // What the message tells, but for Event::exec and act. Good until the next call, and as long as the
  // message.
  const event::Event& map(const Message& message);

 private:
  struct OfEvent {
    Meaning meaning;
    std::string_view attempt;            // the categories if it is not known to have succeeded
    std::uint32_t number = 0;            // the first of Event::number; 0: none are left
    std::span<const Value> values = {};  // of its numbers
  };
  const OfEvent& of_event(std::string_view name);

  const Member* take(std::string_view key);
  std::string_view take_text(std::string_view key);
  std::optional<std::uint32_t> take_number(std::string_view key);

  void take_result();
  void take_judgement();
  bool says_other(Hint hint) const;
  void take_event(const OfEvent& known);
  void take_actor();
  void take_token(const Token& token);
  void take_begun();
  void take_login();
  void take_method();
  void take_switch();
  void take_account(const OfEvent& known);
  void take_victim();
  void take_files(Hint hint);
  std::string_view new_name(const File*& file);
  std::string_view inside(std::string_view directory, std::string_view name);
  void take_file(const File& file);
  void take_file_changes(Hint hint);
  void take_socket(Hint hint);
  void take_source();
  void take_rest(const OfEvent& known);
  void put_value(const Member& member, const OfEvent& known);
  void take_id();

  event::Principal user(std::optional<std::uint32_t> id) const;
  event::Principal group(std::optional<std::uint32_t> id) const;

  os::Names& names_;
  std::string host_;
  std::map<std::string, OfEvent, std::less<>> events_;  // by name
  std::uint32_t last_number_ = 1;

  // Of the message at hand
  const Message* message_ = nullptr;
  event::Event event_;
  event::Access access_;
  std::vector<bool> taken_;  // of its members
  std::string joined_, types_, id_;
  std::array<char, 10> pid_;  // of who it is done to
  std::string text_;
  StringWriter writer_{text_};
  Out out_{writer_};
};

}  // namespace knox::es
