#include "knox/os/names.h"

#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <utility>
#include <vector>

#include "knox/base/unknown.h"

namespace knox::os {
namespace {

constexpr std::uint32_t kUnset = 0xffffffff;  // the id of nobody in particular: there is nothing to ask for
constexpr std::size_t kMaxAnswer = 16 * 1024 * 1024;  // a group comes with all of its members

// Calls one of the get*_r(3) functions, with more memory for its strings as long as it asks for more, and
// returns take(entry); nullopt when there is no such entry, or when the system cannot tell.
template <class Entry, class Get, class Take>
auto ask_system(Get get, Take take) -> std::optional<decltype(take(Entry{}))> {
  std::vector<char> strings(1024);
  for (;;) {
    Entry entry{};
    Entry* found = nullptr;
    const int error = get(&entry, strings.data(), strings.size(), &found);
    if (error == ERANGE && strings.size() < kMaxAnswer) {
      strings.resize(strings.size() * 4);
    } else if (error != EINTR) {
      if (error != 0 || found == nullptr) return std::nullopt;
      return take(*found);
    }
  }
}

constexpr IdNames::System kUsers = {
    [](std::uint32_t id) {
      const auto get = [id](auto... rest) { return getpwuid_r(id, rest...); };
      return ask_system<passwd>(get, [](const passwd& found) { return std::string(found.pw_name); })
          .value_or("");
    },
    [](const std::string& name) {
      const auto get = [&name](auto... rest) { return getpwnam_r(name.c_str(), rest...); };
      return ask_system<passwd>(get, [](const passwd& found) { return std::uint32_t{found.pw_uid}; });
    }};

constexpr IdNames::System kGroups = {
    [](std::uint32_t id) {
      const auto get = [id](auto... rest) { return getgrgid_r(id, rest...); };
      return ask_system<group>(get, [](const group& found) { return std::string(found.gr_name); })
          .value_or("");
    },
    [](const std::string& name) {
      const auto get = [&name](auto... rest) { return getgrnam_r(name.c_str(), rest...); };
      return ask_system<group>(get, [](const group& found) { return std::uint32_t{found.gr_gid}; });
    }};

}  // namespace

void IdNames::forget() {
  slots_.fill({});
  young_.clear();
  old_.clear();
}

std::vector<IdNames::Slot>::const_iterator IdNames::find_told(std::uint32_t id) const noexcept {
  return std::ranges::find(told_, id, &Slot::id);
}

bool IdNames::is(const WantedId& wanted, std::uint32_t id) const noexcept {
  const auto told = wanted.name.empty() ? told_.end() : find_told(id);
  return told == told_.end() ? wanted.id == id : told->name == wanted.name;
}

void IdNames::ask_system(bool ask) noexcept {
  asks_system_ = ask;
  set_mute();
}

// The lines of both files begin with name:password:id:
void IdNames::use_file(std::string_view text) {
  forget();
  file_.emplace();
  set_mute();
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));

    const std::size_t name_end = line.find(':');
    if (name_end == 0 || name_end == line.npos || line[0] == '#') continue;
    const std::size_t password_end = line.find(':', name_end + 1);
    if (password_end == line.npos) continue;
    std::int64_t number = 0;  // nobody of macOS is -2
    const char* const end = line.data() + line.size();
    const auto [rest, error] = std::from_chars(line.data() + password_end + 1, end, number);
    if (error != std::errc() || (rest != end && *rest != ':')) continue;
    const auto id = static_cast<std::uint32_t>(number);
    if (id != number && static_cast<std::int32_t>(id) != number) continue;
    const std::string name(line.substr(0, name_end));
    file_->names.emplace(id, name);
    file_->ids.emplace(name, id);
  }
}

void IdNames::use_none() {
  forget();
  none_ = true;
  set_mute();
}

std::optional<std::uint32_t> IdNames::id(std::string_view name) const {
  if (!file_) return system_->id(std::string(name));
  const auto found = file_->ids.find(std::string(name));
  return found == file_->ids.end() ? std::nullopt : std::optional(found->second);
}

std::string IdNames::ask(std::uint32_t id) const {
  if (none_ || id == kUnset) return {};
  if (!file_) return system_->name(id);
  const auto found = file_->names.find(id);
  return found == file_->names.end() ? std::string() : found->second;
}

std::string_view IdNames::recall(std::uint32_t id) {
  const std::string_view name = find_or_ask(id)->second;
  slots_[place(id)] = {id, name};
  return name;
}

// Answers are forgotten in two steps, so that those still asked for stay: when young_ is full it becomes
// old_, and what is found in old_ moves back. The slots are freed then, or their ids would never be seen to
// move.
IdNames::Answers::iterator IdNames::find_or_ask(std::uint32_t id) {
  if (const auto found = young_.find(id); found != young_.end()) return found;
  if (young_.size() == kKept) {
    old_ = std::exchange(young_, {});
    slots_.fill({});
  }
  if (auto kept = old_.extract(id)) return young_.insert(std::move(kept)).position;
  return young_.emplace(id, ask(id)).first;
}

Names::Names() : users_(kUsers), groups_(kGroups) {}

void Names::use_none() {
  users_.use_none();
  groups_.use_none();
}

void Names::ask_system(Ask ask, std::vector<std::string> own_nodes) {
  ask_ = ask;
  node_.clear();
  own_nodes_ = std::move(own_nodes);
  users_.ask_system(ask != Ask::kNever);
  groups_.ask_system(ask != Ask::kNever);
}

void Names::set_node(std::string_view node) {
  node_ = node;
  if (!host_) host_.emplace();
  const bool is_own =
      node.empty() || std::ranges::find(own_nodes_, node) != own_nodes_.end() || host_->is(node);
  users_.ask_system(is_own);
  groups_.ask_system(is_own);
}

std::string unknown_user(std::string_view value) {
  return unknown("user", value, "the names that this host or --passwd has, and numbers");
}

std::string unknown_group(std::string_view value) {
  return unknown("group", value, "the names that this host or --group-file has, and numbers");
}

}  // namespace knox::os
