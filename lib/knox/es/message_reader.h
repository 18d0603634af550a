// MessageReader: a line of JSON as a Message. It takes the messages of eslogger(1), of macOS 13 and later,
// and those of others that pass them on:
//
//   Jamf Protect   telemetry and alerts: glob_seq_num for global_seq_num, host{hostname}, metadata{}, match{}
//   mac-monitor    eslogger's members, and its own
//   {"...":{"event":{...},"process":{...}}}
//                  somebody's envelope around a message
//
// A member that is not known, and an event that no table has, is kept with the event's members, or passed
// over.
#pragma once

#include <expected>
#include <memory>
#include <string_view>

#include "knox/base/error.h"
#include "knox/es/message.h"

namespace knox::es {

// What is read of a message beside its time, its numbers and the name of its event.
enum class Wanted : std::uint8_t {
  kExecution,  // of exec: its target, args, env, cwd, script
  kActs,       // the same, who acts, the child of a fork, the status of an exit
  kAll
};

class MessageReader {
 public:
  MessageReader();
  ~MessageReader();

  // `line` is one JSON object, with white space around it. The message is good until the next call; it does
  // not point into the line. Errors: kMalformed (no JSON, as far as was looked), with the offset in the line;
  // io::foreign_line() (JSON, but no message).
  std::expected<const Message*, Error> read(std::string_view line, Wanted wanted);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace knox::es
