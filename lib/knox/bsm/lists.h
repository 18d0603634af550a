// Going through the fields that are lists.
#pragma once

#include "knox/base/out.h"
#include "knox/bsm/fields.h"

namespace knox::bsm {

template <class Visit>
void for_each_string(const Strings& list, Visit visit) {
  Cursor in(as_bytes(list.bytes));
  for (std::uint32_t i = 0; i < list.present; ++i) visit(in.take_until_nul());
}

template <class Visit>
void for_each_text(const Texts& list, Visit visit) {
  Cursor in(as_bytes(list.bytes));
  for (std::uint32_t i = 0; i < list.count; ++i) {
    Text text;
    read_field(in, text);
    visit(text.bytes);
  }
}

template <class Visit>
void for_each_u32(std::string_view bytes, Visit visit) {
  Cursor in(as_bytes(bytes));
  while (in.left() >= 4) visit(in.get<std::uint32_t>());
}

template <class Visit>
void for_each_group(std::string_view bytes, Visit visit) {
  for_each_u32(bytes, [&](std::uint32_t gid) { visit(Gid{gid}); });
}

// visit(value, the same as two's complement of its width) for each unit of a data token.
template <class Visit>
void for_each_unit(const DataValues& data, Visit visit) {
  Cursor in(as_bytes(data.bytes));
  for (std::uint32_t i = 0; i < data.count; ++i) {
    switch (data.unit) {
      case 0: {
        const auto v = in.get<std::uint8_t>();
        visit(std::uint64_t{v}, std::int64_t{static_cast<std::int8_t>(v)});
        break;
      }
      case 1: {
        const auto v = in.get<std::uint16_t>();
        visit(std::uint64_t{v}, std::int64_t{static_cast<std::int16_t>(v)});
        break;
      }
      case 2: {
        const auto v = in.get<std::uint32_t>();
        visit(std::uint64_t{v}, std::int64_t{static_cast<std::int32_t>(v)});
        break;
      }
      default: {
        const auto v = in.get<std::uint64_t>();
        visit(v, static_cast<std::int64_t>(v));
      }
    }
  }
}

// 16 bytes as 8-4-4-4-12 hexadecimal digits (RFC 4122).
inline void put_uuid(Pen& pen, std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) pen.put('-');
    pen.hex_byte(static_cast<std::uint8_t>(bytes[i]));
  }
}

}  // namespace knox::bsm
