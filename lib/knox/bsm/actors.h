// Actors: who acts, by the ids of a subject, with their names. A trail is of few subjects, so what was made
// of one is kept.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "knox/bsm/record.h"
#include "knox/event/event.h"
#include "knox/os/names.h"

namespace knox::bsm {

// An id in a record that was never set.
inline constexpr std::uint32_t kUnsetId = ~std::uint32_t{0};

class Actors {
 public:
  explicit Actors(os::Names& names) : names_(names), slots_(kSlots) {}  // which outlive it

  // `number` and the members down to `audit`; the others are empty. Good until the next call.
  const event::Who& of(const SubjectFacts& subject);

 private:
  static constexpr std::size_t kSlots = 1024;  // each is shared by few subjects
  using Ids = std::array<std::uint32_t, 5>;    // real user and group, effective ones, audit user
  struct Slot {
    Ids ids{};
    event::Who who;                    // its number is 0: the slot is free
    std::array<std::string, 5> names;  // which `who` borrows
  };

  void fill(Slot& slot, const Ids& ids);

  os::Names& names_;
  std::vector<Slot> slots_;
  std::uint64_t made_ = 0;
};

}  // namespace knox::bsm
