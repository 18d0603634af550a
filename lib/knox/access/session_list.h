// SessionList: logins with their ends, for who is in and who was in last.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "knox/access/record.h"

namespace knox::access {

struct Session {
  Record login;               // of the login; of one whose beginning was not seen, of its end
  std::optional<Time> until;  // absent: nobody has seen its end
  std::string ended = {};     // as Record::ended; logout
};

class SessionList {
 public:
  static constexpr std::size_t kMost = 10'000;  // the oldest are forgotten first

  // Records in any order near that of time; what is no login and no logout is of no interest.
  void take(const Record& record);

  // The latest first.
  std::vector<const Session*> all() const;
  std::vector<const Session*> open() const;

 private:
  static std::string key(const Record& record);
  void forget_oldest();

  std::deque<Session> sessions_;
  std::uint64_t first_ = 0;  // the number of the first one that is still there
  std::unordered_map<std::string, std::uint64_t> open_;
};

}  // namespace knox::access
