// Argument blocks of log messages, as macOS writes them: items in front, their texts and data behind them or
// in the record's private data.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "knox/tracev3/message/items.h"
#include "knox/tracev3/message/message.h"

namespace knox::test {

// One argument: a value in the item itself, or bytes that it refers to.
struct Arg {
  std::uint8_t type = 0;
  std::string bytes = {};
  bool is_range = false;
  bool is_cut = false;

  // The same for readers with the privilege to see it, or for very few.
  Arg hidden(std::uint8_t privacy = 1) const {
    Arg arg = *this;
    arg.type = static_cast<std::uint8_t>((type & 0xf0) | privacy);
    arg.is_range = true;
    return arg;
  }
  Arg sensitive() const { return hidden(5); }
  Arg open() const {  // %{public}
    Arg arg = *this;
    arg.type |= 2;
    return arg;
  }
  Arg cut() const {
    Arg arg = *this;
    arg.is_cut = true;
    return arg;
  }
};

template <std::integral T>
std::string little_bytes(T value) {
  std::string bytes;
  auto rest = static_cast<std::uint64_t>(value);
  for (std::size_t i = 0; i < sizeof(T); ++i, rest >>= 8) bytes += static_cast<char>(rest & 0xff);
  return bytes;
}

inline Arg i1(std::int64_t value) {
  return {0, little_bytes(static_cast<std::int8_t>(value))};
}
inline Arg i2(std::int64_t value) {
  return {0, little_bytes(static_cast<std::int16_t>(value))};
}
inline Arg i4(std::int64_t value) {
  return {0, little_bytes(static_cast<std::int32_t>(value))};
}
inline Arg i8(std::int64_t value) {
  return {0, little_bytes(value)};
}
inline Arg u8(std::uint64_t value) {
  return {0, little_bytes(value)};
}
inline Arg f8(double value) {
  return {0, little_bytes(std::bit_cast<std::uint64_t>(value))};
}
inline Arg count(std::int32_t value) {
  return {0x10, little_bytes(value)};
}
inline Arg of_kind(tracev3::ItemKind kind, std::string_view bytes) {
  return {static_cast<std::uint8_t>(static_cast<unsigned>(kind) << 4), std::string(bytes), true};
}
inline Arg text(std::string_view characters) {
  return of_kind(tracev3::ItemKind::kString, std::string(characters) + '\0');
}
inline Arg object(std::string_view text) {
  return of_kind(tracev3::ItemKind::kObject, std::string(text) + '\0');
}
inline Arg wide(std::string_view text) {
  return of_kind(tracev3::ItemKind::kWideString, std::string(text) + '\0');
}
inline Arg raw(std::string_view bytes) {
  return of_kind(tracev3::ItemKind::kData, bytes);
}
inline Arg masked(std::string_view bytes) {
  return of_kind(tracev3::ItemKind::kMasked, bytes);
}
// An item byte for byte.
inline Arg item(std::uint8_t type, std::string_view bytes) {
  return {type, std::string(bytes)};
}

struct ArgumentBlock {
  std::string block;
  std::string private_data;
};

// At the writer's privacy level.
inline ArgumentBlock argument_block(const std::vector<Arg>& args, unsigned level = 0) {
  ArgumentBlock made;
  std::string items, values;
  for (const Arg& arg : args) {
    items += static_cast<char>(arg.type);
    if (!arg.is_range) {
      items += static_cast<char>(arg.bytes.size());
      items += arg.bytes;
      continue;
    }
    std::string& to = arg.type & 1 ? made.private_data : values;
    items += '\4';
    items += little_bytes(static_cast<std::uint16_t>(arg.bytes.empty() ? 0 : to.size()));
    items += little_bytes(static_cast<std::uint16_t>(arg.bytes.size() | (arg.is_cut ? 0x8000u : 0u)));
    to += arg.bytes;
  }
  made.block += static_cast<char>(level << 5);
  made.block += static_cast<char>(args.size());
  made.block += items + values;
  return made;
}

// The message of a format string and its arguments. A private scalar without bytes has no value.
struct Composed {
  unsigned level = 0;
  bool is_32bit = false;
  tracev3::MessageOptions options = {};
  tracev3::Syntax syntax = tracev3::Syntax::kLog;

  std::string operator()(std::string_view format, const std::vector<Arg>& args) const {
    const ArgumentBlock made = argument_block(args, level);
    tracev3::Items items;
    if (!tracev3::read_items(as_bytes(made.block), false, items)) return "corrupt";
    items.private_data = as_bytes(made.private_data);
    items.has_private_range = !made.private_data.empty();
    items.is_32bit = is_32bit;
    std::string text;
    tracev3::append_message(tracev3::Format(format, syntax), items, options, text);
    return text;
  }
};

}  // namespace knox::test
