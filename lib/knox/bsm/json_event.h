// What JSON says of a record's event, as text that is made when first needed and kept:
//
//   "event":{"number":23,"name":"AUE_EXECVE","description":"execve(2)","classes":["pc","ex"],"modifier":
#pragma once

#include <string>
#include <vector>

#include "knox/bsm/platform_tables.h"

namespace knox::bsm {

class JsonEvents {
 public:
  explicit JsonEvents(const PlatformTables& tables) : tables_(tables) {}  // which outlive it

  // The modifier and the brace are still to come. Good until the tables change.
  const std::string& of(std::uint16_t number) {
    if (generation_ != tables_.generation()) [[unlikely]]
      forget();
    std::string& text = texts_[number];
    if (text.empty()) make(number, text);
    return text;
  }

 private:
  void forget();
  void make(std::uint16_t number, std::string& text) const;

  const PlatformTables& tables_;
  std::vector<std::string> texts_;  // by event number
  unsigned generation_ = ~0U;
};

}  // namespace knox::bsm
