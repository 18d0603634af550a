// Recent: a bounded map of what was looked up last. It has two generations: when the young one is full, the
// old one is dropped and the young one is the old. What is found in the old one is young again. So nothing
// has to be kept in order, and what is returned stays where it is for as many additions as a generation has
// at least.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <utility>

namespace knox::tracev3 {

template <class Key, class Value, class Hash>
class Recent {
 public:
  static constexpr std::size_t kLeast = 16;  // entries of a generation, however large they are

  // At most so many entries, and about so many bytes of them.
  Recent(std::size_t entries, std::size_t bytes) noexcept : entries_(entries / 2), bytes_(bytes / 2) {}

  // nullptr: it is not there.
  Value* find(const Key& key) {
    if (const auto found = young_.find(key); found != young_.end()) return &found->second;
    const auto found = old_.find(key);
    if (found == old_.end()) return nullptr;
    return &young_.insert(old_.extract(found)).position->second;
  }
  // Of a key that is not there; `bytes` is about what it takes.
  Value& add(const Key& key, Value value, std::size_t bytes) {
    const bool is_full = young_.size() >= entries_ || used_ >= bytes_;
    if (is_full && young_.size() >= kLeast) {
      old_ = std::exchange(young_, {});
      used_ = 0;
    }
    used_ += bytes + sizeof(std::pair<const Key, Value>);
    return young_.emplace(key, std::move(value)).first->second;
  }

 private:
  std::unordered_map<Key, Value, Hash> young_, old_;
  std::size_t entries_, bytes_;
  std::size_t used_ = 0;  // bytes of the young ones that were added
};

}  // namespace knox::tracev3
