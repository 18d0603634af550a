// Names of users and groups, as the system knows them (getpwuid(3), getgrgid(3)) or as the passwd and group
// files of another host have them.
//
// A name in a record is evidence, and a number means somebody else on every host. So this is also where it is
// decided who may be named at all: everything that prints a name asks here, and gets none where it is not
// known to be right. What the record itself says (tell) comes first, then a file, then this host, which is
// asked always, never, or only about events of its own (Ask).
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

#include "knox/os/this_host.h"

namespace knox::os {

// An id that somebody asks for: by its number, or by a name, and then the number is what that means here.
struct WantedId {
  std::uint32_t id = 0;
  std::string name = {};
};

// What to say of a user or group that is neither a number nor the name of one: "unknown user 'x'; known are
// ...".
std::string unknown_user(std::string_view value);
std::string unknown_group(std::string_view value);

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
  // One that knows the same, and asks anew.
  IdNames(const IdNames& other)
      : told_(other.told_),
        system_(other.system_),
        file_(other.file_),
        none_(other.none_),
        asks_system_(other.asks_system_),
        mute_(other.mute_) {}
  IdNames(IdNames&&) = default;  // the slots point to answers, which stay where they are in a move
  IdNames& operator=(IdNames&&) = default;

  bool is_mute() const noexcept { return mute_; }
  std::string_view name(std::uint32_t id) {
    if (!told_.empty()) [[unlikely]] {
      if (const auto told = find_told(id); told != told_.end())
        return none_ ? std::string_view() : told->name;
    }
    if (mute_) return {};
    const Slot& slot = slots_[place(id)];
    return slot.id == id && slot.name.data() != nullptr ? slot.name : recall(id);
  }
  std::optional<std::uint32_t> id(std::string_view name) const;

  void use_file(std::string_view text);
  void use_none();
  void ask_system(bool ask) noexcept;
  void tell(std::uint32_t id, std::string_view name) { told_.push_back({id, name}); }
  void forget_told() noexcept { told_.clear(); }
  bool is(const WantedId& wanted, std::uint32_t id) const noexcept;

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
  void set_mute() noexcept { mute_ = none_ || (!file_ && !asks_system_); }

  std::vector<Slot>::const_iterator find_told(std::uint32_t id) const noexcept;

  std::vector<Slot> told_;
  const System* system_;
  std::optional<File> file_;  // asked instead of the system
  bool none_ = false;
  bool asks_system_ = true;
  bool mute_ = false;  // nobody has a name but those that were told

  std::array<Slot, 256> slots_;
  Answers young_;  // everything that was asked since old_ was filled
  Answers old_;
};

// Of one thread: another one has a copy of its own.
class Names {
 public:
  Names();  // the system's

  // From now on users (groups) are those of this passwd(5) (group(5)) text, and no others. Of two lines with
  // one id, or with one name, the first counts; what is no such line is passed over, as the system does.
  void use_passwd(std::string_view text) { users_.use_file(text); }
  void use_group(std::string_view text) { groups_.use_file(text); }
  // From now on no id has a name, for --numeric. The other way they still do.
  void use_none();

  // When this host is asked for names. kOfThisHost: about events without a node, and with one that it is
  // called by itself (this_host.h), also by one of `own_nodes`.
  enum class Ask : std::uint8_t { kNever, kOfThisHost, kAlways };
  void ask_system(Ask ask, std::vector<std::string> own_nodes = {});

  // An event begins, of the host that its records call `node`; empty: they do not say. What was told of the
  // one before is forgotten.
  void begin_event(std::string_view node) {
    forget_told();
    if (ask_ == Ask::kOfThisHost && node != node_) [[unlikely]]
      set_node(node);
  }

  // Empty when the id has no name. The text lives until this was called for IdNames::kKept other ids, or
  // one of the functions above is: long enough to print a record with it, not to keep it.
  std::string_view user(std::uint32_t uid) { return users_.name(uid); }
  std::string_view group(std::uint32_t gid) { return groups_.name(gid); }

  // Whether user() can have an answer that was not told.
  bool may_name_users() const noexcept { return !users_.is_mute(); }

  // What a source itself says: names of ids that come before all others, until they are forgotten. The text
  // stays the caller's.
  void tell_user(std::uint32_t uid, std::string_view name) { users_.tell(uid, name); }
  void tell_group(std::uint32_t gid, std::string_view name) { groups_.tell(gid, name); }
  void forget_told() noexcept {
    users_.forget_told();
    groups_.forget_told();
  }

  // Whether it is the one that is asked for: by name where the source has told one, otherwise by number.
  bool is_user(const WantedId& wanted, std::uint32_t uid) const noexcept { return users_.is(wanted, uid); }
  bool is_group(const WantedId& wanted, std::uint32_t gid) const noexcept { return groups_.is(wanted, gid); }

  // The other way; not cached.
  std::optional<std::uint32_t> uid(std::string_view user) const { return users_.id(user); }
  std::optional<std::uint32_t> gid(std::string_view group) const { return groups_.id(group); }

 private:
  void set_node(std::string_view node);

  IdNames users_, groups_;
  Ask ask_ = Ask::kAlways;
  std::string node_;  // of the event
  std::vector<std::string> own_nodes_;
  std::optional<ThisHost> host_;
};

}  // namespace knox::os
