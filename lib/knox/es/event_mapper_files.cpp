// What a message says of files: its own members for them, and what a call makes of one.
#include <utility>

#include "knox/es/event_mapper.h"

namespace knox::es {

namespace {

constexpr std::uint32_t kUnset = ~std::uint32_t{0};
constexpr std::uint32_t kModeBits = 07777;

std::string_view file_type(std::uint32_t mode) {
  switch (mode & 0170000U) {
    case 0010000: return "fifo";
    case 0020000: return "char_device";
    case 0040000: return "dir";
    case 0060000: return "block_device";
    case 0100000: return "file";
    case 0120000: return "symlink";
    case 0140000: return "socket";
    default: return {};
  }
}

}  // namespace

std::string_view EventMapper::inside(std::string_view directory, std::string_view name) {
  joined_.assign(directory);
  if (!joined_.ends_with('/')) joined_ += '/';
  return joined_.append(name);
}

// The second name that an event has, and its file, where that is there already.
std::string_view EventMapper::new_name(const File*& file) {
  const auto file_of = [&](std::string_view key) -> const File* {
    const Member* const member = message_->find(key);
    if (member == nullptr || member->file == nullptr) return nullptr;
    take(key);
    return member->file;
  };
  for (const std::string_view key : {"existing_file", "target_file", "file2"}) {
    file = file_of(key);
    if (file == nullptr) continue;
    take("target_dir");
    take("target_name");
    return file->path;
  }
  struct Parts {
    std::string_view directory, name;
  };
  for (const auto& [directory, name] :
       {Parts{"target_dir", "target_name"}, Parts{"target_dir", "target_filename"}, Parts{"dir", "filename"},
        Parts{"source_dir", "relative_target"}}) {
    if (message_->find(name) == nullptr) continue;
    if (const File* const parent = file_of(directory)) return inside(parent->path, take_text(name));
  }
  return take_text("target_path");
}

void EventMapper::take_files(Hint hint) {
  event::File& file = event_.file;
  take("destination_type");
  const File* made = nullptr;
  std::string_view made_name = new_name(made);
  const File* told = nullptr;
  for (const std::string_view key : {"source", "target", "file", "file1", "parent_dir"}) {
    const Member* const member = message_->find(key);
    if (member == nullptr || member->file == nullptr) continue;
    take(key);
    if (told == nullptr) {
      told = member->file;
    } else if (key == "target" && made_name.empty()) {
      made_name = member->file->path;
    }
  }
  if (told == nullptr && made != nullptr) std::swap(told, made);
  if (told != nullptr) take_file(*told);
  if (told != nullptr && made_name != file.path) {
    file.target_path = made_name;
    if (hint == Hint::kLink) std::swap(file.path, file.target_path);
  } else if (told == nullptr) {
    file.path = made_name;
  }
  for (const std::string_view key :
       {"f_mntonname", "detected_path", "remediated_path", "executable_path", "file"}) {
    const Member* const path = message_->find(key);
    if (!file.path.empty() || path == nullptr || path->kind != Member::Kind::kText) continue;
    take(key);
    file.path = path->text;
  }
  take_file_changes(hint);
}

void EventMapper::take_file(const File& told) {
  event::File& file = event_.file;
  file.path = told.path;
  if (told.mode) {
    file.type = file_type(*told.mode);
    file.mode = *told.mode & kModeBits;
  }
  file.owner = user(told.uid);
  file.group = group(told.gid);
  file.inode = told.inode;
  file.device = told.device;
}

// What a call makes of a file: its stat is from before it.
void EventMapper::take_file_changes(Hint hint) {
  event::File& file = event_.file;
  if (hint == Hint::kMode) {
    const std::optional<std::uint32_t> mode = take_number("mode");
    if (mode) file.mode = *mode & kModeBits;
    if (mode && file.type.empty()) file.type = file_type(*mode);  // of a new file, where it says that
  } else if (hint == Hint::kOwner) {
    const std::optional<std::uint32_t> uid = take_number("uid"), gid = take_number("gid");
    if (uid && *uid != kUnset) file.owner = user(uid);
    if (gid && *gid != kUnset) file.group = group(gid);
  }
}

void EventMapper::take_socket(Hint hint) {
  if (hint == Hint::kOutgoing) event_.destination.path = event_.file.path;
  if (hint == Hint::kServing) event_.server.path = std::exchange(event_.file.path, {});
}

}  // namespace knox::es
