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
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "knox/base/out.h"
#include "knox/base/plain.h"
#include "knox/emit/json.h"
#include "knox/emit/raw_bytes.h"

namespace knox::emit {

// A key that is written again and again: as it will be, and longer than it is, so that it is copied without
// counting.
class Key {
 public:
  Key() = default;
  explicit Key(std::string_view name) : name_(name) {
    if (name.size() + 3 > kPadded) return;
    size_ = name.size() + 3;
    text_[0] = '"';
    name.copy(&text_[1], name.size());
    text_[size_ - 2] = '"';
    text_[size_ - 1] = ':';
  }

  operator std::string_view() const noexcept { return name_; }
  std::string_view name() const noexcept { return name_; }

  // With room for it, and for kPadded bytes more.
  KNOX_INLINE void put(Pen& pen) const {
    if (size_ == 0) [[unlikely]]
      return (void)pen.put('"').put(name_).put("\":");
    std::memcpy(pen.at(), text_, kPadded);
    pen.at(pen.at() + size_);
  }

 private:
  static constexpr std::size_t kPadded = 32;

  char text_[kPadded] = {};
  std::size_t size_ = 0;  // 0: it is too long for that
  std::string name_;
};

class JsonLine {
 public:
  static constexpr std::size_t kMaxDepth = 12;  // objects and arrays inside of each other
  static constexpr std::size_t kMaxKey = 128;   // the size of a key

  // Both stay the caller's; `raw` is empty, and again after finish().
  JsonLine(Out& out, RawBytes& raw);
  JsonLine(const JsonLine&) = delete;
  JsonLine& operator=(const JsonLine&) = delete;

  void begin_object(const auto& key) { begin(key, '{', '}'); }
  void begin_array(const auto& key) { begin(key, '[', ']'); }
  void end() {  // of the innermost object or array
    Pen pen(out_);
    pen.room(1);
    pen.put((level_--)->close);
    comma_ = 1;
  }
  void finish();  // the object itself and the line

  // Members of an object.
  KNOX_INLINE void string(const Key& key, std::string_view value) {
    Pen pen(out_);
    begin_value(pen, key);
    put_string(pen, key, value);
  }
  KNOX_INLINE void string(std::string_view key, std::string_view value) {
    {
      Pen pen(out_);
      begin_value(pen, key);
    }
    put_string(key, value);
  }
  KNOX_INLINE void number(const auto& key, std::uint64_t value) {
    Pen pen(out_);
    begin_value(pen, key);
    pen.dec(value);
  }
  void signed_number(const auto& key, std::int64_t value) {
    Pen pen(out_);
    begin_value(pen, key);
    pen.sdec(value);
  }
  // A number whose digits are at hand: less than 100, without zeros in front.
  KNOX_INLINE void digits(const auto& key, std::string_view value) {
    Pen pen(out_);
    begin_value(pen, key);
    put_short(pen, value);
  }
  void boolean(const auto& key, bool value) {
    Pen pen(out_);
    begin_value(pen, key);
    pen.put(std::string_view(value ? "true" : "false"));
  }
  void null(const auto& key) {
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
  KNOX_INLINE void string_if(const auto& key, std::string_view value) {
    if (!value.empty()) string(key, value);
  }
  void number_if(const auto& key, std::optional<std::uint32_t> value) {
    if (value) number(key, *value);
  }
  // A string of harmless characters, which put(pen) writes; it makes its own room for more than 100.
  KNOX_INLINE void text(const auto& key, auto put) {
    Pen pen(out_);
    begin_value(pen, key);
    pen.put('"');
    put(pen);
    pen.room(1);
    pen.put('"');
  }

  // Members that are finished text, with the commas between them: "a":1,"b":2
  void members(std::string_view text) {
    if (text.empty()) return;
    {
      Pen pen(out_);
      pen.room(1);
      put_comma(pen);
    }
    out_.text(text);
  }

  // Elements of an array.
  void element(std::string_view value) { string(std::string_view(), value); }
  void number_element(std::uint64_t value) { number(std::string_view(), value); }
  void text_element(auto put) { text(std::string_view(), put); }
  void begin_object_element() { begin(std::string_view(), '{', '}'); }

 private:
  struct Level {
    std::string_view key;     // of a member; an element has none
    char close;               // the bracket
    std::uint32_t count = 0;  // of elements
  };
  static constexpr std::size_t kShort = 64;
  static constexpr std::size_t kRoom = kMaxKey + 128;  // for a separator, a key and any number

  // What comes before a value: a comma unless it is the first, and the key unless it is an element of an
  // array.
  KNOX_INLINE void begin_value(Pen& pen, std::string_view key) {
    pen.room(kRoom);
    put_comma(pen);
    if (level_->close == '}') {
      pen.put('"').put(key).put("\":");
    } else {
      ++level_->count;
    }
  }
  KNOX_INLINE void begin_value(Pen& pen, const Key& key) {  // of a member
    pen.room(kRoom);
    put_comma(pen);
    key.put(pen);
  }
  KNOX_INLINE void put_comma(Pen& pen) {
    *pen.at() = ',';
    pen.at(pen.at() + comma_);
    comma_ = 1;
  }
  KNOX_INLINE void begin(const auto& key, char open, char close) {
    Pen pen(out_);
    begin_value(pen, key);
    pen.put(open);
    *++level_ = {key, close};
    comma_ = 0;
  }
  KNOX_INLINE void put_string(Pen& pen, std::string_view key, std::string_view value) {
    if (value.size() <= kShort && put_plain(pen, value)) [[likely]]
      return;
    if (!json_string(pen, value)) [[unlikely]]
      keep_raw(key, value);
  }
  // The same, once for all keys.
  void put_string(std::string_view key, std::string_view value);
  // A short string with nothing to escape, for which there is room. False: it is another, and nothing is
  // written.
  KNOX_INLINE static bool put_plain(Pen& pen, std::string_view value) {
    char* const at = pen.at();
    *at = '"';
    if (copy_plain<'"', '\\'>(value, at + 1) != value.size()) return false;
    at[value.size() + 1] = '"';
    pen.at(at + value.size() + 2);
    return true;
  }
  // Without a call where it is as short as numbers are.
  KNOX_INLINE static void put_short(Pen& pen, std::string_view text) {
    char* const at = pen.at();
    const std::size_t size = text.size();
    if (size > 16 || size == 0) return (void)pen.put(text);
    if (size >= 8) {
      copy_ends<8>(text, at);
    } else if (size >= 4) {
      copy_ends<4>(text, at);
    } else if (size >= 2) {
      copy_ends<2>(text, at);
    } else {
      *at = text[0];
    }
    pen.at(at + size);
  }
  // The first bytes and the last ones, which are no more than twice as many.
  template <std::size_t N>
  KNOX_INLINE static void copy_ends(std::string_view text, char* to) {
    std::array<char, N> first, last;
    std::memcpy(&first, text.data(), N);
    std::memcpy(&last, text.data() + text.size() - N, N);
    std::memcpy(to, &first, N);
    std::memcpy(to + text.size() - N, &last, N);
  }
  void keep_raw(std::string_view key, std::string_view value);

  Out& out_;
  RawBytes& raw_;
  std::array<Level, kMaxDepth> levels_;
  Level* level_ = levels_.data();  // the innermost
  std::size_t comma_ = 0;          // 1 where something stands before the next value
};

}  // namespace knox::emit
