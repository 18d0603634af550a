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

#include "knox/emit/json_line.h"
#include "knox/linux_audit/fields.h"
#include "knox/linux_audit/record.h"
#include "knox/linux_audit/scan.h"

namespace knox::linux_audit {

struct Member {
  FieldKind kind;
  const emit::Key& name;    // good until the next field of the same part
  const emit::Key& beside;  // of what is said besides, where the kind has such
};

class MemberNames {
 public:
  // Whether a key can be one of a member: it is not long.
  static bool fits(std::string_view key) noexcept { return key.size() <= kMaxAny || is_plain(key); }

  // An object begins: the fields of a part of a record, or a msg='...' in it.
  void begin(RecordType type, Part part);
  // Its next field, whose key fits.
  KNOX_INLINE Member next(std::string_view key, Part part) {
    Scope& scope = scopes_[static_cast<std::size_t>(part)];
    Entry* entry = scope.last->next;
    if (entry == nullptr || !is_same_text(entry->key, key)) [[unlikely]]
      entry = find(scope, key, part);
    scope.last = entry;
    if (entry->object == scope.object) [[unlikely]]
      return repeated(scope, *entry);
    entry->object = scope.object;
    entry->count = 1;
    return {entry->kind, entry->name, entry->beside};
  }

 private:
  struct alignas(64) Entry {
    Entry* next = nullptr;     // that came after it last time
    std::uint64_t object = 0;  // in which it was last
    std::uint32_t count = 0;   // how often there
    FieldKind kind{};
    std::string key;
    emit::Key name, beside;
  };
  struct Scope {
    Entry* last = nullptr;
    std::uint64_t object = 0;
    emit::Key name, beside;  // of a repeated one
  };
  static constexpr std::size_t kMaxAny = 20, kMaxPlain = 64;
  static constexpr std::size_t kMaxEntries = 4096;  // keys can be anything; these are forgotten then

  static bool is_plain(std::string_view key) noexcept;
  Entry* find(Scope& scope, std::string_view key, Part part);
  static Member repeated(Scope& scope, Entry& entry);

  RecordType type_{};
  std::uint64_t objects_ = 0;
  Scope scopes_[3];
  struct First {
    std::uint32_t of = 0;  // which type and part, with a bit that is always set
    Entry* entry = nullptr;
  };
  std::array<First, 256> first_;  // what stands before the first field, for the types that were last
  std::unordered_map<std::string, Entry> entries_;  // by type, part and key
  std::string id_;
};

}  // namespace knox::linux_audit
