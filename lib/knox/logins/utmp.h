// utmp, wtmp and btmp: records of one size, one after the other; and lastlog, one for each user id.
//
//            size  type    pid  line    id      user     host     seconds   µs   address
//   Linux    384   0 (2)   4    8 (32)  40 (4)  44 (32)  76 (256)  340 (4)  344  348 (16)   glibc, 64 bits
//   with a
//                                                                                           32-bit twin:
//                                                                                           x86-64
//            400   0 (2)   4    8       40      44       76        344 (8)  352  360        aarch64, s390x
//   macOS    628   296 (2) 292  260     256     0 (256)  308       300 (4)  304  -          utmpx
//   lastlog  292           -    4 (32)  -       -        36 (256)  0 (4)    -    -          Linux; its place
//   is the uid
//
// Byte order is that of the machine; it is found out, as the size is, from the first records.
//
// Whether a record of type 7 is of somebody who got in (wtmp) or failed (btmp), only the others around it
// show: sshd's failures are of type 6 and have a name.
//
// Sources: glibc's bits/utmp.h, struct_utmp.h; macOS' utmpx.h and utmpx-darwin.h; shadow's lastlog.h.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "knox/event/event.h"
#include "knox/io/framer.h"

namespace knox::logins {

struct UtmpLayout {
  std::uint16_t size = 0;  // 0: it is none
  bool is_big = false;     // byte order
};
// What these bytes, the first of an input, are records of.
UtmpLayout find_utmp(Bytes front);

class UtmpFramer final : public io::Framer {
 public:
  io::Step next(Bytes unread, bool final) override;
  std::size_t max_frame() const override { return 628; }

  UtmpLayout layout() const noexcept { return layout_; }
  // What the first records show of those of type 7.
  std::optional<bool> success() const noexcept { return success_; }

 private:
  void look(Bytes front);

  UtmpLayout layout_;
  std::optional<bool> success_;
  bool has_looked_ = false;
};

class UtmpReader {
 public:
  explicit UtmpReader(std::string host) : host_(std::move(host)) {}

  void begin() noexcept { place_ = 0; }
  // nullptr: the record says nothing of a login. Good until the next call, and as long as the record.
  const event::Event* read(Bytes record, UtmpLayout layout, std::optional<bool> success);

 private:
  const event::Event* read_user(std::string_view line, std::string_view user, std::uint16_t type,
                                std::optional<bool> success);

  std::string host_, address_;
  std::uint32_t place_ = 0;
  event::Event event_;
  event::Access access_;
};

}  // namespace knox::logins
