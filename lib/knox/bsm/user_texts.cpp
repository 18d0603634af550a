#include "knox/bsm/user_texts.h"

namespace knox::bsm {

namespace {

// What is between them, when the text begins and ends so.
std::string_view between(std::string_view text, std::string_view begin, std::string_view end) {
  if (text.size() < begin.size() + end.size() || !text.starts_with(begin) || !text.ends_with(end)) return {};
  return text.substr(begin.size(), text.size() - begin.size() - end.size());
}

}  // namespace

std::string_view user_of_ssh(std::string_view text) {
  constexpr std::size_t kLongest = 255;
  constexpr std::string_view kBegins[] = {"successful login ", "invalid password for user ",
                                          "invalid interactive password entry for user ",
                                          "too many tries for user "};
  const std::string_view quoted = between(text, "invalid user name \"", "\"");
  if (!quoted.empty() || text.size() >= kLongest) return quoted;
  for (const std::string_view begin : kBegins) {
    if (text.starts_with(begin)) return text.substr(begin.size());
  }
  return {};
}

// The node is the system's, so what stands before the last one is the name, whatever is in it.
std::string_view user_of_directory(std::string_view text) {
  if (text.starts_with("Authentication for user <")) return between(text, "Authentication for user <", ">");
  const auto verified = [&](std::string_view begin, std::string_view node, std::string_view end) {
    const std::string_view both = between(text, begin, end);
    const std::size_t at = both.rfind(node);
    return at == both.npos ? std::string_view() : both.substr(0, at);
  };
  const std::string_view name = verified("Verify password for record type Users '", "' node '", "'");
  return name.empty() ? verified("Verify password for record type Users \"", "\" node \"", "\"") : name;
}

// FROM is the name of somebody who is logged in, and has no blank; nor has the terminal.
std::string_view user_of_su(std::string_view text) {
  constexpr std::string_view kBad = "bad su ", kTo = " to ", kOn = " on ", kUnknown = "unknown subject: ";
  if (text.starts_with(kUnknown)) return text.substr(kUnknown.size());
  if (!text.starts_with(kBad)) return between(text, "username too long: '", "'");
  const std::size_t to = text.find(kTo, kBad.size());
  if (to == text.npos || text.find(' ', kBad.size()) != to) return {};
  const std::string_view name = text.substr(to + kTo.size());
  return name.substr(0, name.rfind(kOn));
}

std::string_view user_of_authd(std::string_view text) {
  return text.find_first_of(". ") == text.npos ? text : std::string_view();
}

}  // namespace knox::bsm
