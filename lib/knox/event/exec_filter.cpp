#include "knox/event/exec_filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "knox/base/glob.h"

namespace knox::event {

namespace {

bool has_name(const Exec& exec, std::string_view name) {
  return name == base_name(exec.exec_path) || name == base_name(exec.script) ||
         (!exec.args.empty() && name == base_name(exec.args.front()));
}

bool has_path(const Exec& exec, std::string_view glob) {
  const auto matches = [&](std::string_view path) { return !path.empty() && glob_matches(glob, path); };
  return matches(exec.exec_path) || matches(exec.script);
}

bool has_argument(const Exec& exec, const Regex& regex) {
  if (exec.args.empty()) return false;
  const auto found = [&](std::string_view arg) { return regex.matches(arg); };
  return std::ranges::any_of(++exec.args.begin(), exec.args.end(), found);
}

// A number or a name; -1 is the id that was never set.
std::optional<os::WantedId> find_user(const std::string& text, const os::Names& names) {
  if (text == "-1") return os::WantedId{0xffffffff};
  std::uint32_t uid = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, uid);
  if (error == std::errc() && rest == end) return os::WantedId{uid};
  const std::optional<std::uint32_t> named = names.uid(text);
  if (!named) return std::nullopt;
  return os::WantedId{*named, text};
}

}  // namespace

std::expected<ExecFilter::Rules, std::string> ExecFilter::make_rules(std::string_view dashes,
                                                                     const ExecCriteria& criteria,
                                                                     const os::Names& names) {
  Rules rules;
  rules.commands = criteria.commands;
  rules.paths = criteria.paths;
  for (const std::string& user : criteria.users) {
    std::optional<os::WantedId> wanted = find_user(user, names);
    if (!wanted) return std::unexpected(fmt::format("{}user: {}", dashes, os::unknown_user(user)));
    rules.users.push_back(std::move(*wanted));
  }
  const auto compile = [&](std::string_view option, const std::vector<std::string>& patterns,
                           std::vector<Regex>& into) {
    for (const std::string& pattern : patterns) {
      std::expected<Regex, std::string> regex = Regex::compile(pattern);
      if (!regex)
        return fmt::format("{}{}: not a regular expression: '{}' ({})", dashes, option, pattern,
                           regex.error());
      into.push_back(std::move(*regex));
    }
    return std::string();
  };
  std::string wrong = compile("arg", criteria.args, rules.args);
  if (wrong.empty()) wrong = compile("grep", criteria.greps, rules.greps);
  if (!wrong.empty()) return std::unexpected(wrong);
  return rules;
}

std::expected<ExecFilter, std::string> ExecFilter::make(const ExecFilterOptions& options,
                                                        const os::Names& names) {
  std::expected<Rules, std::string> keep = make_rules("--", options.keep, names);
  if (!keep) return std::unexpected(std::move(keep.error()));
  std::expected<Rules, std::string> drop = make_rules("--not-", options.drop, names);
  if (!drop) return std::unexpected(std::move(drop.error()));
  ExecFilter filter;
  filter.keep_ = std::move(*keep);
  filter.drop_ = std::move(*drop);
  filter.failed_ = options.failed;
  if (!filter.keep_.greps.empty() || !filter.drop_.greps.empty()) {
    filter.line_ = std::make_unique<CommandLine>();
  }
  return filter;
}

bool ExecFilter::wants(const Exec& exec, const os::Names& names) {
  if (exec.success == false && !failed_) return false;
  const auto has_user = [&](const Exec& one, const os::WantedId& user) {
    const ProcessIds& ids = one.process;
    const auto is = [&](std::optional<std::uint32_t> uid) { return uid && names.is_user(user, *uid); };
    return is(ids.ruid) || is(ids.euid) || is(ids.auid) || is(one.run_as);
  };
  const auto meets = [&](const auto& rules, auto has) {
    return std::ranges::any_of(rules, [&](const auto& rule) { return has(exec, rule); });
  };
  const auto fits = [&](const auto& keep, const auto& drop, auto has) {
    return (keep.empty() || meets(keep, has)) && !meets(drop, has);
  };
  return fits(keep_.commands, drop_.commands, has_name) && fits(keep_.users, drop_.users, has_user) &&
         fits(keep_.paths, drop_.paths, has_path) && fits(keep_.args, drop_.args, has_argument) &&
         (line_ == nullptr || greps_want(exec));
}

std::vector<std::string> ExecFilter::plain_commands() const {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  const auto is_plain_name = [&](const std::string& name) {
    return !name.empty() && std::ranges::all_of(name, is_plain);
  };
  if (!std::ranges::all_of(keep_.commands, is_plain_name)) return {};
  return keep_.commands;
}

bool ExecFilter::greps_want(const Exec& exec) const {
  const std::string_view line = line_->of(exec);
  const auto found = [&](const Regex& regex) { return regex.matches(line); };
  return (keep_.greps.empty() || std::ranges::any_of(keep_.greps, found)) &&
         std::ranges::none_of(drop_.greps, found);
}

}  // namespace knox::event
