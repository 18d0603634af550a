#include "knox/tracev3/strings/string_files.h"

#include <algorithm>
#include <cerrno>

namespace knox::tracev3 {

namespace {

constexpr std::size_t kMostAbsent = 16 * 1024;         // a hostile log names a new image in every record
constexpr std::size_t kMostMemory = 16 * 1024 * 1024;  // of the tables of open files

std::string digits(const Uuid& uuid) {
  std::string text(text_of(uuid).view());
  std::erase(text, '-');
  return text;
}

std::string lower(std::string name) {
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return name;
}

bool is_absence(const Error& error) {
  return error.code == Code::kSystem && (error.system_errno == ENOENT || error.system_errno == ENOTDIR);
}

}  // namespace

std::string uuidtext_name(const Uuid& uuid) {
  return digits(uuid).insert(2, 1, '/');
}
std::string shared_cache_name(const Uuid& uuid) {
  return "dsc/" + digits(uuid);
}

template <class File>
const File* StringFiles<File>::find(const Uuid& uuid) {
  if (const auto found = opened_.find(uuid); found != opened_.end()) {
    found->second.used = ++clock_;
    return &found->second.file;
  }
  if (absent_.contains(uuid)) return nullptr;
  std::optional<File> file = open(uuid);
  if (!file) {
    if (absent_.size() >= kMostAbsent) absent_.clear();
    absent_.insert(uuid);
    ++missing;
    return nullptr;
  }
  evict();
  return &opened_.emplace(uuid, Opened{std::move(*file), ++clock_}).first->second.file;
}

template <class File>
std::optional<File> StringFiles<File>::open(const Uuid& uuid) {
  const std::string name = name_(uuid);
  for (const std::string& folder : folders_) {
    for (const std::string& path : {folder + '/' + name, folder + '/' + lower(name)}) {
      auto bytes = io::open_random_access(path);
      if (!bytes && is_absence(bytes.error())) continue;
      Result<File> file = bytes ? File::open(std::move(*bytes)) : std::unexpected(bytes.error());
      if (file) return std::move(*file);
      ++damaged;
      if (damage.empty()) damage = path + ": " + describe(file.error());
      break;  // the other name can be the same file
    }
  }
  return std::nullopt;
}

// Makes room for one more: those that were not wanted for the longest time go.
template <class File>
void StringFiles<File>::evict() {
  std::size_t memory = 0;
  for (const auto& [uuid, opened] : opened_) memory += opened.file.memory();
  while (!opened_.empty() && (opened_.size() >= most_ || memory > kMostMemory)) {
    const auto oldest =
        std::ranges::min_element(opened_, {}, [](const auto& entry) { return entry.second.used; });
    memory -= oldest->second.file.memory();
    opened_.erase(oldest);
  }
}

template class StringFiles<ImageStrings>;
template class StringFiles<SharedCache>;

}  // namespace knox::tracev3
