// MemberNames: what the fields of a record are called as members of an object, where no name may come twice.
//
//   pid=1                     "pid"
//   a=1 a=2 a=3               "a", "a_2", "a_3"
//   uid=0                     "uid", and "uid_name" beside it
//   uid_name=x a_2=x args=x   "uid_name_", "a_2_", "args_": keys that look as if they were made here
//   { read }                  "permissions"
//   a"b=1                     "a\x22b", with the backslash doubled, as JSON and YAML want it
//
// Keys come again and again and mostly in the same order, so each is remembered together with the one that
// came after it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "knox/base/scan.h"
#include "knox/emit/json_line.h"
#include "knox/linux_audit/names/fields.h"
#include "knox/linux_audit/record/record.h"

namespace knox::linux_audit {

struct Member {
  FieldKind kind{};
  emit::Key name;
  emit::Key beside;  // of what is said besides, where the kind has such
};

class MemberNames {
  struct alignas(64) Entry {
    Entry* next = nullptr;     // that came after it last time
    std::uint64_t object = 0;  // in which it was last
    std::uint32_t count = 0;   // how often there
    std::uint64_t word = 0;    // the key, where it has up to eight bytes
    std::string key;
    Member member;

    // A key in a line has the line's head in front.
    KNOX_INLINE bool is(std::string_view other) const noexcept {
      const std::size_t size = other.size();
      if (size != key.size()) return false;
      return size - 1 < 8 ? word == word_before(other.data() + size, size) : is_same_text(key, other);
    }
  };

 public:
  // The members of one object, one after the other.
  class Object {
   public:
    Object(MemberNames& names, Part part) : names_(names), part_(part) {}

    // The next field, whose key fits. Good until the next field of the same part.
    KNOX_INLINE const Member& next(std::string_view key) {
      Entry* entry = last_->next;
      if (entry == nullptr || !entry->is(key)) [[unlikely]]
        entry = names_.find(last_, key, part_);
      last_ = entry;
      if (entry->object == number_) [[unlikely]]
        return repeated(*entry);
      entry->object = number_;
      entry->count = 1;
      return entry->member;
    }

   private:
    friend class MemberNames;
    const Member& repeated(Entry& entry);

    MemberNames& names_;
    Entry* last_ = nullptr;
    std::uint64_t number_ = 0;
    Part part_;
    Member again_;  // one that is repeated
  };

  // Whether a key can be one of a member: it is not long.
  static bool fits(std::string_view key) noexcept { return key.size() <= kMaxAny || is_plain(key); }
  static bool is_usual(std::string_view key) noexcept { return key.size() - 1 < kMaxAny; }  // and not empty

  // An object begins: the fields of a part of a record, or a msg='...' in it. Good until the next one of the
  // same part.
  Object& begin(RecordType type, Part part);

 private:
  static constexpr std::size_t kMaxAny = 20, kMaxPlain = 64;
  static constexpr std::size_t kMaxEntries = 4096;  // keys can be anything; these are forgotten then

  static bool is_plain(std::string_view key) noexcept;
  Entry* find(Entry* before, std::string_view key, Part part);

  RecordType type_{};
  std::uint64_t object_count_ = 0;
  Object objects_[3] = {{*this, Part::kBody}, {*this, Part::kMessage}, {*this, Part::kEnriched}};
  struct First {
    std::uint32_t of = 0;  // which type and part, with a bit that is always set
    Entry* entry = nullptr;
  };
  std::array<First, 256> first_;  // what stands before the first field, for the types that were last
  std::unordered_map<std::string, Entry> entries_;  // by type, part and key
  std::string id_;
};

}  // namespace knox::linux_audit
