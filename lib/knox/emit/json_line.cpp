#include "knox/emit/json_line.h"

#include "knox/emit/json.h"

namespace knox::emit {

JsonLine::JsonLine(Out& out, RawBytes& raw) : out_(out), raw_(raw) {
  levels_[0] = {{}, '}'};
  out_.text("{");
}

// What comes before a value: a comma unless it is the first, and the key unless it is an element of an array.
void JsonLine::begin_value(Pen& pen, std::string_view key) {
  Level& level = levels_[depth_ - 1];
  pen.room(kRoom);
  if (level.count++ > 0) pen.put(',');
  if (level.close == '}') pen.put('"').put(key).put("\":");
}

void JsonLine::begin(std::string_view key, char open, char close) {
  Pen pen(out_);
  begin_value(pen, key);
  pen.put(open);
  levels_[depth_++] = {key, close};
}

void JsonLine::begin_object(std::string_view key) {
  begin(key, '{', '}');
}
void JsonLine::begin_array(std::string_view key) {
  begin(key, '[', ']');
}

void JsonLine::end() {
  Pen pen(out_);
  pen.room(1);
  pen.put(levels_[--depth_].close);
}

void JsonLine::finish() {
  raw_.put_member(out_);
  out_.text("}\n");
}

void JsonLine::string(std::string_view key, std::string_view value) {
  Pen pen(out_);
  begin_value(pen, key);
  if (!json_string(pen, value)) [[unlikely]]
    keep_raw(key, value);
}

void JsonLine::element(std::string_view value) {
  string({}, value);
}

void JsonLine::number(std::string_view key, std::uint64_t value) {
  Pen pen(out_);
  begin_value(pen, key);
  pen.dec(value);
}

void JsonLine::number_if(std::string_view key, std::optional<std::uint32_t> value) {
  if (value) number(key, *value);
}

void JsonLine::boolean(std::string_view key, bool value) {
  Pen pen(out_);
  begin_value(pen, key);
  pen.put(std::string_view(value ? "true" : "false"));
}

void JsonLine::keep_raw(std::string_view key, std::string_view value) {
  std::string pointer;
  for (std::size_t i = 1; i < depth_; ++i) pointer.append("/").append(levels_[i].key);
  const Level& innermost = levels_[depth_ - 1];
  pointer += '/';
  pointer += innermost.close == ']' ? std::to_string(innermost.count - 1) : std::string(key);
  raw_.add(pointer, value);
}

}  // namespace knox::emit
