#include "knox/tracev3/plist.h"

#include <fmt/format.h>

#include <bit>
#include <chrono>
#include <cmath>

#include "knox/base/cursor.h"
#include "knox/base/out.h"
#include "knox/emit/json.h"
#include "knox/tracev3/bytes/append.h"

namespace knox::tracev3 {

namespace {

constexpr std::string_view kMagic = "bplist00";
constexpr std::size_t kTrailer = 32;
constexpr int kMostDepth = 64;

enum Kind : unsigned {
  kSimple = 0x0,
  kInteger = 0x1,
  kReal = 0x2,
  kDate = 0x3,
  kData = 0x4,
  kAscii = 0x5,
  kUtf16 = 0x6,
  kUid = 0x8,
  kArray = 0xa,
  kOrderedSet = 0xb,
  kSet = 0xc,
  kDictionary = 0xd
};

// The big-endian number of up to 8 bytes at the end of `bytes`.
std::uint64_t number_of(std::string_view bytes) noexcept {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<std::uint8_t>(c);
  return value;
}

void append_real(double value, std::string& text) {
  if (!std::isfinite(value)) {
    text += "null";  // JSON has no other word
  } else {
    fmt::format_to(std::back_inserter(text), "{}", value);
  }
}

// From 2001 on, in UTC.
void append_date(double since_2001, std::string& text) {
  using namespace std::chrono;
  constexpr double kMost = 2.5e11;  // within the years that a date has
  if (!(since_2001 > -kMost / 4 && since_2001 < kMost)) {
    text += "null";
    return;
  }
  const sys_seconds time = sys_days(year(2001) / 1 / 1) + seconds(std::llround(std::floor(since_2001)));
  const sys_days day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  fmt::format_to(std::back_inserter(text), "\"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z\"",
                 static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                 static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(),
                 clock.seconds().count());
}

void append_utf16(std::string_view bytes, std::string& text) {
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    auto code = static_cast<std::uint32_t>(number_of(bytes.substr(at, 2)));
    if (code >= 0xd800 && code < 0xdc00 && at + 3 < bytes.size()) {
      const auto low = static_cast<std::uint32_t>(number_of(bytes.substr(at + 2, 2)));
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        at += 2;
      }
    }
    append_character(code, text);
  }
}

class Reader {
 public:
  Reader(Bytes data, std::string& text)
      : data_(data), text_(text), budget_(16 * data.size() + 4096), writer_(text), out_(writer_) {}

  bool read() {
    if (data_.size() < kMagic.size() + kTrailer || !as_chars(data_).starts_with(kMagic)) return false;
    Cursor trailer(data_.last(kTrailer));
    trailer.take(6);
    offset_size_ = trailer.get<std::uint8_t>();
    reference_size_ = trailer.get<std::uint8_t>();
    count_ = trailer.get<std::uint64_t>();
    const std::uint64_t top = trailer.get<std::uint64_t>(), table = trailer.get<std::uint64_t>();
    const std::size_t body = data_.size() - kTrailer;
    const auto is_size = [](std::size_t size) { return size >= 1 && size <= 8; };
    if (!is_size(offset_size_) || !is_size(reference_size_) || table > body) return false;
    if (count_ > (body - table) / offset_size_) return false;
    table_ = as_chars(data_.subspan(table, count_ * offset_size_));
    data_ = data_.first(body);
    return object(top, 0);
  }

 private:
  bool spend(std::size_t size) {
    if (size + 1 > budget_) return false;
    budget_ -= size + 1;
    return true;
  }

  bool object(std::uint64_t index, int depth) {
    if (index >= count_ || depth > kMostDepth) return false;
    const std::uint64_t offset = number_of(table_.substr(index * offset_size_, offset_size_));
    if (offset >= data_.size()) return false;
    Cursor cursor(data_.subspan(offset));
    const unsigned marker = cursor.get<std::uint8_t>();
    std::uint64_t size = marker & 15;
    const unsigned kind = marker >> 4;
    const bool is_counted = kind >= kData && kind != kUid;
    if (is_counted && size == 15) {
      const unsigned width = cursor.get<std::uint8_t>();
      if (width >> 4 != kInteger || (width & 15) > 3) return false;
      size = number_of(cursor.take(std::size_t{1} << (width & 15)));
    }
    if (!cursor.ok() || size > data_.size() || !spend(is_counted ? size : 8)) return false;
    return value(kind, size, cursor, depth) && cursor.ok();
  }

