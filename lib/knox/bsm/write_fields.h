// How to write each kind of field of fields.h: write_field() is the reverse of read_field(). What was read
// gives its own bytes again. What does not fit where it is to be is cut, so that every token that is written
// can be read:
//
//   Text               65,534 bytes, or 65,535 without the NUL; put_text() in write.h makes several tokens
//   Blob               65,535 bytes
//   CString, Strings   hold no NUL but the one behind each: a CString ends before the first
//   Groups, Texts ...  as many as their count can say; counts of lists are made from what is there, but for
//                      Strings, whose count is written as it is
//   Ipv4, Ipv6, Uuid   4 and 16 bytes, with zeros for those that are missing
#pragma once

#include <algorithm>
#include <limits>

#include "knox/base/buffer.h"
#include "knox/bsm/fields.h"

namespace knox::bsm {

namespace detail {

template <class Size>
std::string_view fitting(std::string_view bytes, std::size_t unit = 1) {
  return bytes.substr(0, std::min<std::size_t>(bytes.size() / unit, std::numeric_limits<Size>::max()) * unit);
}

inline void put_exactly(Buffer& out, std::string_view bytes, std::size_t size) {
  out.put(bytes.substr(0, size));
  for (std::size_t i = bytes.size(); i < size; ++i) out.put(std::uint8_t{0});
}

}  // namespace detail

template <std::unsigned_integral T>
KNOX_INLINE void write_field(Buffer& out, T f) {
  out.put(f);
}
template <OneNumber T>
KNOX_INLINE void write_field(Buffer& out, const T& f) {
  out.put(f.value);
}
template <TwoPartTime T>
KNOX_INLINE void write_field(Buffer& out, const T& f) {
  out.put(f.seconds);
  out.put(f.fraction);
}

KNOX_INLINE void write_field(Buffer& out, const Ipv4& f) {
  detail::put_exactly(out, f.bytes, 4);
}
KNOX_INLINE void write_field(Buffer& out, const Ipv6& f) {
  detail::put_exactly(out, f.bytes, 16);
}
inline void write_field(Buffer& out, const Uuid& f) {
  detail::put_exactly(out, f.bytes, 16);
}
inline void write_field(Buffer& out, const CString& f) {
  out.put(f.bytes.substr(0, f.bytes.find('\0')));
  out.put(std::uint8_t{0});
}
inline void write_field(Buffer& out, const Blob& f) {
  const std::string_view bytes = detail::fitting<std::uint16_t>(f.bytes);
  out.put(static_cast<std::uint16_t>(bytes.size()));
  out.put(bytes);
}
inline void write_field(Buffer& out, const Rest& f) {
  out.put(f.bytes);
}
inline void write_field(Buffer& out, const CapRights& f) {
  out.put(f.bytes);
}
inline void write_field(Buffer& out, const Groups& f) {
  const std::string_view bytes = detail::fitting<std::uint16_t>(f.bytes, 4);
  out.put(static_cast<std::uint16_t>(bytes.size() / 4));
  out.put(bytes);
}
inline void write_field(Buffer& out, const Groups16& f) {
  detail::put_exactly(out, f.bytes, std::size_t{4} * 16);
}

KNOX_INLINE void write_field(Buffer& out, const Text& f) {
  const std::size_t nul = f.nul ? 1 : 0;
  const std::string_view bytes = f.bytes.substr(0, std::numeric_limits<std::uint16_t>::max() - nul);
  out.put(static_cast<std::uint16_t>(bytes.size() + nul));
  out.put(bytes);
  if (f.nul) out.put(std::uint8_t{0});
}
KNOX_INLINE void write_field(Buffer& out, const IpAddress& f) {
  out.put(f.type);
  detail::put_exactly(out, f.bytes, f.type);
}
template <class P, class A>
KNOX_INLINE void write_field(Buffer& out, const Terminal<P, A>& f) {
  write_field(out, f.port);
  write_field(out, f.address);
}
inline void write_field(Buffer& out, const SocketEx& f) {
  out.put(f.type);
  write_field(out, f.local_port);
  detail::put_exactly(out, f.local, f.type);
  write_field(out, f.remote_port);
  detail::put_exactly(out, f.remote, f.type);
}
inline void write_field(Buffer& out, const Texts& f) {
  out.put(f.count);
  out.put(f.bytes);
}
inline void write_field(Buffer& out, const DataValues& f) {
  out.put(f.format);
  out.put(f.unit);
  out.put(f.count);
  detail::put_exactly(out, f.bytes, data_unit_size(f.unit) * f.count);
}
inline void write_field(Buffer& out, const Compartments& f) {
  out.put(f.count);
  out.put(f.classification);
  detail::put_exactly(out, f.bytes, std::size_t{4} * f.count);
}
inline void write_field(Buffer& out, const Strings& f) {
  out.put(f.count);
  out.put(f.bytes);
}

}  // namespace knox::bsm
