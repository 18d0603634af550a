// The table of input formats for tools that want executions. A new format is one file and one row in
// formats.cpp, which --help is printed from.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "knox/input/exec_input.h"

namespace knox::input {

struct Format {
  std::string_view name;
  std::string_view description;
  // Whether an input that begins with these bytes (some, or all there are) is of this format.
  bool (*sniff)(Bytes front);
  std::unique_ptr<ExecInput> (*make)(const ExecOptions& options);
};

std::span<const Format> formats();
const Format* find_format(std::string_view name);  // nullptr: there is none of that name
// nullptr: damage comes first, or it is none of them. A lone line of text is taken for a log's: a pipe may
// give one before the first that is a record.
const Format* sniff_format(Bytes front);

std::unique_ptr<ExecInput> make_bsm_exec_input(const ExecOptions& options);
std::unique_ptr<ExecInput> make_linux_exec_input(const ExecOptions& options);

// What an input is that certainly is no audit data known here, in a few words: "a JPEG image", "a Linux Audit
// log". Empty when these bytes may be anything, also a damaged trail.
std::string_view describe_foreign(Bytes front);

// The same of an input that certainly is no Linux Audit log.
std::string_view describe_other_than_log(Bytes front);

// Whether these bytes are one line of text, or blank, and no more.
bool is_lone_line(Bytes front);

}  // namespace knox::input
