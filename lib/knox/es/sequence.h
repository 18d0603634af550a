// Sequence: whether messages are missing. Endpoint Security numbers what it hands to a client, one after the
// other (global_seq_num); what it had to drop leaves a gap. A number that is not above the one before begins
// another run of the client.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "knox/event/process.h"

namespace knox::es {

class Sequence {
 public:
  void begin() { runs_ = {}; }  // a file: of another run, perhaps

  // The number of the next message, and the host that it is of. Returns how many are missing before it.
  std::uint64_t take(std::uint64_t number, std::string_view host) noexcept {
    const std::uint64_t key = event::host_number(host);
    Run& run = runs_[key % runs_.size()];
    const bool goes_on = run.is_known && run.host == key && number > run.last;
    const std::uint64_t gap = goes_on ? number - run.last - 1 : 0;
    const std::uint64_t unread = unread_;
    unread_ = 0;
    run = {.is_known = true, .host = key, .last = number};
    return gap > unread ? gap - unread : 0;
  }
  // A line came whose number could not be read.
  void take_unread() noexcept { ++unread_; }

 private:
  struct Run {
    bool is_known = false;
    std::uint64_t host = 0, last = 0;
  };
  std::array<Run, 64> runs_{};  // a host that takes another's place begins anew
  std::uint64_t unread_ = 0;
};

}  // namespace knox::es
