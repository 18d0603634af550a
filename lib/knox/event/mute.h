// Mute: what nobody wants to see of what programs do, or, inverted, all that somebody does.
//
//   /usr/libexec/*        the executable of the process, of its parent, or of who is responsible for it; of a
//                         process without a path that is known, its name
//   exe=GLOB              of the process alone; of an execution also the script
//   parent=GLOB responsible=GLOB
//   signing-id=GLOB       of macOS' code signatures
//   user=NAME             the audit, real or effective user, by name or number
//   args=REGEX            the command line, with a blank between two arguments
//
// Executables of parents are those whose executions were told before; so it has to be asked of all events, in
// their order. Patterns are those of base/glob.h, regular expressions those of base/regex.h.
#pragma once

#include <cstdint>
#include <expected>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "knox/base/regex.h"
#include "knox/event/event.h"
#include "knox/event/query.h"

namespace knox::event {

struct MuteText {
  std::vector<std::string> rules = {};  // each as above
  bool invert = false;                  // only what they describe is seen
};

// The rules in a file: one a line, without blank lines and those that begin with #.
void add_mute_rules(std::string_view file, std::vector<std::string>& rules);

class Mute {
 public:
  // `names` as for Query::make(). The error is one line for the user.
  static std::expected<Mute, std::string> make(const MuteText& text, const os::Names& names);

  bool empty() const noexcept { return is_empty_; }
  // Of an execution (Event::exec), `names` are its source's.
  bool mutes(const Event& event, const os::Names& names);

 private:
  struct Facts;
  // The executables of processes, by host and pid; the one that was told longest ago is forgotten first.
  class Executables {
   public:
    void learn(std::uint64_t host, std::optional<std::uint32_t> pid, std::string_view path);
    std::string_view find(std::uint64_t host, std::optional<std::uint32_t> pid) const;

   private:
    static constexpr std::size_t kMost = 16'384;
    struct Known {
      std::uint64_t key;
      std::string path;
    };
    static std::uint64_t key(std::uint64_t host, std::uint32_t pid) {
      return host * 0x9e3779b97f4a7c15 + pid;
    }

    std::list<Known> known_;  // the latest first
    std::unordered_map<std::uint64_t, std::list<Known>::iterator> by_key_;
  };

  Facts facts_of(const Event& event) const;
  bool is_described(const Facts& facts) const;

  std::vector<std::string> any_, exe_, parent_, responsible_, signing_id_;  // patterns
  std::vector<Regex> args_;
  bool has_users_ = false;
  Query users_;
  bool is_empty_ = true, invert_ = false;
  Executables executables_;
};

}  // namespace knox::event
