// Summary: how many of what: records by event, failed logins by address and by user, who became whom, and the
// last login of everybody.
//
//   failed logins by address
//     528  183.62.140.253   root 520, admin 8    2015-12-10T08:39:59Z to 2015-12-10T11:04:45Z
//
// Counts are of records that were selected. Memory is bounded: what would be one too many is counted
// together.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "knox/access/record.h"
#include "knox/access/session_list.h"
#include "knox/base/out.h"

namespace knox::access {

class Summary {
 public:
  static constexpr std::size_t kMost = 10'000;  // rows of a table

  void take(const Record& record);

  // As text, or as one JSON object.
  void print_text(Out& out) const;
  void print_json(Out& out) const;

 private:
  struct Row {
    std::uint64_t count = 0;
    Time first, last;
    std::string detail = {};  // of the last one
  };
  using Rows = std::map<std::string, Row, std::less<>>;
  struct Table {
    std::string_view name, key;
    const Rows* rows;
  };

  static void count(Rows& rows, std::string_view key, const Record& record, std::string_view detail);
  std::vector<Table> tables() const;

  Rows events_, by_address_, by_user_, became_, last_;
  SessionList sessions_;
};

}  // namespace knox::access
