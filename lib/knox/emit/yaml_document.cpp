#include "knox/emit/yaml_document.h"

#include <algorithm>
#include <string>

#include "knox/base/utf8.h"
#include "knox/emit/quoted.h"

namespace knox::emit {

namespace {

void put_escaped(Pen& pen, std::uint32_t code) {
  switch (code) {
    case '"': pen.put("\\\""); return;
    case '\\': pen.put("\\\\"); return;
    case '\n': pen.put("\\n"); return;
    case '\r': pen.put("\\r"); return;
    case '\t': pen.put("\\t"); return;
  }
  pen.put(std::string_view(code < 0x10000 ? "\\u" : "\\U"));
  for (int shift = code < 0x10000 ? 8 : 24; shift >= 0; shift -= 8) {
    pen.hex_byte(static_cast<std::uint8_t>(code >> shift));
  }
}

// One character that copy_plain stopped at. False: it was an invalid byte.
bool put_special(Pen& pen, std::string_view& rest) {
  const Utf8Char c = utf8_front(rest);
  const std::size_t size = std::max<std::size_t>(c.size, 1);
  if (c.size == 0) {
    pen.put("\\ufffd");
  } else if (c.code == '"' || c.code == '\\' || is_unsafe_char(c.code) || (c.code & 0xfffe) == 0xfffe) {
    put_escaped(pen, c.code);
  } else {
    pen.put(rest.substr(0, c.size));
  }
  rest.remove_prefix(size);
  return c.size != 0;
}

// Words that a YAML parser, of this version or an older one, does not take for a string.
constexpr std::array<std::string_view, 9> kWords = {"null", "true", "false", "yes", "no",
                                                    "on",   "off",  "y",     "n"};

bool is_plain_key(std::string_view key) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto is_inner = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  if (key.empty() || !is_letter(key.front()) || !std::ranges::all_of(key, is_inner)) return false;
  return std::ranges::none_of(kWords, [&](std::string_view word) {
    return std::ranges::equal(key, word, [](char k, char w) { return (k | 0x20) == w; });
  });
}

}  // namespace

bool yaml_string(Out& out, std::string_view bytes) {
  return put_quoted(out, bytes, put_special);
}

YamlDocument::YamlDocument(Out& out, RawBytes& raw) : out_(out), raw_(raw) {
  levels_[0] = {{}, Kind::kObject};
  out_.text("---");
}

// The line of a member or an element, as far as what is behind its colon or dash.
void YamlDocument::begin_line(Pen& pen, std::string_view key) {
  Level& level = levels_[depth_ - 1];
  pen.room(kRoom);
  const bool on_dash = level.kind == Kind::kElement && level.count == 0;
  ++level.count;
  if (!on_dash) {
    pen.put('\n');
    for (std::size_t i = 1; i < depth_; ++i) pen.put("  ");
  }
  if (level.kind == Kind::kArray) {
    pen.put('-');
  } else if (is_plain_key(key)) {
    pen.put(key).put(':');
  } else {
    pen.put('"').put(key).put("\":");
  }
}

void YamlDocument::begin_value(Pen& pen, std::string_view key) {
  begin_line(pen, key);
  pen.put(' ');
}

void YamlDocument::begin(std::string_view key, Kind kind) {
  Pen pen(out_);
  begin_line(pen, key);
  if (kind == Kind::kElement) pen.put(' ');
  levels_[depth_++] = {key, kind};
}

void YamlDocument::end() {
  const Level& level = levels_[--depth_];
  if (level.count > 0) return;
  switch (level.kind) {
    case Kind::kObject: return out_.text(" {}");
    case Kind::kArray: return out_.text(" []");
    case Kind::kElement: return out_.text("{}");
  }
}

void YamlDocument::finish() {
  if (levels_[0].count == 0 && raw_.empty()) out_.text(" {}");
  if (!raw_.empty()) {
    out_.text("\nraw_bytes: ");
    raw_.put_object(out_);
  }
  out_.text("\n");
  out_.end_record();
}

void YamlDocument::string(std::string_view key, std::string_view value) {
  {
    Pen pen(out_);
    begin_value(pen, key);
  }
  if (!yaml_string(out_, value)) [[unlikely]]
    keep_raw(key, value);
}

void YamlDocument::number(std::string_view key, std::uint64_t value) {
  Pen pen(out_);
  begin_value(pen, key);
  pen.dec(value);
}

void YamlDocument::signed_number(std::string_view key, std::int64_t value) {
  Pen pen(out_);
  begin_value(pen, key);
  pen.sdec(value);
}

void YamlDocument::digits(std::string_view key, std::string_view value) {
  Pen pen(out_);
  begin_value(pen, key);
  pen.put(value);
}

void YamlDocument::boolean(std::string_view key, bool value) {
  Pen pen(out_);
  begin_value(pen, key);
  pen.put(std::string_view(value ? "true" : "false"));
}

void YamlDocument::null(std::string_view key) {
  Pen pen(out_);
  begin_value(pen, key);
  pen.put("null");
}

void YamlDocument::keep_raw(std::string_view key, std::string_view value) {
  std::string pointer;
  for (std::size_t i = 0; i < depth_; ++i) {
    const Level& level = levels_[i];
    const std::string_view inside = i + 1 < depth_ ? levels_[i + 1].key : key;
    pointer += '/';
    pointer += level.kind == Kind::kArray ? std::to_string(level.count - 1) : std::string(inside);
  }
  raw_.add(pointer, value);
}

}  // namespace knox::emit
