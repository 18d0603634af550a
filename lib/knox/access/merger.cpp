#include "knox/access/merger.h"

#include <algorithm>

#include "knox/access/joining.h"

namespace knox::access {

namespace {

constexpr std::uint64_t kConversation = 150;  // sshd waits so long for whoever says nothing
constexpr std::uint64_t kBoot = 60;
constexpr std::size_t kLook = 1000;  // records back: a flood must not take forever

// Which source knows more of a thing; the last of them only that somebody was there.
unsigned rank(const Record& record) {
  if (record.source.starts_with("utmp") || record.source.starts_with("lastlog")) return 2;
  return record.source.starts_with("syslog") ? 1 : 0;
}
bool is_utmp(const Record& record) {
  return rank(record) == 2;
}

// web1 is web1.example.com.
bool is_one_host(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const std::string_view shorter = a.size() < b.size() ? a : b, longer = a.size() < b.size() ? b : a;
  return !shorter.empty() && longer.starts_with(shorter) && longer[shorter.size()] == '.';
}

// The one host that all records are of that name any; empty: there are several, or none.
std::string only_host(const std::vector<Record>& records) {
  std::string_view host;
  for (const Record& record : records) {
    if (record.host.empty()) continue;
    if (!host.empty() && !is_one_host(host, record.host)) return {};
    if (record.host.size() > host.size()) host = record.host;
  }
  return std::string(host);
}

// wtmp does not say what let somebody in.
bool is_one_event(const Record& a, const Record& b) {
  const auto is_any = [](const Record& record) {
    return is_utmp(record) && record.event == Event::kLogin && record.service.empty();
  };
  const auto is_login = [](Event event) {
    return event == Event::kSsh || event == Event::kLogin || event == Event::kLoginWindow;
  };
  if (a.type != b.type) return false;
  return a.event == b.event || (is_any(a) && is_login(b.event)) || (is_any(b) && is_login(a.event));
}

template <class T>
bool differ(const std::optional<T>& a, const std::optional<T>& b) {
  return a && b && *a != *b;
}
bool differ(std::string_view a, std::string_view b) {
  return !a.empty() && !b.empty() && a != b;
}
bool differ(const Person& a, const Person& b) {
  return differ(a.id, b.id) || differ(a.name, b.name);
}

template <class T>
bool agree(const std::optional<T>& a, const std::optional<T>& b) {
  return a && a == b;
}
bool agree(std::string_view a, std::string_view b) {
  return !a.empty() && a == b;
}
bool agree(const Person& a, const Person& b) {
  return agree(a.id, b.id) || agree(a.name, b.name);
}

// "su -l" is "/bin/su -l".
std::string_view without_directory(std::string_view command) {
  const std::string_view program = command.substr(0, command.find(' '));
  return command.substr(program.rfind('/') + 1);
}

// Somebody who never tried, as far as one source knows, which is told of at the end of the connection.
bool is_unclear(const Record& record) {
  return record.reason == kNoAttempt || record.reason == kUnfinished;
}

std::uint64_t distance(Time a, Time b) {
  return a.seconds > b.seconds ? a.seconds - b.seconds : b.seconds - a.seconds;
}

bool is_near(const Record& a, const Record& b) {
  const std::uint64_t seconds = distance(a.time, b.time);
  const bool is_boot = a.event == Event::kSystem;
  if (is_boot) return seconds <= kBoot;
  const bool is_one_process = agree(a.pid, b.pid);
  if (is_one_process && a.success == false && (is_unclear(a) || is_unclear(b)))
    return seconds <= kConversation;
  if (is_one_process || agree(a.port, b.port)) return seconds <= kTogether;
  if (seconds > kOneCommand) return false;
  if (a.event == Event::kSudo && agree(without_directory(a.command), without_directory(b.command)))
    return true;
  if (a.event == Event::kSu) return agree(a.target, b.target);
  if (a.event == Event::kAccount || a.event == Event::kGroup || a.event == Event::kPassword)
    return agree(a.target, b.target) || (a.event == Event::kGroup && agree(a.group, b.group));
  return agree(a.user, b.user) &&
         (agree(a.address, b.address) || agree(a.hostname, b.hostname) || agree(a.terminal, b.terminal));
}

// A fingerprint as ssh-keygen prints it, where the audit log has hexadecimal numbers.
bool is_written_better(std::string_view key, std::string_view other) {
  static constexpr std::string_view kSha256 = "SHA256:";
  const auto is_hexadecimal = [](std::string_view k) { return k.find(':', kSha256.size()) != k.npos; };
  return key.starts_with(kSha256) && other.starts_with(kSha256) && is_hexadecimal(key) &&
         !is_hexadecimal(other);
}

// How vague a reason is: the more exact one holds.
unsigned vagueness(std::string_view reason) {
  if (reason.empty()) return 4;
  if (reason == kNoAttempt || reason == kUnfinished) return 3;
  if (reason == kFailed) return 2;
  return reason == "invalid_user" ? 1 : 0;
}

// Fills in what is missing, and says who knew it.
class Filling {
 public:
  Filling(Record& record, std::string_view source) : record_(record), source_(source) {}

