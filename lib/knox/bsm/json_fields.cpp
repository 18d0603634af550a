#include "knox/bsm/json_fields.h"

#include <fmt/format.h>

namespace knox::bsm {

void JsonFields::keep_raw(std::string_view name, long item, std::string_view bytes) {
  std::string pointer;
  if (!group_.empty()) pointer = fmt::format("/{}", group_);
  if (index_ >= 0) pointer += fmt::format("/{}", index_);
  if (!name.empty()) pointer += fmt::format("/{}", name);
  if (item >= 0) pointer += fmt::format("/{}", item);
  raw_.add(pointer, bytes);
}

// What an id is called, when that is not a plain name.
void JsonFields::odd_name(Pen& pen, std::string_view name, std::string_view text) {
  if (!emit::json_string(pen, text)) keep_raw(fmt::format("{}_name", name), -1, text);
  pen.room(kRoom);
}

// A file token does not say its unit: OpenBSM writes milliseconds, Solaris microseconds.
void JsonFields::file_time(Pen& pen, std::uint64_t seconds, std::uint64_t fraction) {
  if (lossless_) {
    member(pen, "seconds", seconds);
    member(pen, "fraction", fraction);
    return;
  }
  const bool milliseconds = fraction < 1000;
  const std::uint64_t nanoseconds = milliseconds ? fraction * 1'000'000 : fraction * 1'000;
  pen.room(kRoom);
  put_name(pen, "time");
  pen.put('"');
  times_.put(pen, {seconds, static_cast<std::uint32_t>(nanoseconds % 1'000'000'000)}, milliseconds ? 3 : 6);
  pen.put('"');
}

void JsonFields::member(Pen& pen, std::string_view, const DataValues& v) {
  constexpr std::uint8_t kDecimal = 2;
  constexpr std::uint8_t kString = 4;
  pen.room(kRoom);
  const std::string_view format = data_format_name(v.format);
  const std::string_view unit = data_unit_name(v.unit);
  put_name(pen, "format");
  pen.put('"').put(format).put("\",\"unit\":\"").put(unit).put('"');
  if (lossless_ || format.empty()) pen.put(",\"format_number\":").dec(v.format);
  if (v.format == kString && v.unit == 0) {
    pen.put(",\"text\":");
    string(pen, "text", -1, v.bytes);
    return;
  }
  pen.put(",\"values\":[");
  bool first = true;
  for_each_unit(v, [&](std::uint64_t value, std::int64_t as_signed) {
    pen.room(kRoom);
    if (!first) pen.put(',');
    first = false;
    if (v.format == kDecimal) {
      pen.sdec(as_signed);
    } else {
      pen.dec(value);
    }
  });
  pen.room(kRoom);
  pen.put(']');
}

void JsonFields::value(Pen& pen, std::string_view name, const Strings& v) {
  pen.put('[');
  long item = 0;
  for_each_string(v, [&](std::string_view s) {
    if (item > 0) pen.put(',');
    string(pen, name, item++, s);
  });
  pen.put(']');
}

void JsonFields::value(Pen& pen, std::string_view name, const Texts& v) {
  pen.put('[');
  long item = 0;
  for_each_text(v, [&](std::string_view s) {
    if (item > 0) pen.put(',');
    string(pen, name, item++, s);
  });
  pen.put(']');
}

void JsonFields::member(Pen& pen, std::string_view name, const Texts& v) {
  pen.room(kRoom);
  put_name(pen, name);
  value(pen, name, v);
  if (!lossless_) return;
  // The places of those without a NUL.
  Cursor in(as_bytes(v.bytes));
  bool any = false;
  for (std::uint32_t i = 0; i < v.count; ++i) {
    Text text;
    read_field(in, text);
    if (text.nul) continue;
    pen.room(kRoom);
    if (any) {
      pen.put(',');
    } else {
      pen.put(",\"").put(name).put("_unterminated\":[");
    }
    any = true;
    pen.dec(i);
  }
  pen.room(kRoom);
  if (any) pen.put(']');
}

void JsonFields::value(Pen& pen, std::string_view, const Groups& v) {
  pen.put('[');
  bool first = true;
  for_each_group(v.bytes, [&](Gid gid) {
    pen.room(kRoom);
    if (!first) pen.put(',');
    first = false;
    const std::string_view name = names_->group(gid.value);
    pen.put("{\"gid\":").dec(gid.value);
    if (!name.empty()) {
      pen.put(",\"gid_name\":");
      emit::json_string(pen, name);
      pen.room(kRoom);
    }
    pen.put('}');
  });
  pen.room(kRoom);
  pen.put(']');
}

}  // namespace knox::bsm
