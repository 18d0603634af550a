#include "knox/access/tree.h"

namespace knox::access {

namespace {

// What a login is known by, the surest first: its session, its process, its terminal.
constexpr std::string_view kKinds = "spt";

bool is_login(const Record& record) {
  return is_attempt(record) && record.type == Type::kLogin && record.success != false;
}

}  // namespace

// Empty: the record does not say.
std::string Tree::key(const Record& record, char kind) {
  std::string key(1, kind);
  key.append(record.host).append(1, '\0');
  if (kind == 't') return record.terminal.empty() ? std::string() : key + record.terminal;
  const std::optional<std::uint32_t> number = kind == 's' ? record.session : record.pid;
  return number ? key + std::to_string(*number) : std::string();
}

const std::size_t* Tree::find_login(const Record& record) const {
  for (const char kind : kKinds) {
    const std::string key = Tree::key(record, kind);
    const auto found = key.empty() ? logins_.end() : logins_.find(key);
    if (found != logins_.end()) return &found->second;
  }
  return nullptr;
}

void Tree::begin(const Record& record) {
  for (const char kind : kKinds) {
    if (std::string key = Tree::key(record, kind); !key.empty()) logins_[std::move(key)] = nodes_.size();
  }
}

// Whether its login was seen, which knows its end now.
bool Tree::end(const Record& record) {
  const std::size_t* const found_login = find_login(record);
  if (found_login == nullptr) return false;
  const std::size_t login = *found_login;  // it may be erased below
  Record& known = nodes_[login].record;
  known.until = record.time;
  known.ended = record.ended.empty() ? "logout" : record.ended;
  for (const char kind : kKinds) {
    if (const auto found = logins_.find(Tree::key(known, kind));
        found != logins_.end() && found->second == login) {
      logins_.erase(found);
    }
  }
  return true;
}

bool Tree::take(const Record& record) {
  if (nodes_.size() >= kMost) return false;
  if (record.type == Type::kLogout && end(record)) return true;
  Node node{.record = record};
  if (is_login(record)) {
    begin(record);
  } else if (const std::size_t* const login = record.type == Type::kLogin ? nullptr : find_login(record)) {
    node.is_below = true;
    nodes_[*login].below.push_back(nodes_.size());
  }
  nodes_.push_back(std::move(node));
  return true;
}

void Tree::print(Printer& printer, Out& out) const {
  for (const Node& node : nodes_) {
    if (node.is_below) continue;
    printer.print(node.record, out);
    for (const std::size_t below : node.below) {
      out.text("  ");
      printer.print(nodes_[below].record, out);
    }
  }
}

}  // namespace knox::access
