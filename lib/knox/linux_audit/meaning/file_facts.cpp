#include "knox/linux_audit/meaning/file_facts.h"

#include <algorithm>
#include <utility>

namespace knox::linux_audit {

namespace {

using Paths = std::span<const NormalPath>;

const NormalPath* first_of(Paths paths, std::string_view nametype) {
  const auto path = std::ranges::find(paths, nametype, &NormalPath::nametype);
  return path == paths.end() ? nullptr : &*path;
}
const NormalPath* last_of(Paths paths, std::string_view nametype) {
  for (std::size_t i = paths.size(); i-- > 0;) {
    if (paths[i].nametype == nametype) return &paths[i];
  }
  return nullptr;
}
const NormalPath* first_file(Paths paths) {
  const auto path = std::ranges::find_if(paths, [](const NormalPath& p) { return p.nametype != "PARENT"; });
  return path == paths.end() ? nullptr : &*path;
}
const NormalPath* last_file(Paths paths) {
  for (std::size_t i = paths.size(); i-- > 0;) {
    if (paths[i].nametype != "PARENT") return &paths[i];
  }
  return nullptr;
}

struct Pair {
  const NormalPath* file = nullptr;
  const NormalPath* other = nullptr;
};

Pair find_pair(Paths paths, Meaning meaning) {
  Pair pair{last_file(paths), first_file(paths)};
  if (pair.file == nullptr) return {&paths.back(), nullptr};
  if (meaning == Meaning::kExec) return {pair.other, nullptr};  // what follows are its interpreters
  if (meaning == Meaning::kMount) std::swap(pair.file, pair.other);
  if (meaning == Meaning::kMove) {
    const NormalPath* const old_name = first_of(paths, "DELETE");
    const NormalPath* const new_name = last_of(paths, "CREATE");
    pair = {old_name != nullptr ? old_name : pair.other, new_name != nullptr ? new_name : pair.file};
  }
  if (pair.file == pair.other) pair.other = nullptr;
  return pair;
}

void copy_facts(const NormalPath& path, NormalFile& file) {
  if (!path.inode.empty()) file.inode = path.inode;
  if (!path.device.empty()) file.device = path.device;
  if (!path.mode.empty()) file.mode = path.mode;
  if (!path.selinux.empty()) file.selinux = path.selinux;
  if (path.owner.id) file.owner = path.owner;
  if (path.group.id) file.group = path.group;
}

}  // namespace

std::string_view find_file(Facts& facts, Meaning meaning) {
  NormalFile& file = facts.event.file;
  const Paths paths = facts.event.paths;
  if (paths.empty()) {
    file.path = facts.file_name;
    if (file.path.empty() && file.inode.empty()) file.selinux = {};  // the label of something else
    return {};
  }
  const auto [path, other] = find_pair(paths, meaning);
  file.path = facts.is_untold(*path) ? std::string_view() : facts.absolute(*path);
  copy_facts(*path, file);
  if (other == nullptr) return {};
  const std::string_view other_path = facts.absolute(*other);
  if (meaning == Meaning::kMove || meaning == Meaning::kLink) file.target_path = other_path;
  return other_path;
}

}  // namespace knox::linux_audit
