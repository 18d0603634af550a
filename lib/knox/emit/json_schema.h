// JSON Schemas (json-schema.org, draft 2020-12) from a short notation of what a line of JSON can have:
//
//   $user = {id: digits name: text}                  a definition, before the members
//   time!: time  pid: count  user: $user             members; ! is in every line
//   args: [text]  value: count|text  data: {*: text}
//
// A type is a word, [type] for an array, {members} for an object, $name, or several with | between them. `*`
// stands for all other members of an object: their names are open.
//
//   text    any string                       count   a number from 0 to 2^64-1
//   time    RFC 3339, in UTC                 number  a number from -2^63 on
//   digits  a string of decimal digits       octal   "0100644"
//   hex     bytes, two digits each           hexnum  "0x1f", bytes or a number
//   flag    true or false                    null    null
//
// A member that is in no schema can be there nevertheless: knox-json(5), section Stability.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace knox::emit {

// The whole document, with a line feed. `notation` is one of knox's own: what breaks the rules above is shown
// as it stands, under "$comment", so that a test sees it. raw_bytes, source_file and source_offset are added
// to each.
std::string json_schema(std::string_view title, std::string_view notation);

// A format's schema, for a table of them.
struct JsonSchema {
  std::string_view name;   // of the format: json
  std::string_view title;  // what a line is
  std::string (*notation)();

  std::string text() const { return json_schema(title, notation()); }
};

}  // namespace knox::emit
