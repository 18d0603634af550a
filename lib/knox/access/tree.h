// Tree: what was done below the login that it was done in.
//
//   ssh login    dana from 198.51.100.23
//     sudo       dana as root ran 'systemctl restart nginx'
//     su         dana as root
//
// It belongs to the login of its session, or, where the source knows none, to the last one at its terminal.
// What belongs to no login that was seen stands for itself.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "knox/access/formats.h"

namespace knox::access {

class Tree {
 public:
  static constexpr std::size_t kMost = 50'000;

  // Records in any order near that of time. False: there are too many, and it is forgotten.
  bool take(const Record& record);

  // In the order of the logins; a line of what is below one begins with two blanks.
  void print(Printer& printer, Out& out) const;

 private:
  struct Node {
    Record record;
    std::vector<std::size_t> below = {};
    bool is_below = false;
  };

  static std::string key(const Record& record, char kind);
  const std::size_t* find_login(const Record& record) const;
  void begin(const Record& record);
  bool end(const Record& record);

  std::vector<Node> nodes_;
  std::unordered_map<std::string, std::size_t> logins_;  // those whose end was not seen, by key()
};

}  // namespace knox::access
