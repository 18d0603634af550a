// What there is to say at the end.
#include <algorithm>

#include "knox/event/deeds.h"

namespace knox::event {

std::string_view name_of(Fate fate) noexcept {
  switch (fate) {
    case Fate::kCreated: return "created";
    case Fate::kChanged: return "changed";
    case Fate::kRenamed: return "renamed";
    case Fate::kDeleted: return "deleted";
    case Fate::kDevice: return "device";
  }
  return {};
}

DeedsSum Deeds::sum() const {
  DeedsSum sum;
  sum.passing = passing_;
  sum.left_out = left_out_;
  sum.programs = programs_;
  const auto put = [&](Fate fate, const std::string& path, const File& file) {
    FileDeed& deed = sum.files.emplace_back();
    deed.fate = fate;
    deed.path = path;
    if (file.first != path) deed.first = file.first;
    deed.count = file.count;
    deed.programs = file.programs;
  };
  for (const auto& [path, file] : files_) {
    if (file.is_gone) {
      put(Fate::kDeleted, file.first, file);
    } else if (file.is_new) {
      put(Fate::kCreated, path, file);
    } else if (file.first != path && !file.may_be_new) {
      put(Fate::kRenamed, path, file);
    } else if (file.is_changed || file.may_be_new) {
      put(Fate::kChanged, path, file);
    }
  }
  for (const auto& [path, file] : gone_) put(Fate::kDeleted, path, file);
  for (const auto& [path, device] : devices_) sum.files.push_back(device);
  std::ranges::sort(sum.files, [](const FileDeed& one, const FileDeed& other) {
    return std::tie(one.fate, one.path, one.first) < std::tie(other.fate, other.path, other.first);
  });
  for (const auto& [key, peer] : peers_) sum.peers.push_back(peer);
  for (const auto& [key, missed] : misses_) {
    Miss& miss = sum.misses.emplace_back(missed.miss);
    miss.directories = missed.directories.size();
  }
  for (const FileDeed& file : sum.files) {
    for (const std::uint32_t doer : file.programs)
      ++sum.programs[doer].files[static_cast<std::size_t>(file.fate)];
  }
  for (const PeerDeed& peer : sum.peers) {
    for (const std::uint32_t doer : peer.programs) ++sum.programs[doer].peers;
  }
  for (const Miss& miss : sum.misses) {
    for (const std::uint32_t doer : miss.programs) ++sum.programs[doer].misses;
  }
  return sum;
}

}  // namespace knox::event
