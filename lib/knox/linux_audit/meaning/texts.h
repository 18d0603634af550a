// Texts: memory for the texts of one event that are not in its records as they are: decoded strings, numbers
// in words. It is used again for the next event.
#pragma once

#include <charconv>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "knox/base/out.h"
#include "knox/linux_audit/record/value.h"

namespace knox::linux_audit {

class Texts {
 public:
  Texts() { clear(); }

  // Texts that were given out are no longer good.
  void clear() {
    if (blocks_.size() != 1) blocks_.resize(1);
    if (!blocks_[0]) blocks_[0] = std::make_unique<char[]>(kBlock);
    at_ = blocks_[0].get();
    left_ = kBlock;
  }

  // Room for so many bytes.
  char* room(std::size_t size) {
    if (size > left_) [[unlikely]]
      return more_room(size);
    char* const text = at_;
    at_ += size;
    left_ -= size;
    return text;
  }

  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* const to = room(text.size());
    std::memcpy(to, text.data(), text.size());
    return {to, text.size()};
  }

  template <class... Parts>
  std::string_view join(Parts... parts) {
    const std::size_t size = (std::string_view(parts).size() + ...);
    char* const begin = room(size);
    char* to = begin;
    const auto add = [&](std::string_view part) { to += part.copy(to, part.size()); };
    (add(parts), ...);
    return {begin, size};
  }

  // The bytes of a string, in the record itself where they are there. Nothing for (null).
  std::string_view string(std::string_view value) {
    if (is_quoted(value)) return unquote(value);
    const auto decoded = decode_string(value, memory_);
    if (!decoded) return {};
    return decoded->data() == memory_.data() ? copy(*decoded) : *decoded;
  }

  std::string_view number(std::uint64_t value) {
    char digits[20];
    return copy({digits, std::to_chars(digits, digits + sizeof digits, value).ptr});
  }

  // What put(out) writes.
  template <class Put>
  std::string_view written(Put put) {
    memory_.clear();
    put(out_);
    out_.flush();
    return copy(memory_);
  }

 private:
  static constexpr std::size_t kBlock = 64 * 1024;

  char* more_room(std::size_t size) {
    if (size > kBlock / 4) return blocks_.emplace_back(std::make_unique<char[]>(size)).get();
    at_ = blocks_.emplace_back(std::make_unique<char[]>(kBlock)).get();
    left_ = kBlock;
    return room(size);
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* at_ = nullptr;
  std::size_t left_ = 0;
  std::string memory_;
  StringWriter writer_{memory_};
  Out out_{writer_};
};

}  // namespace knox::linux_audit
