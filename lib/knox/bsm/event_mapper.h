// EventMapper: a record as event::Event, what all sources have in common. What each fact is made from:
//
//   time, host     the header; a file token has a time of its own
//   action         the event's number, by tables/actions.def (meaning.h)
//   success        the return token. EINPROGRESS has not ended; a program's code is no errno
//   who            the subject as it was when the call began. target: the process that it was done to, or, of
//                  a login, the audit user or whom a text names (user_texts.h)
//   process        the subject's; of what began (exec, fork, posix_spawn) that, and the subject's is the
//                  parent if it made a new one. A signature is that of the program which made the call
//                  (facts.h)
//   file           paths and attributes, after the call where the record tells what it made of them (facts.h)
//   source ...     sockets, by what the event does to them; of a login the address of the terminal
//   text           all texts, but not the members of Linux' records
//   id             the bytes of the record (record_id.h)
//
// Of records that knox made of Linux' events, texts tell more (origin.h).
//
// What only BSM has a word for is in facts(), and where the format ecs puts it, in ecs_rest.h.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "knox/bsm/actors.h"
#include "knox/bsm/address_texts.h"
#include "knox/bsm/facts.h"
#include "knox/bsm/platform_tables.h"
#include "knox/bsm/process.h"
#include "knox/bsm/record_id.h"
#include "knox/event/event.h"

namespace knox::bsm {

struct EventMapperOptions {
  const PlatformTables* tables = nullptr;  // both stay the caller's and outlive the mapper
  os::Names* names = nullptr;
  std::string host = {};  // the name of the host that the records are of; empty: they say it, or nobody does
};

class EventMapper {
 public:
  explicit EventMapper(const EventMapperOptions& options);

  // What the record tells, but for Event::exec and act; also what is left of a damaged one. Good until the
  // next call, and as long as the record's bytes. Allocates nothing for records of events and subjects that
  // were seen before.
  const event::Event& map(const Record& record);

  // Event::word of all records of that event, as far as the tables know it by now.
  std::string_view word(std::uint16_t event) { return of_event(event).meaning.word; }

  // Of the same record.
  const Facts& facts() const noexcept { return facts_; }

 private:
  // What is the same in all records of an event.
  struct OfEvent {
    Meaning meaning;
    std::string code;
    std::string_view attempt;  // the categories if it is not known to have succeeded
    bool is_login = false;     // the terminal is where the user came from
    std::uint32_t number = 1;  // Event::number of one that is whole and says nothing of how it ended
  };

  const OfEvent& of_event(std::uint16_t number);
  void take_event(const Record& record, const OfEvent& known);
  void take_result(const Record& record);
  void take_texts();
  void take_linux_text(std::string_view text);
  void take_host(const HeaderFacts& header);
  void take_who();
  void take_login(event::Who& who);
  void take_act(const Record& record);
  void take_process();
  void take_object();
  void add_telling_arguments();
  std::string_view linux_text(std::string_view key) const;
  void take_linux_facts();
  void take_command(event::Process& process);
  void take_file();
  void take_addresses(bool is_login);
  void take_socket(const SocketEnds& socket);
  void take_end(event::Endpoint& end, const SocketEnd& told);

  event::Principal user(std::uint32_t id) const;
  event::Principal group(std::uint32_t id) const;

  const PlatformTables& tables_;
  os::Names& names_;
  std::string host_;

  unsigned generation_ = ~0U;
  std::vector<std::unique_ptr<const OfEvent>> events_;  // by number, made when first needed
  OfEvent file_token_;
  std::uint32_t last_number_ = 1;
  struct ErrorText {
    std::string code, number, text;
  };
  std::vector<ErrorText> errors_;  // by BSM's numbers
  Actors actors_;
  AddressTexts address_texts_;
  RecordIds ids_;
  ProcessDecoder acts_;

  // Of the record at hand
  Facts facts_;
  event::Event event_;
  std::string text_, damage_;
  std::string args_, env_;  // of a cmd token
  std::array<char, 24> device_, object_;
  std::vector<std::string_view> addresses_;
};

}  // namespace knox::bsm
