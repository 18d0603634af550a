// EventText: what an event says beyond what has a place of its own in event::Event, for its `text`:
//
//   CONFIG_CHANGE op=set audit_enabled=0 old=1        audit_enabled=0 old=1
//   SYSCALL kill(2) a1=f                              SIGTERM
//   USER 'text=hello'                                 hello
//
// A message comes first, in its own words; then key=value, each value a word of a shell. Of system calls
// these are the arguments that say what is done: a signal, a request, an option. PAM's op= and grantors= are
// left out, since the action says that; whoever needs them has the data of NormalEvent.
#pragma once

#include <string>
#include <string_view>

#include "knox/base/out.h"
#include "knox/event/event.h"
#include "knox/linux_audit/meaning/normal_event.h"
#include "knox/linux_audit/names/arguments.h"

namespace knox::linux_audit {

// Whether an argument of this kind says what a call does: PTRACE_ATTACH, and not O_CLOEXEC.
bool says_what_is_done(ArgKind kind) noexcept;

class EventText {
 public:
  // `so_far` has all but its text. Good until the next one is asked for, and as long as the event.
  std::string_view of(const NormalEvent& event, const event::Event& so_far);

 private:
  void put_word(std::string_view word);
  void put(std::string_view key, std::string_view value);
  void put_rest(const NormalEvent& event, const event::Event& so_far);
  void put_victims(const NormalEvent& event);

  std::string text_;
  StringWriter writer_{text_};
  Out out_{writer_};
  bool is_empty_ = true;
};

}  // namespace knox::linux_audit