  void fill(std::string_view name, std::string& fact, const std::string& told) {
    if (!fact.empty() || told.empty()) return;
    fact = told;
    tell(name);
  }
  void fill(std::string_view name, Person& fact, const Person& told) {
    const bool knew_name = !fact.name.empty(), knew_id = fact.id.has_value();
    fact.learn({told.id, told.name});
    if (knew_name != !fact.name.empty() || knew_id != fact.id.has_value()) tell(name);
  }
  template <class T>
  void fill(std::string_view name, std::optional<T>& fact, const std::optional<T>& told) {
    if (fact || !told) return;
    fact = told;
    tell(name);
  }
  void tell(std::string_view name) { record_.filled.emplace_back(name, source_); }

 private:
  Record& record_;
  std::string_view source_;
};

// Whether nothing that they know differs.
bool may_tell_the_same(const Record& a, const Record& b) {
  if (a.source == b.source || !is_one_event(a, b) || !is_one_host(a.host, b.host)) return false;
  // wtmp may have the process id of the session's shell.
  const bool is_one_process = is_utmp(a) || is_utmp(b) || !differ(a.pid, b.pid);
  if (!is_one_process || differ(a.port, b.port) || differ(a.address, b.address)) return false;
  if (differ(a.success, b.success) || differ(a.user, b.user) || differ(a.target, b.target)) return false;
  return !differ(a.group, b.group);
}

// What `other` knows besides, and knows better, is from now on in `record`.
void learn(Record& record, const Record& other) {
  Filling filling(record, other.source);
  filling.fill("success", record.success, other.success);
  // Who calls su may be another than who had logged in, and sources mean different ones.
  if (record.event != Event::kSu || !record.user.known()) filling.fill("user", record.user, other.user);
  filling.fill("target", record.target, other.target);
  filling.fill("audit_user", record.audit, other.audit);
  filling.fill("group", record.group, other.group);
  filling.fill("source.address", record.address, other.address);
  filling.fill("source.hostname", record.hostname, other.hostname);
  filling.fill("source.port", record.port, other.port);
  filling.fill("service", record.service, other.service);
  filling.fill("terminal", record.terminal, other.terminal);
  if (record.method == "pam" && !other.method.empty() && other.method != "pam") record.method.clear();
  filling.fill("method", record.method, other.method);
  if (is_written_better(record.key, other.key)) record.key.clear();
  filling.fill("key", record.key, other.key);
  filling.fill("command", record.command, other.command);
  filling.fill("working_directory", record.directory, other.directory);
  filling.fill("path", record.path, other.path);
  if (record.success == false && vagueness(other.reason) < vagueness(record.reason)) {
    record.reason = other.reason;
    filling.tell("reason");
  }
  filling.fill("pid", record.pid, other.pid);
  filling.fill("session", record.session, other.session);
  filling.fill("began", record.began, other.began);
  record.attempts = std::max(record.attempts, other.attempts);
  record.keys_refused = std::max(record.keys_refused, other.keys_refused);
  record.is_noise = record.is_noise && other.is_noise;
  record.source.append(" ").append(other.source);
}

}  // namespace

void Merger::take(const Record& record) {
  if (records_.size() >= kMost) {
    std::ranges::sort(records_, {}, [](const Record& r) { return std::pair(r.time, r.number); });
    const auto half = records_.begin() + kMost / 2;
    std::for_each(records_.begin(), half, emit_);
    records_.erase(records_.begin(), half);
    released_ += kMost / 2;
  }
  records_.push_back(record);
  records_.back().number = released_ + records_.size();
}

void Merger::add(Record&& record) {
  Told* best = nullptr;
  bool has_process = false;
  std::size_t looked = 0;
  for (auto at = told_.rbegin(); at != told_.rend() && ++looked <= kLook; ++at) {
    if (distance(at->front().time, record.time) > kConversation) break;
    const auto may_be = [&](const Record& r) { return may_tell_the_same(r, record); };
    const auto is_near_to = [&](const Record& r) { return is_near(r, record); };
    if (!std::ranges::all_of(*at, may_be) || std::ranges::none_of(*at, is_near_to)) continue;
    const bool is_one_process =
        std::ranges::any_of(*at, [&](const Record& r) { return agree(r.pid, record.pid); });
    if (best != nullptr && (has_process || !is_one_process)) continue;
    best = &*at;
    has_process = is_one_process;
  }
  if (best == nullptr) best = &told_.emplace_back();
  best->push_back(std::move(record));
}

void Merger::finish() {
  const auto by_time = [](const Record& record) { return std::pair(record.time, record.number); };
  const std::string host = only_host(records_);
  for (Record& record : records_) {
    if (record.host.empty()) record.host = host;
  }
  std::ranges::sort(records_, {}, by_time);
  for (Record& record : records_) add(std::move(record));
  records_.clear();
  for (Told& told : told_) {
    std::ranges::sort(told, {}, rank);
    Record& record = told.front();
    for (std::size_t i = 1; i < told.size(); ++i) learn(record, told[i]);
    records_.push_back(std::move(record));
  }
  told_.clear();
  // The better source's time may be another.
  std::ranges::sort(records_, {}, by_time);
  for (const Record& record : records_) emit_(record);
  records_.clear();
}

}  // namespace knox::access
