// EventMapper: Linux Audit events as event::Event, in the words and with the facts that all sources share.
// What each fact is made from:
//
//   action, users   the rows of tables/actions.def, as NormalEvent has them (normal_event.h)
//   id              stable_id.h; who tells another name of the host (`host`) gets other ids
//   code            the type of the record that stands for the event
//   success         absent where the event does not say, and while a connection is being made
//   error           what a system call that failed returned
//   process         who did it. Of a fork that succeeded it is the child, which runs the caller's program,
//                   and `parent` the caller; a clone that makes a thread is the caller's, and so is a
//                   clone3, whose flags no record has
//   exit_code       of exit(2) and exit_group(2), their argument
//   terminal        tty=, else terminal= where that is one: sshd says ssh, and cron cron
//   text            the words that a program has in its message, else its op= where that is more than a word
//
// Saved and file system ids are those of the process, where these are whom the event is about.
#pragma once

#include <memory>
#include <string>

#include "knox/event/event.h"
#include "knox/linux_audit/assembly/assembly.h"
#include "knox/linux_audit/meaning/normal_event.h"
#include "knox/os/names.h"

namespace knox::linux_audit {

class EventMapper {
 public:
  // `names` outlive it; ENRICHED names win over them. `host` is what the events' host is called, whatever
  // their node says; empty: as that says.
  explicit EventMapper(os::Names& names, std::string host = {});
  ~EventMapper();

  // Good until the next call, and as long as the event.
  const event::Event& map(const Event& event);

  // The same event in Linux's own words.
  const NormalEvent& normal() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace knox::linux_audit
