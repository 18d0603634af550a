// YamlDocument: one YAML 1.2 document, written member by member as a JsonLine is (json_line.h), with the same
// functions and the same content:
//
//   ---
//   hostname: "web1"
//   log:
//     args:
//       - "ls"
//       - "caf\ufffd"
//     items:
//       - name: "a"
//         size: 1
//   raw_bytes: {"/log/args/1":"636166e9"}
//
// Every string stands in double quotes, whose escapes are JSON's and \UNNNNNNNN, so nothing that somebody
// else chose can look like YAML, or like a number. Keys are the caller's own words; those that YAML would
// take for something else are quoted, too.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "knox/base/out.h"
#include "knox/emit/raw_bytes.h"

namespace knox::emit {

// Writes `bytes` with quotes around them. False when something was replaced by U+FFFD.
bool yaml_string(Out& out, std::string_view bytes);

class YamlDocument {
 public:
  static constexpr std::size_t kMaxDepth = 12;
  static constexpr std::size_t kMaxKey = 128;

  YamlDocument(Out& out, RawBytes& raw);

  void begin_object(std::string_view key) { begin(key, Kind::kObject); }
  void begin_array(std::string_view key) { begin(key, Kind::kArray); }
  void end();
  void finish();

  // Members of an object.
  void string(std::string_view key, std::string_view value);
  void number(std::string_view key, std::uint64_t value);
  void signed_number(std::string_view key, std::int64_t value);
  void digits(std::string_view key, std::string_view value);
  void boolean(std::string_view key, bool value);
  void null(std::string_view key);
  template <class Range>  // of std::string_view
  void strings(std::string_view key, const Range& values) {
    begin_array(key);
    for (const std::string_view value : values) element(value);
    end();
  }
  void string_if(std::string_view key, std::string_view value) {
    if (!value.empty()) string(key, value);
  }
  void number_if(std::string_view key, std::optional<std::uint32_t> value) {
    if (value) number(key, *value);
  }
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
  void begin_object_element() { begin({}, Kind::kElement); }

 private:
  enum class Kind : std::uint8_t {
    kObject,
    kArray,
    kElement  // an object in an array: its first member stands on the line of the dash
  };
  struct Level {
    std::string_view key;
    Kind kind;
    std::uint32_t count = 0;
  };
  static constexpr std::size_t kRoom = kMaxKey + 2 * kMaxDepth + 128;

  void begin(std::string_view key, Kind kind);
  void begin_line(Pen& pen, std::string_view key);
  void begin_value(Pen& pen, std::string_view key);
  void keep_raw(std::string_view key, std::string_view value);

  Out& out_;
  RawBytes& raw_;
  std::array<Level, kMaxDepth> levels_;
  std::size_t depth_ = 1;
};

}  // namespace knox::emit
