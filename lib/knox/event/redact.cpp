#include "knox/event/redact.h"

#include <fmt/format.h>

#include <algorithm>

namespace knox::event {

namespace {

constexpr std::string_view kStars = "***";

StringList list_of(std::string_view bytes, std::uint32_t missing) {
  const auto count = static_cast<std::uint32_t>(std::ranges::count(bytes, '\0'));
  return {bytes, count + missing};
}

}  // namespace

std::expected<Redactor, std::string> Redactor::make(const RedactText& text) {
  Redactor redactor;
  for (const std::string& pattern : text.patterns) {
    std::expected<Regex, std::string> regex = Regex::compile(pattern, Regex::Use::kFind);
    if (!regex) {
      return std::unexpected(
          fmt::format("--redact: not a regular expression: '{}' ({})", pattern, regex.error()));
    }
    redactor.patterns_.push_back(std::move(*regex));
  }
  for (std::string_view list : text.env_keep) {
    while (true) {
      const std::string_view name = list.substr(0, list.find(','));
      if (name.empty()) return std::unexpected(fmt::format("--env-keep: a name is missing in '{}'", list));
      redactor.kept_.emplace_back(name);
      if (name.size() == list.size()) break;
      list.remove_prefix(name.size() + 1);
    }
  }
  redactor.no_env_ = text.no_env;
  return redactor;
}

// `bytes` are those of `text`, which is as it is searched: what is found there becomes stars in `bytes`.
// False: nothing was.
bool Redactor::redact(std::string_view text, std::string& bytes) const {
  struct Range {
    std::size_t begin, end;
  };
  std::vector<Range> found;
  for (const Regex& regex : patterns_) {
    for (std::size_t at = 0; at < text.size();) {
      const std::optional<Regex::Range> range = regex.find(text, at);
      if (!range) break;
      if (range->end > range->begin) found.push_back({range->begin, range->end});
      at = std::max(range->end, range->begin + 1);
    }
  }
  if (found.empty()) return false;
  std::ranges::sort(found, {}, &Range::begin);
  std::string redacted;
  std::size_t done = 0;
  for (const Range& range : found) {
    if (range.begin >= done) redacted.append(bytes, done, range.begin - done).append(kStars);
    done = std::max(done, range.end);
  }
  bytes = redacted.append(bytes, done);
  return true;
}

void Redactor::redact_args(const StringList& args) {
  args_ = args.bytes();
  text_ = args_;
  if (text_.ends_with('\0')) text_.pop_back();
  std::ranges::replace(text_, '\0', ' ');
  if (redact(text_, args_)) exec_.args = list_of(args_, args.missing());
}

bool Redactor::keeps(std::string_view variable) const {
  const std::string_view name = variable.substr(0, variable.find('='));
  return kept_.empty() || std::ranges::find(kept_, name) != kept_.end();
}

void Redactor::redact_env(const StringList& env) {
  env_.clear();
  for (const std::string_view variable : env) {
    if (!keeps(variable)) continue;
    std::string bytes(variable);
    redact(variable, bytes);
    env_.append(bytes).append(1, '\0');
  }
  exec_.env = list_of(env_, kept_.empty() ? env.missing() : 0);
}

const Exec& Redactor::of(const Exec& exec) {
  exec_ = exec;
  if (!patterns_.empty() && exec.args.known()) redact_args(exec.args);
  if (no_env_) {
    exec_.env = {};
  } else if (exec.env.known()) {
    redact_env(exec.env);
  }
  return exec_;
}

}  // namespace knox::event
