#include "knox/base/regex.h"

namespace knox {

std::expected<Regex, std::string> Regex::compile(const std::string& pattern, Use use) {
  if (pattern.empty()) return std::unexpected("empty regular expression");
  auto fresh = std::make_unique<regex_t>();  // not for regfree() as long as it is not compiled
  const int error =
      regcomp(fresh.get(), pattern.c_str(), REG_EXTENDED | (use == Use::kMatch ? REG_NOSUB : 0));
  if (error != 0) {
    std::string message(regerror(error, fresh.get(), nullptr, 0), '\0');
    regerror(error, fresh.get(), message.data(), message.size());
    message.pop_back();  // the NUL
    return std::unexpected(std::move(message));
  }
  return Regex({fresh.release(), [](regex_t* compiled) {
                  regfree(compiled);
                  delete compiled;
                }});
}

bool Regex::matches(std::string_view text) const {
  regmatch_t range{};  // in, with REG_STARTEND: what to search
  range.rm_so = 0;
  range.rm_eo = static_cast<regoff_t>(text.size());
  return regexec(compiled_.get(), text.empty() ? "" : text.data(), 1, &range, REG_STARTEND) == 0;
}

std::optional<Regex::Range> Regex::find(std::string_view text, std::size_t from) const {
  regmatch_t range{};
  range.rm_so = static_cast<regoff_t>(from);
  range.rm_eo = static_cast<regoff_t>(text.size());
  const int flags = REG_STARTEND | (from == 0 ? 0 : REG_NOTBOL);
  if (regexec(compiled_.get(), text.empty() ? "" : text.data(), 1, &range, flags) != 0) return std::nullopt;
  return Range{static_cast<std::size_t>(range.rm_so), static_cast<std::size_t>(range.rm_eo)};
}

}  // namespace knox
