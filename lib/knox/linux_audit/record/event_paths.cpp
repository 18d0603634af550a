#include "knox/linux_audit/record/event_paths.h"

#include <algorithm>
#include <array>

#include "knox/linux_audit/names/constants.h"
#include "knox/linux_audit/names/syscalls.h"
#include "knox/linux_audit/record/value.h"

namespace knox::linux_audit {

namespace {

// No directory of Linux has a longer name (PATH_MAX), and it is copied for each path.
constexpr std::size_t kMaxDirectory = 4096;

constexpr std::uint32_t kCurrentDirectory = 0xffffff9c;  // AT_FDCWD

bool is_absolute(std::string_view path) {
  return path.starts_with('/');
}

std::string_view without_dots(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  return path;
}

}  // namespace

std::string_view EventPaths::absolute(const Line& path, std::string_view name) {
  if (name.empty() || is_absolute(name) || relative_to_unknown_dir()) return name;
  if (!has_parents_ && !makes_symlink_) return join({}, name);  // what its record is makes no difference
  find_record(path);
  if (makes_symlink_ && !has_inode_) return name;
  const bool has_parent = type_ == Type::kChild && without_dots(name).find('/') == name.npos;
  return join(has_parent ? parent() : std::string_view(), name);
}

std::string_view EventPaths::absolute(std::string_view name) {
  return name.empty() || is_absolute(name) || relative_to_unknown_dir() ? name : join({}, name);
}

bool EventPaths::relative_to_unknown_dir() {
  if (!is_known_) find_directory();
  return relative_to_unknown_dir_;
}

std::string_view EventPaths::join(std::string_view parent, std::string_view name) {
  if (parent == ".") parent = {};
  if (!is_absolute(parent) && cwd_.empty()) return name;
  path_.clear();
  const std::string_view cwd = is_absolute(parent) ? std::string_view() : cwd_;
  for (const std::string_view part : {cwd, parent, without_dots(name)}) {
    if (part.empty()) continue;
    if (!path_.empty() && !path_.ends_with('/')) path_ += '/';
    path_ += part;
  }
  return path_;
}

// Whether the names of a call are relative to a directory that is not told: one that it has a descriptor of,
// or may have where its arguments are not told.
bool EventPaths::has_unknown_dir(const Line& call) {
  record_.parse(call);
  const auto hex_of = [&](std::string_view key) { return parse_hex(record_.find(key)).value_or(0); };
  const auto number_of = [&](std::string_view key) {
    return static_cast<std::uint32_t>(parse_number(record_.find(key)).value_or(UINT32_MAX));
  };
  const bool is_ring = call.type == RecordType::URINGOP;
  const Arch arch = is_ring ? Arch::kX86_64 : static_cast<Arch>(hex_of("arch"));
  const Syscall syscall =
      is_ring ? find_syscall(uring_op_name(number_of("uring_op"))) : find_syscall(arch, number_of("syscall"));
  makes_symlink_ |= syscall == Syscall::sys_symlink || syscall == Syscall::sys_symlinkat;
  const std::array arguments = {hex_of("a0"), hex_of("a1"), hex_of("a2"), hex_of("a3")};
  const ArgKinds kinds = argument_kinds(arch, syscall, arguments);
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const bool is_here = static_cast<std::uint32_t>(arguments[i]) == kCurrentDirectory;
    if (kinds[i] == ArgKind::kDirFd && !is_here) return true;
  }
  return false;
}

void EventPaths::find_directory() {
  is_known_ = true;
  relative_to_unknown_dir_ = makes_symlink_ = false;
  cwd_ = {};
  for (const RecordType type : {RecordType::SYSCALL, RecordType::URINGOP}) {
    const Line* const call = event_->find(type);
    if (call != nullptr && has_unknown_dir(*call)) relative_to_unknown_dir_ = true;
  }
  const Line* const directory = event_->find(RecordType::CWD);
  if (relative_to_unknown_dir_) return;
  has_parents_ = std::ranges::any_of(event_->records, [](const Line& line) {
    return line.type == RecordType::PATH && line.body.find("type=PARENT") != line.body.npos;
  });
  if (directory == nullptr) return;
  record_.parse(*directory);
  const auto cwd = decode_string(record_.find("cwd"), cwd_memory_);
  if (cwd && is_absolute(*cwd) && cwd->size() <= kMaxDirectory) cwd_ = *cwd;
}

// Goes on to that record, and takes the names of the PARENT records on the way.
void EventPaths::find_record(const Line& path) {
  if (current_ == path.text.data()) return;
  const auto is_wanted = [&](const Line& line) { return line.text.data() == path.text.data(); };
  const auto ahead = event_->records.subspan(next_);
  if (std::ranges::none_of(ahead, is_wanted)) restart();
  while (next_ < event_->records.size() && current_ != path.text.data()) {
    const Line& line = event_->records[next_++];
    if (line.type != RecordType::PATH) continue;
    if (current_ != nullptr && type_ == Type::kChild) ++children_;
    record_.parse(line);
    current_ = line.text.data();
    has_inode_ = !record_.find("inode").empty();
    std::string_view type = record_.find("nametype");
    if (type.empty()) type = record_.find("objtype");  // as older kernels have it
    type_ = type.empty() || type == "NORMAL" ? Type::kNormal : Type::kChild;
    if (type != "PARENT") continue;
    type_ = Type::kParent;
    const std::string_view name = decode_string(record_.find("name"), memory_).value_or(std::string_view());
    last_parent_ = name.size() <= kMaxDirectory ? name : std::string_view();
    if (parents_++ == 0) first_parent_ = last_parent_;
  }
}

// Of the record at hand.
std::string_view EventPaths::parent() const noexcept {
  if (parents_ == 0) return {};
  return children_ == 0 ? first_parent_ : last_parent_;
}

}  // namespace knox::linux_audit
