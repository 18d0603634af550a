// Deed: what a process did to files and with others, out of an event of any source. Reading is none.
//
//   create   a file, a directory, a link or a copy was made
//   write    a file was opened for writing, written to or cut
//   delete   a file or a directory was removed
//   rename   a file got another name
//   connect  a connection was asked for
//   accept   a connection was taken
//   fail     anything at all was tried in vain
//
// Of a file that is opened, BSM says only that it would have been made if it was not there: that is a write.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "knox/event/event.h"

namespace knox::tree {

enum class Deed : std::uint8_t { kCreate, kWrite, kDelete, kRename, kConnect, kAccept, kFail, kNone };
inline constexpr std::size_t kDeeds = 7;  // without kNone

enum class DeedGroup : std::uint8_t { kFiles, kNet, kErrors };

struct DeedInfo {
  std::string_view word;    // for people
  std::string_view member;  // of JSON: created
  DeedGroup group;
};
inline constexpr std::array<DeedInfo, kDeeds> kDeedInfos{{{"create", "created", DeedGroup::kFiles},
                                                          {"write", "written", DeedGroup::kFiles},
                                                          {"delete", "deleted", DeedGroup::kFiles},
                                                          {"rename", "renamed", DeedGroup::kFiles},
                                                          {"connect", "connected", DeedGroup::kNet},
                                                          {"accept", "accepted", DeedGroup::kNet},
                                                          {"fail", "failed", DeedGroup::kErrors}}};
constexpr const DeedInfo& info(Deed deed) noexcept {
  return kDeedInfos[static_cast<std::size_t>(deed)];
}

// What of it a view shows.
struct DeedGroups {
  bool files = true, net = true, errors = true;
  constexpr bool has(Deed deed) const noexcept {
    switch (info(deed).group) {
      case DeedGroup::kFiles: return files;
      case DeedGroup::kNet: return net;
      case DeedGroup::kErrors: return errors;
    }
    return false;
  }
};

// kNone also where it is not told what it was done to.
Deed deed_of(const event::Event& event) noexcept;

// What it was done to, and what more is to be said. Of a failure these are "ENOENT open", its error and its
// action, and the file; of a rename the old name and the new one. Both are appended to.
void describe(Deed deed, const event::Event& event, std::string& what, std::string& more);

}  // namespace knox::tree
