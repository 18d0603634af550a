#include "knox/emit/json_line.h"

namespace knox::emit {

JsonLine::JsonLine(Out& out, RawBytes& raw) : out_(out), raw_(raw) {
  levels_[0] = {{}, '}'};
  out_.text("{");
}

void JsonLine::finish() {
  raw_.put_member(out_);
  out_.text("}\n");
  out_.end_record();
}

void JsonLine::put_string(std::string_view key, std::string_view value) {
  Pen pen(out_);
  put_string(pen, key, value);
}

void JsonLine::keep_raw(std::string_view key, std::string_view value) {
  std::string pointer;
  for (const Level* level = levels_.data(); level <= level_; ++level) {
    const std::string_view inside = level < level_ ? level[1].key : key;
    pointer += '/';
    pointer += level->close == ']' ? std::to_string(level->count - 1) : std::string(inside);
  }
  raw_.add(pointer, value);
}

}  // namespace knox::emit
