#include "knox/linux_audit/event_paths.h"

#include <array>

#include "knox/linux_audit/syscalls.h"
#include "knox/linux_audit/value.h"

namespace knox::linux_audit {

namespace {

// No directory of Linux has a longer name (PATH_MAX), and it is copied for each path.
constexpr std::size_t kMaxDirectory = 4096;

bool is_absolute(std::string_view path) {
  return path.starts_with('/');
}

}  // namespace

PathParts path_parts(std::string_view name, std::string_view nametype, std::string_view parent,
                     std::string_view cwd) noexcept {
  while (name.starts_with("./")) name.remove_prefix(2);
  PathParts parts{.cwd = is_absolute(cwd) ? cwd : std::string_view(), .parent = {}, .name = name};
  if (parent.empty() || nametype == "NORMAL" || name.find('/') != name.npos) return parts;
  if (is_absolute(parent)) parts.cwd = {};
  if (parent != ".") parts.parent = parent;
  return parts;
}

bool is_elsewhere(ArgKind first_kind, std::uint64_t first_argument) noexcept {
  constexpr std::uint32_t kCurrentDirectory = 0xffffff9c;  // AT_FDCWD
  return first_kind == ArgKind::kDirFd && static_cast<std::uint32_t>(first_argument) != kCurrentDirectory;
}

std::string_view EventPaths::absolute(const Record& path, std::string_view name) {
  if (name.empty() || is_absolute(name)) return name;
  if (!is_known_) find_directory();
  if (cwd_.empty()) return name;
  find_parent(path);
  const PathParts parts = path_parts(name, path.find("nametype"), parent_, cwd_);
  path_.clear();
  for (const std::string_view part : {parts.cwd, parts.parent, parts.name}) {
    if (!path_.empty() && !path_.ends_with('/')) path_ += '/';
    path_ += part;
  }
  return path_;
}

void EventPaths::find_directory() {
  is_known_ = true;
  cwd_ = {};
  if (const Line* const call = event_->find(RecordType::SYSCALL); call != nullptr) {
    record_.parse(*call);
    const auto number_of = [&](std::string_view key) { return parse_hex(record_.find(key)).value_or(0); };
    const auto arch = static_cast<Arch>(number_of("arch"));
    const auto number = parse_number(record_.find("syscall")).value_or(UINT32_MAX);
    const std::array arguments = {number_of("a0"), number_of("a1"), number_of("a2"), number_of("a3")};
    const Syscall syscall = find_syscall(arch, static_cast<std::uint32_t>(number));
    if (is_elsewhere(argument_kinds(arch, syscall, arguments)[0], arguments[0])) return;
  }
  const Line* const directory = event_->find(RecordType::CWD);
  if (directory == nullptr) return;
  record_.parse(*directory);
  const auto cwd = decode_string(record_.find("cwd"), cwd_memory_);
  if (cwd && cwd->size() <= kMaxDirectory) cwd_ = *cwd;
}

// The name in the last PARENT record in front of this one.
void EventPaths::find_parent(const Record& path) {
  for (; next_ < event_->records.size(); ++next_) {
    const Line& line = event_->records[next_];
    if (line.text.data() == path.line().text.data()) return;
    if (line.type != RecordType::PATH || line.body.find("nametype=PARENT") == line.body.npos) continue;
    record_.parse(line);
    const auto name = decode_string(record_.find("name"), parent_memory_);
    parent_ = name && name->size() <= kMaxDirectory ? *name : std::string_view();
  }
}

}  // namespace knox::linux_audit
