// JsonMembers: members of a JSON object as finished text, for what is the same in many objects:
//
//   kept = members.of([&](JsonLine& line) { line.number("pid", 7); });     "pid":7
//   ...
//   line.members(kept);
#pragma once

#include <string>
#include <string_view>

#include "knox/emit/json_line.h"

namespace knox::emit {

class JsonMembers {
 public:
  // What write(line) puts into an object, without the braces; empty where a string among it is not UTF-8,
  // since the line that it will stand in has to say where. Good until the next call.
  std::string_view of(auto write) {
    text_.clear();
    JsonLine line(out_, raw_);
    write(line);
    const bool is_whole = raw_.empty();
    line.finish();
    out_.flush();
    if (!is_whole) return {};
    return std::string_view(text_).substr(1, text_.size() - 3);  // {...} and a line feed
  }

 private:
  std::string text_;
  StringWriter writer_{text_};
  Out out_{writer_};  // its block is large, so there is one for all texts
  RawBytes raw_;
};

}  // namespace knox::emit
