// Regex: a POSIX extended regular expression, as grep -E and auditreduce(1) take them, over text that needs
// no NUL at its end. It is about bytes in the C locale, in which knox's tools stay.
#pragma once

#include <regex.h>

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace knox {

class Regex {
 public:
  // The error is the system's words for what is wrong with the pattern. An empty one is an error too: systems
  // disagree about it, and nobody means it.
  static std::expected<Regex, std::string> compile(const std::string& pattern);

  // Whether it is found anywhere in the text; ^ and $ tie it to the ends.
  bool matches(std::string_view text) const;

 private:
  explicit Regex(std::shared_ptr<const regex_t> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const regex_t> compiled_;  // never changed, so copies share it
};

}  // namespace knox
