// JsonLine: one JSON object on one line, written member by member. Commas, nesting, and the strings that are
// not UTF-8 (raw_bytes.h) are its business; what is in it and in which order, the caller's:
//
//   JsonLine line(out, raw);
//   line.string("hostname", host);
//   line.begin_object("log");
//   line.strings("args", args);
//   line.end();
//   line.finish();
//
// Keys are the caller's own words and are written as they are. YamlDocument (yaml_document.h) has the same
// functions, so that what is a template over one of them can be written as either.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "knox/base/out.h"
#include "knox/emit/json.h"
#include "knox/emit/raw_bytes.h"

namespace knox::emit {

class JsonLine {
 public:
  static constexpr std::size_t kMaxDepth = 12;  // objects and arrays inside of each other
  static constexpr std::size_t kMaxKey = 128;   // the size of a key

  // Both stay the caller's; `raw` is empty, and again after finish().
  JsonLine(Out& out, RawBytes& raw);

  void begin_object(std::string_view key) { begin(key, '{', '}'); }
  void begin_array(std::string_view key) { begin(key, '[', ']'); }
  void end();     // of the innermost object or array
  void finish();  // the object itself and the line

  // Members of an object.
  void string(std::string_view key, std::string_view value) {
    Pen pen(out_);
    begin_value(pen, key);
    if (!json_string(pen, value)) [[unlikely]]
      keep_raw(key, value);
  }
  void number(std::string_view key, std::uint64_t value) {
    Pen pen(out_);
    begin_value(pen, key);
    pen.dec(value);
  }
  void signed_number(std::string_view key, std::int64_t value) {
    Pen pen(out_);
    begin_value(pen, key);
    pen.sdec(value);
  }
  void boolean(std::string_view key, bool value) {
    Pen pen(out_);
    begin_value(pen, key);
    pen.put(std::string_view(value ? "true" : "false"));
  }
  void null(std::string_view key) {
    Pen pen(out_);
    begin_value(pen, key);
    pen.put("null");
  }
  template <class Range>  // of std::string_view
  void strings(std::string_view key, const Range& values) {
    begin_array(key);
    for (const std::string_view value : values) element(value);
    end();
  }
  // Nothing where the value is not known.
  void string_if(std::string_view key, std::string_view value) {
    if (!value.empty()) string(key, value);
  }
  void number_if(std::string_view key, std::optional<std::uint32_t> value) {
    if (value) number(key, *value);
  }
  // A string of harmless characters, which put(pen) writes; it makes its own room for more than 100.
  template <class Put>
  void text(std::string_view key, Put put) {
    Pen pen(out_);
    begin_value(pen, key);
    pen.put('"');
    put(pen);
    pen.room(1);
    pen.put('"');
  }

  // Elements of an array.
  void element(std::string_view value) { string({}, value); }
  void number_element(std::uint64_t value) { number({}, value); }
  template <class Put>
  void text_element(Put put) {
    text({}, put);
  }
  void begin_object_element() { begin({}, '{', '}'); }

 private:
  struct Level {
    std::string_view key;  // of a member; an element has none
    char close;            // the bracket
    std::uint32_t count = 0;
  };
  static constexpr std::size_t kRoom = kMaxKey + 128;  // for a separator, a key and any number

  // What comes before a value: a comma unless it is the first, and the key unless it is an element of an
  // array.
  KNOX_INLINE void begin_value(Pen& pen, std::string_view key) {
    Level& level = levels_[depth_ - 1];
    pen.room(kRoom);
    if (level.count++ > 0) pen.put(',');
    if (level.close == '}') pen.put('"').put(key).put("\":");
  }
  void begin(std::string_view key, char open, char close);
  void keep_raw(std::string_view key, std::string_view value);

  Out& out_;
  RawBytes& raw_;
  std::array<Level, kMaxDepth> levels_;
  std::size_t depth_ = 1;
};

}  // namespace knox::emit
