// Names of users and groups, as the system knows them (getpwuid(3), getgrgid(3)) or as the passwd and group
// files of another host have them.
//
// Printers ask for some ids of every record, millions of times a second, so answers are kept, also "nobody
// has that id". Three places, each slower than the one before: a slot that an id shares with few others (a
// few nanoseconds), the answers to the last questions (a hash table), the system. A trail can be made of
// nothing but new ids, so at most 2 * kKept answers are kept of users and as many of groups, about 1 MiB in
// all.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace knox::os {

// The names of one kind of ids. Part of Names.
class IdNames {
 public:
  static constexpr std::size_t kKept = 2048;

  // How to ask the system.
  struct System {
    std::string (*name)(std::uint32_t id);  // empty: none
    std::optional<std::uint32_t> (*id)(const std::string& name);
  };
  explicit IdNames(const System& system) : system_(&system) {}  // which outlives it
  IdNames(IdNames&&) = default;  // the slots point to answers, which stay where they are in a move
  IdNames& operator=(IdNames&&) = default;

  std::string_view name(std::uint32_t id) {
    if (!told_.empty()) [[unlikely]] {
      if (const auto told = find_told(id); told != told_.end()) return told->name;
    }
    const Slot& slot = slots_[place(id)];
    return slot.id == id && slot.name.data() != nullptr ? slot.name : recall(id);
  }
  std::optional<std::uint32_t> id(std::string_view name) const;

  void use_file(std::string_view text);
  void use_none();
  void tell(std::uint32_t id, std::string_view name);
  void forget_told() noexcept { told_.clear(); }

 private:
  struct Slot {
    std::uint32_t id = 0;
    std::string_view name;  // without data: the slot is free
  };
  using Answers = std::unordered_map<std::uint32_t, std::string>;
  struct File {
    Answers names;
    std::unordered_map<std::string, std::uint32_t> ids;
  };

  static std::size_t place(std::uint32_t id) { return id * 0x9e3779b1u >> 24; }  // spreads ids over 256 slots
  std::string_view recall(std::uint32_t id);
  Answers::iterator find_or_ask(std::uint32_t id);
  std::string ask(std::uint32_t id) const;
  void forget();

  std::vector<Slot>::const_iterator find_told(std::uint32_t id) const noexcept;

  std::vector<Slot> told_;
  const System* system_;
  std::optional<File> file_;  // asked instead of the system
  bool none_ = false;

  std::array<Slot, 256> slots_;
  Answers young_;  // everything that was asked since old_ was filled
  Answers old_;
};

class Names {
 public:
  Names();  // the system's

  // From now on users (groups) are those of this passwd(5) (group(5)) text, and no others. Of two lines with
  // one id, or with one name, the first counts; what is no such line is passed over, as the system does.
  void use_passwd(std::string_view text) { users_.use_file(text); }
  void use_group(std::string_view text) { groups_.use_file(text); }
  // From now on no id has a name, for --numeric. The other way they still do.
  void use_none();

  // Empty when the id has no name. The text lives until this was called for IdNames::kKept other ids, or
  // one of the functions above is: long enough to print a record with it, not to keep it.
  std::string_view user(std::uint32_t uid) { return users_.name(uid); }
  std::string_view group(std::uint32_t gid) { return groups_.name(gid); }

  // What a source itself says: names of ids that come before all others, until they are forgotten. The text
  // stays the caller's. Nothing after use_none().
  void tell_user(std::uint32_t uid, std::string_view name) { users_.tell(uid, name); }
  void tell_group(std::uint32_t gid, std::string_view name) { groups_.tell(gid, name); }
  void forget_told() noexcept {
    users_.forget_told();
    groups_.forget_told();
  }

  // The other way; not cached.
  std::optional<std::uint32_t> uid(std::string_view user) const { return users_.id(user); }
  std::optional<std::uint32_t> gid(std::string_view group) const { return groups_.id(group); }

 private:
  IdNames users_, groups_;
};

}  // namespace knox::os
