// Deeds: what became of it. What processes did, added up over the events of any source: which files are
// there that were not, which are others, which are gone, whom they connected to, what they looked for in
// vain; and which programs did it.
//
//   open a.tmp to create it, rename a.tmp to a     a is created, and was a.tmp first
//   ... where a was there before                   a is changed
//   create b, delete b                             it came and went: counted, and not named
//   rename d to e, where d/x was created           e/x is created
//   exec ENOENT in nine directories of PATH        one miss, in nine directories
//
// One of these is for one host, and for whomever the caller gives to it: all that a command did, or a process
// for itself. Everything is copied. Memory is bounded: of what is new when `most` is reached only the number
// is kept.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "knox/event/event.h"
#include "knox/event/lineage.h"

namespace knox::event {

// Places in DeedsSum::programs, in the order in which they did something, each once.
using Doers = std::vector<std::uint32_t>;

enum class Fate : std::uint8_t {
  kCreated,
  kChanged,  // or opened to be written, and perhaps made by that: most sources do not tell more
  kRenamed,
  kDeleted,
  kDevice  // written to; what is in /dev
};
// "created"
std::string_view name_of(Fate fate) noexcept;

struct FileDeed {
  Fate fate = Fate::kChanged;
  std::string path;         // its last name; of a deleted one its first
  std::string first;        // its first name, where that is another
  std::uint64_t count = 0;  // of events
  Doers programs;
};

struct PeerDeed {
  bool is_incoming = false;
  std::string address;  // an IP address, the path of a local socket, or a name
  std::optional<std::uint32_t> port;
  std::string transport;  // tcp, udp; empty: not known
  std::string error;      // why nothing came of it, the last time; empty: it did
  std::uint64_t count = 0;
  Doers programs;
};

struct Miss {
  std::string_view action;        // exec, open; lives as long as the program
  std::string error;              // ENOENT
  std::string path;               // of the first one; up to a / where only its directory is known
  std::uint64_t directories = 0;  // in which a file of this name was missed
  bool is_found = false;          // the same action then had success with a file of this name
  std::uint64_t count = 0;
  Doers programs;
};

struct ProgramDeeds {
  std::string name;  // empty: nobody knows
  std::uint64_t executions = 0;
  std::array<std::uint64_t, 5> files = {};  // by Fate
  std::uint64_t peers = 0, misses = 0;
};

struct DeedsSum {
  std::vector<FileDeed> files;  // by fate, then by path
  std::uint64_t passing = 0;    // files that came and went
  std::vector<PeerDeed> peers;
  std::vector<Miss> misses;
  std::vector<ProgramDeeds> programs;
  std::uint64_t left_out = 0;  // events for which there was no room

  bool empty() const noexcept { return programs.empty() && left_out == 0; }
};

class Deeds {
 public:
  static constexpr std::size_t kMost = 64 * 1024 * 1024;  // bytes, about

  explicit Deeds(std::size_t most = kMost) : most_(most) {}

  // In their order.
  void take(const Event& event);

  DeedsSum sum() const;

 private:
  struct File {
    std::string first;
    bool is_new = false, is_changed = false, is_gone = false;
    bool may_be_new = false;  // first heard of when it was opened, to be made if it was not there
    std::uint64_t count = 0;
    Doers programs;
  };
  using Files = std::map<std::string, File, std::less<>>;  // by what they are called now
  struct MissKey {
    std::string_view action;
    std::string error, name;
    auto operator<=>(const MissKey&) const = default;
  };
  struct Missed {
    Miss miss;
    std::set<std::uint64_t> directories;  // hashes
  };
  using PeerKey = std::tuple<bool, std::string, std::uint32_t, std::string>;

  std::uint32_t program_of(std::string_view name);
  bool has_room(std::size_t bytes);
  void take_file(const Event& event);
  void take_miss(const Event& event);
  void take_peer(const Endpoint& peer, const Event& event, bool is_incoming);
  File* find(std::string_view path);
  File* touch(std::string_view path);
  void create(std::string_view path);
  void change(std::string_view path);
  void open_to_write(std::string_view path, bool may_make);
  void remove(std::string_view path);
  void rename(std::string_view from, std::string_view to);
  void move_contents(const std::string& from, const std::string& to);

  std::size_t most_, used_ = 0;
  Lineage lineage_;
  std::uint32_t doer_ = 0;  // of the event that is taken
  Files files_;
  std::vector<std::pair<std::string, File>> gone_;  // whose name is another's now
  std::map<std::string, FileDeed, std::less<>> devices_;
  std::map<PeerKey, PeerDeed> peers_;
  std::map<MissKey, Missed> misses_;
  std::vector<ProgramDeeds> programs_;
  std::map<std::string, std::uint32_t, std::less<>> program_places_;
  std::uint64_t passing_ = 0, left_out_ = 0;
};

}  // namespace knox::event
