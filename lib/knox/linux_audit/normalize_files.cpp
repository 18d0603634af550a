#include "knox/linux_audit/normalize_files.h"

#include <algorithm>

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
  if (meaning == Meaning::kMove) {
    const NormalPath* const old_name = first_of(paths, "DELETE");
    const NormalPath* const new_name = last_of(paths, "CREATE");
    pair = {old_name != nullptr ? old_name : pair.other, new_name != nullptr ? new_name : pair.file};
  }
  if (pair.file == pair.other) pair.other = nullptr;
  return pair;
}

// Whether relative paths are relative to a directory that is not told: the call has a descriptor of one.
bool is_elsewhere(const Facts& facts) {
  constexpr std::uint32_t kCurrentDirectory = 0xffffff9c;
  return facts.kinds[0] == ArgKind::kDirFd &&
         static_cast<std::uint32_t>(facts.arguments[0]) != kCurrentDirectory;
}

std::string_view joined(Facts& facts, std::string_view directory, std::string_view name) {
  return facts.texts.join(directory, directory.ends_with('/') ? "" : "/", name);
}

// With its directory. The kernel gives a PARENT record to what is made or removed: the directory in the path
// as it was given, or the current one where none was. The name that follows may be the last part only.
std::string_view absolute(Facts& facts, Paths paths, const NormalPath& path) {
  std::string_view name = path.name;
  if (name.empty() || name.starts_with('/') || is_elsewhere(facts)) return name;
  while (name.starts_with("./")) name.remove_prefix(2);
  const std::string_view cwd = facts.event.process.cwd;
  const auto index = static_cast<std::size_t>(&path - paths.data());
  const NormalPath* const parent = last_of(paths.first(index), "PARENT");
  if (parent != nullptr && parent != &path && path.nametype != "NORMAL" && name.find('/') == name.npos) {
    if (parent->name.starts_with('/')) return joined(facts, parent->name, name);
    if (!parent->name.empty() && parent->name != ".") name = joined(facts, parent->name, name);
  }
  return cwd.starts_with('/') ? joined(facts, cwd, name) : name;
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
  file.path = absolute(facts, paths, *path);
  copy_facts(*path, file);
  if (other == nullptr) return {};
  // What a symbolic link leads to is text, and no path from here.
  const bool is_text = meaning == Meaning::kLink && other->inode.empty();
  const std::string_view other_path = is_text ? other->name : absolute(facts, paths, *other);
  if (meaning == Meaning::kMove || meaning == Meaning::kLink) file.target_path = other_path;
  return other_path;
}

}  // namespace knox::linux_audit
