// One sample, or a few, of every kind of token: its bytes, laid out by the independent builder, and what has
// to come of them, written by hand. A new struct in knox/bsm/tokens.h needs a row here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace knox::test {

struct TokenSample {
  std::string_view name;  // TokenInfo::name
  std::string bytes;
  std::string json;      // its members in --format tokens, after "token" and "id"; ids have no names
  std::string text;      // praudit's, in UTC and without names
  bool solaris = false;  // it needs a header of Solaris' around it
};

// Of all kinds but the four headers and the trailer, which cannot stand within a record.
const std::vector<TokenSample>& token_samples();

// The sample within a record of its own: header, token, trailer.
std::string record_around(const TokenSample& sample);

}  // namespace knox::test
