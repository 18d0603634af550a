// RecordIds: a name for each record, which no other record has: SECONDS.FRACTION-HASH, the fraction in
// decimal digits as recorded, the others in hexadecimal ones, with HOST- in front where the host is known.
//
//   mac1-66432be3.041-5f0c3e9a81d2b764
//
// It is made of the record's own bytes. So a record has the same one wherever it is read: in a trail, also
// one that is compressed, rotated or followed, from /dev/auditpipe, from a selection that was written as BSM.
// The second of two records that are the same in every byte, the time too, ends with -2, and so on.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "knox/base/cursor.h"
#include "knox/base/time.h"

namespace knox::bsm {

// Of all bytes. It stands in ids that people keep, so it never changes.
std::uint64_t hash_of(Bytes bytes) noexcept;

class RecordIds {
 public:
  // Of records in the order in which they are read. Characters of the host that are not letters, digits or
  // one of .:_- are _ in it. `digits` of the time's fraction were recorded: 3, 6 or 9. Good until the next
  // call.
  std::string_view of(Bytes record, Time time, int digits, std::string_view host);

  // Parts of a trail can have ids at the same time. A part begins, of which it is not known what was before:
  void begin_part() noexcept;
  // Now it is: `before` gave the ids of all before the part. False: there are records of one time on both
  // sides, whose ids may have to be counted on; then they are asked for again, of a copy of `before`.
  bool follow(const RecordIds& before);

 private:
  struct Seen {
    std::uint64_t hash = 0;
    std::uint64_t moment = 0;  // in which it was seen; 0: never
    unsigned count = 0;
  };

  void begin_second(std::string_view host, std::uint64_t seconds);
  void begin_prefix(Time time, int digits, std::string_view host);
  unsigned count(std::uint64_t hash);

  static constexpr std::size_t kMaxHost = 64;  // bytes of it that stand in an id

  std::array<char, kMaxHost + 64> id_;
  std::size_t second_size_ = 0;  // of the part that the host and the second make
  std::size_t prefix_size_ = 0;  // of all before the hash
  std::string host_;             // and the time, of the last record
  Time time_;
  int digits_ = 0;
  std::uint64_t moment_ = 0;    // raised when the time changes
  std::optional<Time> first_;   // of the part
  std::array<Seen, 256> seen_;  // by hash
};

}  // namespace knox::bsm
