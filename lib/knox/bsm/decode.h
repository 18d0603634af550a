// From bytes to the token structs of tokens.h. Everything here is derived from their field lists.
#pragma once

#include <array>
#include <utility>

#include "knox/bsm/tokens.h"

namespace knox::bsm {

// A token's place in Tokens.
using Kind = std::uint8_t;

namespace detail {
template <class T, class... U>
constexpr Kind index_in(TokenList<U...>) {
  Kind i = 0;
  (void)((std::is_same_v<T, U> ? true : (++i, false)) || ...);
  return i;
}
}  // namespace detail

template <class T>
inline constexpr Kind kKindOf = detail::index_in<T>(Tokens{});
inline constexpr std::size_t kKinds = Tokens::kSize;

// The same array of N things, one made from each token struct: for tables of functions and of facts.
template <class Make, class... T>
constexpr auto per_token(TokenList<T...>, Make make) {
  return std::array{make.template operator()<T>()...};
}

inline constexpr auto kInfos = per_token(Tokens{}, []<class T>() { return T::kInfo; });

namespace detail {
inline constexpr auto kKindsById = [] {  // [Solaris header][id]
  std::array<std::array<Kind, 256>, 2> table{};
  for (auto& dialect : table) dialect.fill(kKindOf<Unknown>);
  for (Kind kind = 0; kind < kKinds; ++kind) {
    if (kind == kKindOf<Unknown>) continue;
    table[1][kInfos[kind].id] = kind;
    if (!kInfos[kind].solaris) table[0][kInfos[kind].id] = kind;
  }
  return table;
}();
}  // namespace detail

// The kind that an id byte stands for, in a record with a Solaris header or in any other.
constexpr Kind kind_of_id(std::uint8_t id, bool solaris) noexcept {
  return detail::kKindsById[solaris ? 1 : 0][id];
}

constexpr bool is_header(std::uint8_t id) noexcept {
  return id == Header32::kInfo.id || id == Header32Ex::kInfo.id || id == Header64::kInfo.id ||
         id == Header64Ex::kInfo.id;
}

// Calls visit(field, value) for each field of a token, in their order on the wire.
template <class T, class Visit>
KNOX_INLINE constexpr void for_each_field(T& token, Visit&& visit) {
  [&]<std::size_t... i>(std::index_sequence<i...>) KNOX_INLINE_LAMBDA {
    (visit(std::get<i>(T::kFields), token.*std::get<i>(T::kFields).member), ...);
  }
  (std::make_index_sequence<std::tuple_size_v<decltype(T::kFields)>>());
}

// Reads the fields of a T; the id byte has been taken. What is missing stays zero or empty and leaves the
// cursor failed. Strings and blobs borrow from the cursor's bytes.
template <class T>
KNOX_INLINE T decode(Cursor& in) {
  T token{};
  for_each_field(token, [&](const auto&, auto& value) KNOX_INLINE_LAMBDA { read_field(in, value); });
  return token;
}

// A whole token in place, id byte included, as Record hands it out.
template <class T>
KNOX_INLINE T decode_token(Bytes token) {
  Cursor in(token.subspan(1));
  return decode<T>(in);
}

// Moves past one token of that kind (its id byte has been taken). False when it does not fit, or when a list
// in it has fewer members than its count says; then in.need() and in.had() may tell what was missing.
bool skip_token(Cursor& in, Kind kind);

}  // namespace knox::bsm
