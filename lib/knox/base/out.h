// Out: the one way to text. A fixed block of memory in front of a Writer; it never grows, so output of any
// length needs constant memory. Pen is its hot end: a local write position that the compiler can keep in a
// register (a member would be reloaded after every stored char). Typical use:
//
//   Pen pen(out);
//   pen.room(64);                        // from here, 64 bytes can be put without a check
//   pen.put("pid=").dec(pid).put('\n');
//   pen.text(path);                      // any length, makes its own room
//   pen.end_record();                    // what was written since the last one belongs together
//
// A Pen stays in its register only while its address does not leave the function: what is too large to be
// inlined takes the Out, and an inline function with a Pen& in front of it calls leave() and enter().
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "knox/base/inline.h"

namespace knox {

// Where finished blocks go. Owned by whoever made it; outlives every Out in front of it.
class Writer {
 public:
  virtual ~Writer() = default;
  // Takes the block, which goes on where the one before ended. The last of the records that end in it ends
  // after its first `whole` bytes; 0: none does. Whoever cuts the output into pieces may cut there, and
  // nowhere else.
  // All bytes or an end: false means that nothing more can be written (the writer knows why).
  virtual bool write(std::string_view block, std::size_t whole) = 0;
};

// Into a string, which the caller owns.
class StringWriter final : public Writer {
 public:
  explicit StringWriter(std::string& text) noexcept : text_(text) {}
  bool write(std::string_view block, std::size_t) override {
    text_ += block;
    return true;
  }

 private:
  std::string& text_;
};

class Out {
 public:
  static constexpr std::size_t kBlock = 256 * 1024;
  static constexpr std::size_t kMaxRoom = 64 * 1024;  // the most that one room() can ask for

  explicit Out(Writer& writer)
      : writer_(&writer), memory_(new char[kBlock]), at_(memory_.get()), record_(at_), end_(at_ + kBlock) {}
  Out(const Out&) = delete;
  Out& operator=(const Out&) = delete;

  // Another writer, before anything was written.
  void use(Writer& writer) noexcept { writer_ = &writer; }
  // Hands everything to the writer, also a record that is not whole yet. False once the writer is at its end.
  bool flush();
  // Everything so far is whole records: lines, documents or frames, with what belongs to them.
  // A full block is handed on as far as it is whole, unless a record is nearly as long as the block.
  KNOX_INLINE void end_record() noexcept { record_ = at_; }
  // Any length, checked.
  KNOX_INLINE void text(std::string_view s) {
    if (s.size() > static_cast<std::size_t>(end_ - at_)) [[unlikely]]
      return long_text(s);
    if (!s.empty()) std::memcpy(at_, s.data(), s.size());
    at_ += s.size();
  }
  void hex_bytes(std::string_view bytes);
  // Whole records that were printed elsewhere, handed on without a copy.
  void records(std::string_view printed);
  bool ok() const noexcept { return ok_; }
  // How many bytes came after the writer's end.
  std::uint64_t dropped() const noexcept { return dropped_; }
  // What is not handed on yet; good until more is written.
  std::string_view unwritten() const noexcept { return {memory_.get(), pending()}; }
  // Drops that.
  void drop() noexcept { at_ = record_ = memory_.get(); }
  std::size_t pending() const noexcept { return static_cast<std::size_t>(at_ - memory_.get()); }

 private:
  friend class Pen;
  void long_text(std::string_view s);
  void make_room();

  Writer* writer_;
  std::unique_ptr<char[]> memory_;
  char* at_;
  char* record_;  // behind the last whole record
  char* const end_;
  bool ok_ = true;
  std::uint64_t dropped_ = 0;
};

// All two-digit numbers, one after the other.
inline constexpr char kDigitPairs[] =
    "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
    "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";
inline constexpr char kHexDigits[] = "0123456789abcdef";
// The two digits of every byte.
inline constexpr auto kHexPairs = [] {
  std::array<char, 512> pairs{};
  for (std::size_t i = 0; i < 256; ++i) {
    pairs[2 * i] = kHexDigits[i >> 4];
    pairs[2 * i + 1] = kHexDigits[i & 15];
  }
  return pairs;
}();

// Each writes at `at` and returns the position after what it wrote.
char* put_decimal(char* at, std::uint64_t value) noexcept;
char* put_hex(char* at, std::uint64_t value) noexcept;
char* put_all_hex(char* at, std::uint64_t value) noexcept;  // 16 digits
char* put_octal(char* at, std::uint64_t value) noexcept;

class Pen {
 public:
  KNOX_INLINE explicit Pen(Out& out) noexcept : out_(out), at_(out.at_) {}
  KNOX_INLINE ~Pen() { out_.at_ = at_; }
  Pen(const Pen&) = delete;
  Pen& operator=(const Pen&) = delete;

  // Makes sure that n more bytes fit (n <= Out::kMaxRoom).
  KNOX_INLINE void room(std::size_t n) {
    if (at_ > out_.end_ - n) [[unlikely]] {
      at_ = make_room(out_, at_);
    }
  }

  // Without a check: the caller has asked for room.
  KNOX_INLINE Pen& put(char c) noexcept {
    *at_++ = c;
    return *this;
  }
  KNOX_INLINE Pen& put(std::string_view s) noexcept {
    if (!s.empty()) std::memcpy(at_, s.data(), s.size());
    at_ += s.size();
    return *this;
  }
  KNOX_INLINE Pen& dec(std::uint64_t value) noexcept {  // up to 20 bytes
    if (value < 10) return put(static_cast<char>('0' + value));
    at_ = put_decimal(at_, value);
    return *this;
  }
  KNOX_INLINE Pen& sdec(std::int64_t value) noexcept {  // up to 20 bytes
    if (value >= 0) return dec(static_cast<std::uint64_t>(value));
    put('-');
    return dec(0 - static_cast<std::uint64_t>(value));
  }
  KNOX_INLINE Pen& hex(std::uint64_t value) noexcept {  // shortest, lower case, without 0x; up to 16 bytes
    at_ = put_hex(at_, value);
    return *this;
  }
  KNOX_INLINE Pen& octal(std::uint64_t value) noexcept {  // shortest; up to 22 bytes
    at_ = put_octal(at_, value);
    return *this;
  }
  KNOX_INLINE Pen& hex_byte(std::uint8_t value) noexcept {  // two digits
    return put(std::string_view(&kHexPairs[std::size_t{2} * value], 2));
  }
  Pen& padded(std::uint32_t value, int digits) noexcept;  // decimal, zero-padded

  // Of any length, with a check.
  KNOX_INLINE Pen& text(std::string_view s) {
    leave().text(s);
    return enter();
  }
  KNOX_INLINE Pen& hex_bytes(std::string_view bytes) {
    leave().hex_bytes(bytes);
    return enter();
  }

  // Between the two, the Out itself can be written to (by another Pen).
  KNOX_INLINE Out& leave() noexcept {
    out_.at_ = at_;
    return out_;
  }
  KNOX_INLINE Pen& enter() noexcept {
    at_ = out_.at_;
    return *this;
  }

  KNOX_INLINE void end_record() noexcept { leave().end_record(); }

  // For escapers, which write up to `room` bytes themselves.
  char* at() const noexcept { return at_; }
  void at(char* position) noexcept { at_ = position; }

 private:
  static char* make_room(Out& out, char* at);

  Out& out_;
  char* at_;
};

inline Pen& Pen::padded(std::uint32_t value, int digits) noexcept {
  for (int i = digits - 1; i >= 0; --i) {
    at_[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  at_ += digits;
  return *this;
}

}  // namespace knox
