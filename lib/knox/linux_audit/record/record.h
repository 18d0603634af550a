// Record: a line taken apart into its fields. It is a view: the text belongs to the caller, and a Record is
// meant to be used again and again (parse) so that no memory is allocated per record.
//
//   BODY = fields and words, separated by spaces      keys repeat, and their order means something
//
//   pid=1                       key=value
//   comm="ls" a0=2F746D70       a string; in hex digits where it holds quotes, spaces or bytes that are not
//                               ASCII. The quotes decide, not the look: value.h
//   avc:  denied  { read } for  words; what is between braces is inside of a field without a key
//   msg='op=login res=success'  a field with others inside: its value is all of the text with its quotes, and
//                               the next `inside` fields are what it is made of
//   ^]UID="root" SADDR={ ... }  ENRICHED logs: names for what the body holds as numbers, after a byte 0x1d.
//                               Copying turns that byte into a space, drops it, or writes it as #035 and
//                               the like (separator.h), so that the keys in capitals are recognised alone:
//                               res=1UID="root"
//
// Values lose a comma at their end, and parentheses that older programs put around several fields; with white
// space and the = these are what separates fields. Nothing else is left out.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "knox/linux_audit/log/line.h"

namespace knox::linux_audit {

enum class Part : std::uint8_t {
  kBody,     // the kernel's own fields
  kMessage,  // inside of msg='...', from the program that sent it
  kEnriched  // added by auditd
};

struct Field {
  std::string_view key;      // empty: a word, or braces without a key
  std::string_view value;    // as written, with quotes or braces around it
  std::uint32_t inside = 0;  // how many of the next fields are inside of this value
  Part part = Part::kBody;

  bool is_word() const noexcept { return key.empty() && inside == 0; }
};

class Record {
 public:
  // The fields of a line that peek() took for a record.
  void parse(const Line& line);

  const Line& line() const noexcept { return line_; }
  RecordType type() const noexcept { return line_.type; }
  std::span<const Field> fields() const noexcept { return {fields_.data(), size_}; }

  // The value of the first field of that name in one part, as written; empty: there is none. (A value that is
  // there and empty has its quotes, or its data() is not null.)
  std::string_view find(std::string_view key, Part part = Part::kBody) const noexcept;
  // As parse_id() of one of its values, but with an eye on what is behind the value, so that eight digits can
  // be read at once.
  std::optional<std::uint32_t> read_id(std::string_view value) const noexcept;

 private:
  class Parser;

  Line line_;
  std::vector<Field> fields_;  // those of longer records are still behind
  std::size_t size_ = 0;
};

}  // namespace knox::linux_audit
