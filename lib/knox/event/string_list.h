// StringList: strings one after the other, each with a NUL at its end, which is how kernels hand arguments
// and environments around. It borrows the bytes and finds the strings only when somebody goes through them:
// most readers want the arguments alone, and a list costs no memory however long it is.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace knox::event {

class StringList {
 public:
  class Iterator {
   public:
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;

    Iterator() = default;
    explicit Iterator(std::string_view rest) noexcept : rest_(rest) { find_end(); }
    std::string_view operator*() const noexcept { return rest_.substr(0, size_); }
    Iterator& operator++() noexcept {
      rest_.remove_prefix(std::min(size_ + 1, rest_.size()));
      find_end();
      return *this;
    }
    Iterator operator++(int) noexcept {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(std::default_sentinel_t) const noexcept { return rest_.empty(); }
    bool operator==(const Iterator& other) const noexcept { return rest_.size() == other.rest_.size(); }

   private:
    void find_end() noexcept { size_ = std::min(rest_.find('\0'), rest_.size()); }

    std::string_view rest_;
    std::size_t size_ = 0;  // of the string in front
  };

  StringList() = default;  // not known, which is not the same as empty
  // `promised` is how many the source says there are; it may have kept fewer.
  StringList(std::string_view bytes, std::uint32_t promised) noexcept
      : bytes_(bytes), promised_(promised), known_(true) {}

  bool known() const noexcept { return known_; }
  bool empty() const noexcept { return bytes_.empty(); }
  std::string_view front() const noexcept { return *begin(); }  // of a list that is not empty
  std::string_view bytes() const noexcept { return bytes_; }    // all of them, each with its NUL
  Iterator begin() const noexcept { return Iterator(bytes_); }
  std::default_sentinel_t end() const noexcept { return {}; }

  // These go through the bytes.
  std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(std::ranges::count(bytes_, '\0')); }
  std::uint32_t missing() const noexcept { return promised_ - std::min(promised_, size()); }
  std::uint32_t count() const noexcept { return std::max(promised_, size()); }  // with those

 private:
  std::string_view bytes_;
  std::uint32_t promised_ = 0;
  bool known_ = false;
};

}  // namespace knox::event
