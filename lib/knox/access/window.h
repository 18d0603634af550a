// Window: records that may still learn something, in the order of their times. A login is reported when it
// happens, but its terminal comes a moment later; so a record waits until its host's clock has moved on.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <unordered_map>
#include <utility>

#include "knox/access/record.h"

namespace knox::access {

using Emit = std::function<void(const Record&)>;

class Window {
 public:
  static constexpr std::uint64_t kWait = 10;          // seconds, while somebody waits for them
  static constexpr std::uint64_t kWaitOfFiles = 150;  // else: what came of an attempt may be known so late
  static constexpr std::uint64_t kWaitOfOthers = 60;  // of other hosts, whose clocks are others
  static constexpr std::size_t kMost = 4096;

  Window(Emit emit, std::uint64_t wait) : emit_(std::move(emit)), wait_(wait) {}

  // Keeps it, and returns its number.
  std::uint64_t add(Record&& record);
  Record* find(std::uint64_t number);  // nullptr: it has gone
  void drop(std::uint64_t number);

  // It is now that time on that host: what has waited long enough goes out.
  void pass(std::string_view host, Time now);
  void release_all();

 private:
  using Place = std::pair<Time, std::uint64_t>;
  using Records = std::map<Place, Record>;
  Records::iterator release(Records::iterator at);

  Emit emit_;
  std::uint64_t wait_;
  std::uint64_t last_ = 0;
  Records records_;
  std::unordered_map<std::uint64_t, Time> times_;
};

}  // namespace knox::access
