// Alarm: whether something happened too often: accesslog --fail-if.
//
//   CONDITION   WHAT... OPERATOR NUMBER ["by" KEY] ["in" DURATION]
//   WHAT        failed, succeeded, an event (ssh, sudo ...), a type (login, create ...), records: all of them
//               have to hold; without an event and a type, failed and succeeded are of logins
//   OPERATOR    >  >=
//   KEY         address, user, host, service: each one is counted for itself
//   DURATION    30s, 10m, 2h, 1d: no more apart than that; without it, in all of the input
//
//   failed > 5 by address in 10m        sudo failed >= 1        account create > 0
//
// Records come in the order of their times, as far as they are that near to each other. Memory is bounded:
// when there are too many keys, the one that was heard of longest ago is forgotten first.
#pragma once

#include <cstdint>
#include <deque>
#include <expected>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "knox/access/record.h"

namespace knox::access {

class Alarm {
 public:
  static constexpr std::size_t kKeys = 10'000;
  static constexpr std::uint64_t kMostTimes = 1000;  // the largest NUMBER with a DURATION

  // The error is one line for the user, without the option's name.
  static std::expected<Alarm, std::string> make(std::string_view condition);

  // True: with this record it has happened too often, for the first time for its key.
  bool take(const Record& record);

  bool is_met() const noexcept { return met_; }
  bool is_by_address() const noexcept { return by_ == By::kAddress; }
  // Of the last record that take() said true of; empty: the condition has no key.
  std::string_view key() const noexcept { return key_; }
  std::string_view condition() const noexcept { return text_; }

 private:
  enum class By : std::uint8_t { kNothing, kAddress, kUser, kHost, kService };
  struct Count {
    std::string key;
    std::uint64_t number = 0;
    std::deque<std::uint64_t> times = {};  // of the latest, in seconds; only with a duration
    bool was_told = false;
  };
  using Counts = std::list<Count>;

  bool matches(const Record& record) const;
  std::string_view key_of(const Record& record) const;
  Count& count_of(std::string_view key);
  static std::optional<By> find_key(std::string_view name);
  bool add_word(std::string_view word);

  std::string text_;
  std::optional<bool> success_;
  std::optional<Event> event_;
  std::optional<Type> type_;
  By by_ = By::kNothing;
  std::uint64_t more_than_ = 0;
  std::optional<std::uint64_t> seconds_;

  Counts counts_;  // the latest first
  std::unordered_map<std::string, Counts::iterator> by_key_;
  std::string key_;
  bool met_ = false;
};

}  // namespace knox::access