  bool value(unsigned kind, std::uint64_t size, Cursor& cursor, int depth) {
    switch (kind) {
      case kSimple: text_ += size == 8 ? "false" : size == 9 ? "true" : "null"; return true;
      case kInteger: return integer(size, cursor);
      case kReal:
        if (size != 2 && size != 3) return false;
        append_real(size == 2 ? static_cast<double>(std::bit_cast<float>(cursor.get<std::uint32_t>()))
                              : std::bit_cast<double>(cursor.get<std::uint64_t>()),
                    text_);
        return true;
      case kDate: append_date(std::bit_cast<double>(cursor.get<std::uint64_t>()), text_); return true;
      case kData:
        text_ += '"';
        append_base64(as_bytes(cursor.take(size)), text_);
        text_ += '"';
        return true;
      case kAscii: string(cursor.take(size)); return true;
      case kUtf16: {
        std::string utf8;
        append_utf16(cursor.take(2 * size), utf8);
        string(utf8);
        return true;
      }
      case kUid:
        if (size > 7) return false;
        append_decimal(number_of(cursor.take(size + 1)), text_);
        return true;
      case kArray:
      case kOrderedSet:
      case kSet: return array(size, cursor, depth);
      case kDictionary: return dictionary(size, cursor, depth);
      default: return false;
    }
  }

  // 8 bytes have a sign, and so do 16.
  bool integer(std::uint64_t power, Cursor& cursor) {
    if (power > 4) return false;
    if (power == 4) cursor.take(8);
    const std::uint64_t bits = number_of(cursor.take(std::size_t{1} << (power == 4 ? 3 : power)));
    if (power == 3) {
      append_decimal(static_cast<std::int64_t>(bits), text_);
    } else {
      append_decimal(bits, text_);
    }
    return true;
  }

  void string(std::string_view bytes) {
    emit::json_string(out_, bytes);
    out_.flush();
  }

  bool array(std::uint64_t size, Cursor& cursor, int depth) {
    text_ += '[';
    for (std::uint64_t i = 0; i < size; ++i) {
      if (i > 0) text_ += ',';
      const std::string_view reference = cursor.take(reference_size_);
      if (!cursor.ok() || !object(number_of(reference), depth + 1)) return false;
    }
    text_ += ']';
    return true;
  }

  // All keys first, then all values. A key that is no string is made one by quotes.
  bool dictionary(std::uint64_t size, Cursor& cursor, int depth) {
    const std::string_view keys = cursor.take(size * reference_size_);
    if (!cursor.ok()) return false;
    text_ += '{';
    for (std::uint64_t i = 0; i < size; ++i) {
      if (i > 0) text_ += ',';
      const std::size_t begin = text_.size();
      if (!object(number_of(keys.substr(i * reference_size_, reference_size_)), depth + 1)) return false;
      if (text_[begin] != '"') {
        const std::string key = text_.substr(begin);
        text_.resize(begin);
        string(key);
      }
      text_ += ':';
      const std::string_view reference = cursor.take(reference_size_);
      if (!cursor.ok() || !object(number_of(reference), depth + 1)) return false;
    }
    text_ += '}';
    return true;
  }

  Bytes data_;
  std::string& text_;
  std::size_t budget_;  // objects may be referred to more than once, and so the text may be larger
  std::size_t offset_size_ = 0, reference_size_ = 0;
  std::uint64_t count_ = 0;
  std::string_view table_ = {};
  StringWriter writer_;
  Out out_;  // empty but for the time of one string
};

}  // namespace

bool append_plist(Bytes data, std::string& text) {
  const std::size_t before = text.size();
  if (Reader(data, text).read()) return true;
  text.resize(before);
  return false;
}

}  // namespace knox::tracev3
