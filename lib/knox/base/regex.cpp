#include "knox/base/regex.h"

namespace knox {

std::expected<Regex, std::string> Regex::compile(const std::string& pattern) {
  if (pattern.empty()) return std::unexpected("empty regular expression");
  auto fresh = std::make_unique<regex_t>();  // not for regfree() as long as it is not compiled
  const int error = regcomp(fresh.get(), pattern.c_str(), REG_EXTENDED | REG_NOSUB);
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

}  // namespace knox
