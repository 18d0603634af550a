#include "knox/access/session_list.h"

#include <algorithm>
#include <map>

namespace knox::access {

// What a login and its end have in common: the pid of who watches over the session, or else the session.
// sshd of FreeBSD ends a session under another pid than it began.
std::string SessionList::key(const Record& record) {
  std::string key = record.host;
  key += '\0';
  key += record.source;
  key += '\0';
  if (record.session) return key + 's' + std::to_string(*record.session);
  if (record.pid) return key + 'p' + std::to_string(*record.pid);
  return key + 't' + record.terminal + '\0' + record.user.name;
}

void SessionList::forget_oldest() {
  const auto open = open_.find(key(sessions_.front().login));
  if (open != open_.end() && open->second == first_) open_.erase(open);
  sessions_.pop_front();
  ++first_;
}

void SessionList::take(const Record& record) {
  const bool is_login = record.type == Type::kLogin && record.success != false && !record.is_noise;
  // lastlog does not say whether anybody is still there.
  if (record.source == "lastlog" || record.event == Event::kGroup) return;
  if (is_login || record.type == Type::kAttach) {
    sessions_.push_back({record, {}});
    open_[key(record)] = first_ + sessions_.size() - 1;
    if (sessions_.size() > kMost) forget_oldest();
    return;
  }
  if ((record.type != Type::kLogout && record.type != Type::kDetach) || record.is_noise) return;
  const auto open = open_.find(key(record));
  const std::string_view ended = record.ended.empty() ? std::string_view("logout") : record.ended;
  if (open == open_.end()) {
    if (!record.began) return;  // nobody knows when
    sessions_.push_back({record, record.time, std::string(ended)});
    sessions_.back().login.time = *record.began;
    if (sessions_.size() > kMost) forget_oldest();
    return;
  }
  Session& session = sessions_[open->second - first_];
  session.until = record.time;
  session.ended = ended;
  open_.erase(open);
}

std::vector<const Session*> SessionList::all() const {
  std::vector<const Session*> list;
  // Equals stay in their order. Not with std::stable_sort: in GCC 12's library it is deprecated for clang.
  std::map<const Session*, std::size_t> order;
  for (const Session& session : sessions_) {
    order.emplace(&session, list.size());
    list.push_back(&session);
  }
  std::ranges::sort(list, [&](const Session* a, const Session* b) {
    return a->login.time != b->login.time ? b->login.time < a->login.time : order[a] < order[b];
  });
  return list;
}

std::vector<const Session*> SessionList::open() const {
  std::vector<const Session*> list = all();
  std::erase_if(list, [](const Session* session) { return session->until.has_value(); });
  return list;
}

}  // namespace knox::access
