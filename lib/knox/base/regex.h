// Regex: a POSIX extended regular expression, as grep -E and auditreduce(1) take them, over text that needs
// no NUL at its end. It is about bytes in the C locale, in which knox's tools stay.
#pragma once

#include <regex.h>

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace knox {

class Regex {
 public:
  enum class Use : bool { kMatch, kFind };
  struct Range {  // of bytes
    std::size_t begin, end;
  };

  // The error is the system's words for what is wrong with the pattern. An empty one is an error too: systems
  // disagree about it, and nobody means it.
  static std::expected<Regex, std::string> compile(const std::string& pattern, Use use = Use::kMatch);

  // Whether it is found anywhere in the text; ^ and $ tie it to the ends.
  bool matches(std::string_view text) const;
  // Where it is found first from `from` on, of what was made for that (Use::kFind); ^ is only the beginning
  // of the whole text.
  std::optional<Range> find(std::string_view text, std::size_t from) const;

 private:
  explicit Regex(std::shared_ptr<const regex_t> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const regex_t> compiled_;  // never changed, so copies share it
};

}  // namespace knox
