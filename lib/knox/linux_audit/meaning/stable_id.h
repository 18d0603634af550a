// StableId: what an event is called, the same in each run over the same log, whatever its files are called
// and how they are compressed, and no other event: its host, its time and its serial number.
//
//   web1-1709283600.041:812           as in the log: audit(1709283600.041:812)
//   1709283600.041:812                of a host without a name
//   web1-1709283600.041:812-late-5f   other records of it were handed out before (Event::late); the number is
//                                     made from the records
//
// Bytes of a host's name that are no letters, digits, and none of .-_: are %XX.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "knox/linux_audit/assembly/assembly.h"

namespace knox::linux_audit {

class StableId {
 public:
  // Of an event of the host that is called so; empty: that is not known. Good until the next call.
  std::string_view of(const Event& event, std::string_view host);

 private:
  void begin(std::string_view host, std::uint64_t second);

  std::string id_;  // begins with start_ bytes that say the host and the second
  std::size_t start_ = 0;
  std::string host_;
  std::uint64_t second_ = ~std::uint64_t{0};
};

}  // namespace knox::linux_audit
