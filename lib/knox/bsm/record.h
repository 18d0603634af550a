// Record: one BSM record taken apart. It is a view: the bytes belong to the caller, and a Record is meant to
// be used again and again (parse) so that no memory is allocated per record.
//
//   record = header .. tokens .. trailer      the header's size counts all of it
//   file token (0x11, 0x78)                   stands alone between records
#pragma once

#include <optional>
#include <vector>

#include "knox/base/error.h"
#include "knox/bsm/decode.h"

namespace knox::bsm {

struct TokenRef {
  Kind kind;
  std::uint32_t offset;  // of the id byte, in the record
  std::uint32_t size;    // with the id byte
};

// The header's facts, whichever of the four headers it was.
struct HeaderFacts {
  std::uint32_t size = 0;
  std::uint8_t version = 0;
  std::uint16_t event = 0;
  std::uint16_t modifier = 0;
  std::string_view host;          // 4 or 16 bytes of address, or none
  std::uint64_t seconds = 0;      // since 1970, UTC
  std::uint64_t fraction = 0;     // as recorded
  std::uint32_t nanoseconds = 0;  // the fraction in nanoseconds
  bool milliseconds = true;       // the unit as recorded: milliseconds or nanoseconds
};

// The facts of a subject or process token, whichever of the four it was.
struct SubjectFacts {
  std::uint32_t auid, euid, egid, ruid, rgid, pid, session;
  std::uint64_t port;
  std::string_view address;  // 4 or 16 bytes
};

struct ReturnFacts {
  std::uint8_t error;  // 0: success; in BSM's numbering (constants.h)
  std::int64_t value;
};

class Record {
 public:
  // Takes apart one frame as the framer cut it. Damage inside does not make it fail: the tokens before the
  // damage are there, damage() says what was wrong and where. False only when not even the header (or the
  // file token) could be read; then there are no tokens, and damage() is the header's.
  bool parse(Bytes frame);

  Bytes bytes() const noexcept { return bytes_; }
  const HeaderFacts& header() const noexcept { return header_; }
  bool is_file() const noexcept { return is_file_; }  // a stand-alone file token
  bool is_solaris() const noexcept { return header_.version >= 2 && header_.version <= 4; }
  const std::vector<TokenRef>& tokens() const noexcept { return tokens_; }  // header and trailer included
  Bytes token(const TokenRef& ref) const noexcept { return bytes_.subspan(ref.offset, ref.size); }

  // What was wrong, with the offset in the record and the token's name; and how many bytes were decoded,
  // from the start. Without damage all bytes were.
  const std::optional<Error>& damage() const noexcept { return damage_; }
  std::size_t decoded() const noexcept { return damage_ ? damage_->offset : bytes_.size(); }

  // The kernel of macOS cuts records with a header_ex short (by 8 or 20 bytes). The bytes of the token that
  // the cut went through; empty when there is none. Not counted as damage.
  Bytes cut_token() const noexcept { return cut_; }

  std::optional<SubjectFacts> subject() const;
  std::optional<ReturnFacts> result() const;  // from a cut return token as well, as far as it goes
  bool has_return() const;                    // a whole one

  // The port of a sockinet128 token. The kernels of macOS and FreeBSD write these with their bytes swapped:
  // au_to_sock_inet128() stores a number that already is in network order as if it were the machine's own
  // (all machines are little-endian now), while au_to_sock_inet32() and au_to_socket_ex() copy its bytes.
  // Programs, Solaris, and knox on Linux, whose records have a sequence token, do not swap.
  std::uint16_t port(KernelPort recorded) const;

  // The first token of type T.
  template <class T>
  std::optional<T> find() const {
    for (const TokenRef& ref : tokens_) {
      if (ref.kind == kKindOf<T>) return decode_token<T>(token(ref));
    }
    return std::nullopt;
  }

 private:
  bool parse_header(Cursor& in);
  void parse_tokens();
  bool tokens_from(std::size_t at, std::size_t limit) const;
  std::size_t cut_list_end(std::size_t at, std::size_t limit) const;

  Bytes bytes_;
  HeaderFacts header_;
  std::vector<TokenRef> tokens_;
  std::optional<Error> damage_;
  Bytes cut_;
  bool is_file_ = false;
};

// Subject and process tokens, all widths, in one shape.
std::optional<SubjectFacts> subject_facts(Kind kind, Bytes token);
constexpr bool is_subject(Kind kind) noexcept {
  return kind >= kKindOf<Subject32> && kind <= kKindOf<Subject64Ex>;
}
constexpr bool is_process(Kind kind) noexcept {
  return kind >= kKindOf<Process32> && kind <= kKindOf<Process64Ex>;
}

// The bytes of the time in a frame's header, 8 or 16 as recorded; empty: it has none.
Bytes peek_time(Bytes frame) noexcept;

// The event number in a frame's header, without taking the record apart. The frame is a record's.
inline std::uint16_t peek_event(Bytes frame) noexcept {
  return load_big<std::uint16_t>(frame.data() + 6);
}

}  // namespace knox::bsm
