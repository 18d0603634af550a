#include "knox/bsm/decode.h"

namespace knox::bsm {

namespace {

template <class T>
bool skip(Cursor& in) {
  const T token = decode<T>(in);
  bool complete = true;
  for_each_field(token,
                 [&](const auto&, const auto& value) KNOX_INLINE_LAMBDA { complete &= is_complete(value); });
  return in.ok() && complete;
}

constexpr auto kSkip = per_token(Tokens{}, []<class T>() { return &skip<T>; });

}  // namespace

bool skip_token(Cursor& in, Kind kind) {
  return kSkip[kind](in);
}

}  // namespace knox::bsm
