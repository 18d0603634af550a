// The table of input formats. A new format is one file and one row in formats.cpp, and every tool takes it.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "knox/input/input.h"

namespace knox::input {

struct Format {
  std::string_view name;
  std::string_view description;
  bool binary;  // not for a terminal
  // Whether an input that begins with these bytes (some, or all there are) is of this format.
  bool (*sniff)(Bytes front);
  std::unique_ptr<Input> (*make)(const Options& options);
  event::ActionSet (*actions)();  // that it can tell, beside called-NAME
  std::string_view one;           // an input of it, in a few words: "a BSM audit trail"
  std::string_view tool;          // that is made for it
  bool (*suits)(Wanted wanted);   // what it can be asked for
};

std::span<const Format> formats();
const Format* find_format(std::string_view name);  // nullptr: there is none of that name
// nullptr: damage comes first, or it is none of them. Text with a record of a trail in it is a trail, cut in
// an argument of its first record. Other text is taken for a log's, see may_hold_log().
const Format* sniff_format(Bytes front, Wanted wanted = Wanted::kEvents);
// Of which format an input is, whatever it is wanted for, by these first bytes alone. nullptr: of none.
const Format* recognize(Bytes front);

std::unique_ptr<Input> make_bsm_input(const Options& options);
std::unique_ptr<Input> make_linux_input(const Options& options);
std::unique_ptr<Input> make_es_input(const Options& options);
std::unique_ptr<Input> make_syslog_input(const Options& options);
std::unique_ptr<Input> make_journal_input(const Options& options);
std::unique_ptr<Input> make_utmp_input(const Options& options);
std::unique_ptr<Input> make_ulog_input(const Options& options);

// What an input is that certainly is no audit data known here, in a few words: "a JPEG image", "a Linux Audit
// log". Empty when these bytes may be anything, also a damaged trail.
std::string_view describe_foreign(Bytes front);

// The same of an input that certainly is no Linux Audit log.
std::string_view describe_other_than_log(Bytes front);

// Whether the records of a trail may still come after these bytes: they are no file of another kind, but
// perhaps text, with which a trail begins that was cut in an argument.
bool may_precede_records(Bytes front);

// Whether these bytes are lines of text of which nobody knows what follows: the first record of a log may
// come after any number of other lines, as in /var/log/messages. At the end, when none has come,
// describe_foreign() of these bytes says what it was instead.
bool may_hold_log(Bytes front);

}  // namespace knox::input
