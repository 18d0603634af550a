#include "knox/event/mute.h"

#include <fmt/format.h>

#include <algorithm>

#include "knox/base/glob.h"
#include "knox/base/unknown.h"
#include "knox/event/process.h"

namespace knox::event {

namespace {

constexpr std::string_view kKeys = "exe, parent, responsible, signing-id, user, args, or a path";

bool matches(const std::vector<std::string>& globs, std::string_view text) {
  return !text.empty() &&
         std::ranges::any_of(globs, [&](const std::string& glob) { return glob_matches(glob, text); });
}

std::string join(const StringList& args) {
  std::string line;
  for (const std::string_view arg : args) line.append(line.empty() ? "" : " ").append(arg);
  return line;
}

// "exe" of "exe=/bin/*"; empty: it is a path, or a pattern for one.
std::string_view key_of(std::string_view rule) {
  const std::size_t equal = rule.find('=');
  const std::string_view key = rule.substr(0, equal);
  const bool is_key = equal != rule.npos && !key.empty() && key.find_first_of("/*?[.") == key.npos;
  return is_key ? key : std::string_view();
}

}  // namespace

void add_mute_rules(std::string_view file, std::vector<std::string>& rules) {
  while (!file.empty()) {
    std::string_view line = file.substr(0, file.find('\n'));
    file.remove_prefix(std::min(line.size() + 1, file.size()));
    while (!line.empty() && static_cast<unsigned char>(line.back()) <= ' ') line.remove_suffix(1);
    if (!line.empty() && line.front() != '#') rules.emplace_back(line);
  }
}

// ---- who is who

void Mute::Executables::learn(std::uint64_t host, std::optional<std::uint32_t> pid, std::string_view path) {
  if (!pid || path.empty()) return;
  const std::uint64_t key = Executables::key(host, *pid);
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    found->second->path = path;
    known_.splice(known_.begin(), known_, found->second);
    return;
  }
  if (known_.size() >= kMost) {
    by_key_.erase(known_.back().key);
    known_.pop_back();
  }
  known_.push_front({key, std::string(path)});
  by_key_[key] = known_.begin();
}

std::string_view Mute::Executables::find(std::uint64_t host, std::optional<std::uint32_t> pid) const {
  const auto found = pid ? by_key_.find(key(host, *pid)) : by_key_.end();
  return found == by_key_.end() ? std::string_view() : std::string_view(found->second->path);
}

struct Mute::Facts {
  std::uint64_t host = 0;
  std::optional<std::uint32_t> pid, ppid;
  std::string_view exe, script, parent, responsible, signing_id, line;
  StringList args;
  bool begins = false;  // with this executable
  bool is_of_user = false;
};

Mute::Facts Mute::facts_of(const Event& event) const {
  Facts facts;
  facts.signing_id = event.process.signature.signing_id;
  if (const Exec* const exec = event.exec) {
    facts.host = host_number(exec->hostname);
    facts.pid = exec->process.pid;
    facts.ppid = exec->ppid;
    if (!facts.ppid && exec->parent) facts.ppid = exec->parent->pid;
    facts.exe = exec->exec_path;
    facts.script = exec->script;
    facts.args = exec->args;
    facts.begins = exec->success != false;
    if (exec->responsible) facts.responsible = executables_.find(facts.host, exec->responsible->pid);
    facts.parent = executables_.find(facts.host, facts.ppid);
    return facts;
  }
  facts.host = host_number(event.host.name);
  facts.pid = event.process.pid;
  facts.ppid = event.parent.pid;
  facts.exe = event.process.executable;
  facts.begins = event.action == Action::kExec && event.success != false;
  if (facts.exe.empty()) facts.exe = executables_.find(facts.host, facts.pid);
  if (facts.exe.empty()) facts.exe = event.process.name;
  facts.parent = event.parent.executable;
  if (facts.parent.empty()) facts.parent = executables_.find(facts.host, facts.ppid);
  facts.args = event.process.args;
  facts.line = event.process.command_line;
  return facts;
}

// ---- the rules

std::expected<Mute, std::string> Mute::make(const MuteText& text, const os::Names& names) {
  Mute mute;
  QueryText users;
  for (const std::string& rule : text.rules) {
    const std::string_view key = key_of(rule);
    const std::string value = key.empty() ? rule : rule.substr(key.size() + 1);
    if (value.empty()) return std::unexpected(fmt::format("--mute: nothing behind the = of '{}'", rule));
    if (key.empty()) {
      mute.any_.push_back(value);
    } else if (key == "exe") {
      mute.exe_.push_back(value);
    } else if (key == "parent") {
      mute.parent_.push_back(value);
    } else if (key == "responsible") {
      mute.responsible_.push_back(value);
    } else if (key == "signing-id") {
      mute.signing_id_.push_back(value);
    } else if (key == "user") {
      users.user.push_back(value);
    } else if (key == "args") {
      std::expected<Regex, std::string> regex = Regex::compile(value);
      if (!regex) {
        return std::unexpected(
            fmt::format("--mute: not a regular expression: '{}' ({})", value, regex.error()));
      }
      mute.args_.push_back(std::move(*regex));
    } else {
      return std::unexpected("--mute: " + unknown("key", key, kKeys));
    }
  }
  auto query = Query::make(users, names, {});
  if (!query) return std::unexpected("--mute: " + query.error());
  mute.users_ = std::move(*query);
  mute.has_users_ = !users.user.empty();
  mute.is_empty_ = text.rules.empty();
  mute.invert_ = text.invert;
  if (text.invert && text.rules.empty()) return std::unexpected("--mute-invert needs a --mute");
  return mute;
}

bool Mute::is_described(const Facts& facts) const {
  if (matches(any_, facts.exe) || matches(any_, facts.parent) || matches(any_, facts.responsible))
    return true;
  if (matches(any_, facts.script) || matches(exe_, facts.exe) || matches(exe_, facts.script)) return true;
  if (matches(parent_, facts.parent) || matches(responsible_, facts.responsible)) return true;
  if (matches(signing_id_, facts.signing_id) || facts.is_of_user) return true;
  if (args_.empty()) return false;
  const std::string line = facts.args.known() ? join(facts.args) : std::string(facts.line);
  return !line.empty() && std::ranges::any_of(args_, [&](const Regex& regex) { return regex.matches(line); });
}

bool Mute::mutes(const Event& event, const os::Names& names) {
  if (is_empty_) return false;
  Facts facts = facts_of(event);
  if (has_users_) {
    facts.is_of_user = event.exec != nullptr ? users_.matches(*event.exec, names) : users_.matches(event);
  }
  const bool is_muted = is_described(facts) != invert_;
  if (facts.begins) executables_.learn(facts.host, facts.pid, facts.exe);
  return is_muted;
}

}  // namespace knox::event
