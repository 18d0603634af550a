#include "knox/tracev3/file/archive.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "knox/io/random_access.h"
#include "knox/tracev3/file/chunk.h"

namespace knox::tracev3 {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kTrace = ".tracev3", kTimesync = ".timesync";
constexpr std::array kFolders = {"Persist", "Special", "Signpost", "HighVolume", "InMemory"};
// Where a store is in what sysdiagnose(1) or a copy of a disk gives.
constexpr std::array kInside = {"system_logs.logarchive", "private/var/db/diagnostics", "var/db/diagnostics",
                                "db/diagnostics", "diagnostics"};

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

// Finder's companions of other files begin with ._ and are none of their kind.
std::vector<std::string> files_in(const fs::path& folder, std::string_view suffix) {
  std::error_code trouble;
  std::vector<std::string> found;
  fs::directory_iterator entry(folder, trouble);
  for (const fs::directory_iterator end; !trouble && entry != end; entry.increment(trouble)) {
    const std::string name = entry->path().filename().native();
    if (name.ends_with(suffix) && !name.starts_with("._")) found.push_back(entry->path().native());
  }
  std::ranges::sort(found);
  return found;
}

std::vector<std::string> traces_in(const fs::path& root) {
  std::vector<std::string> traces;
  for (const char* const folder : kFolders) {
    const std::vector<std::string> its = files_in(root / folder, kTrace);
    traces.insert(traces.end(), its.begin(), its.end());
  }
  const std::vector<std::string> own = files_in(root, kTrace);
  traces.insert(traces.end(), own.begin(), own.end());
  return traces;
}

// A folder of strings has folders of two digits, or one of shared caches.
bool has_strings(const fs::path& folder) {
  if (is_folder(folder / "dsc")) return true;
  std::error_code trouble;
  fs::directory_iterator entry(folder, trouble);
  for (const fs::directory_iterator end; !trouble && entry != end; entry.increment(trouble)) {
    const std::string name = entry->path().filename().native();
    const auto is_digit = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
    };
    if (name.size() == 2 && std::ranges::all_of(name, is_digit)) return true;
  }
  return false;
}

// The companions of traces that lie in `root`.
void add_companions(const fs::path& root, ArchiveFiles& files) {
  files.timesyncs = files_in(root / "timesync", kTimesync);
  for (const fs::path& folder : {root, root / "uuidtext", root.parent_path() / "uuidtext"}) {
    if (has_strings(folder)) files.string_folders.push_back(folder.native());
  }
}

bool looks_like_trace(const std::string& path) {
  const Result<std::unique_ptr<io::RandomAccess>> file = io::open_random_access(path);
  std::array<std::uint8_t, kPreamble> front = {};
  return file && (*file)->read(0, front) && looks_like_tracev3(front);
}

// The folder itself or the one inside of it that has traces; empty: there is none.
fs::path find_root(const fs::path& folder) {
  if (!traces_in(folder).empty()) return folder;
  for (const char* const inside : kInside) {
    if (!traces_in(folder / inside).empty()) return folder / inside;
  }
  std::error_code trouble;
  fs::directory_iterator entry(folder, trouble);
  for (const fs::directory_iterator end; !trouble && entry != end; entry.increment(trouble)) {
    if (entry->path().extension() == ".logarchive" && !traces_in(entry->path()).empty()) return entry->path();
  }
  return {};
}

// "x/" is the folder "x": its parent is not itself.
fs::path without_slash(const std::string& path) {
  const fs::path folder = fs::path(path).lexically_normal();
  return folder.has_filename() ? folder : folder.parent_path();
}

}  // namespace

bool is_archive(const std::string& path) {
  if (is_folder(path)) return !find_root(without_slash(path)).empty();
  return path != "-" && looks_like_trace(path);
}

Result<ArchiveFiles> find_archive(const std::string& path) {
  ArchiveFiles files;
  if (is_folder(path)) {
    const fs::path root = find_root(without_slash(path));
    if (root.empty())
      return std::unexpected(Error{.code = Code::kNotARecord, .what = "folder without tracev3 files"});
    files.traces = traces_in(root);
    add_companions(root, files);
    return files;
  }
  files.traces.push_back(path);
  std::error_code ignored;
  const fs::path folder = fs::absolute(path, ignored).parent_path();
  // Beside it, or above it where it is in one of the folders of a store.
  add_companions(folder, files);
  if (files.timesyncs.empty() && files.string_folders.empty()) add_companions(folder.parent_path(), files);
  return files;
}

TimeTable read_timesyncs(const std::vector<std::string>& paths, std::vector<std::string>& damaged) {
  constexpr std::uint64_t kMost = 64 * 1024 * 1024;  // Apple's have 128 KiB
  TimeTable table;
  for (const std::string& path : paths) {
    const Result<std::unique_ptr<io::RandomAccess>> file = io::open_random_access(path);
    if (!file) {
      damaged.push_back(path);
      continue;
    }
    std::vector<std::uint8_t> all(static_cast<std::size_t>(std::min((*file)->size(), kMost)));
    if (!(*file)->read(0, all)) all.clear();
    const Bytes rest = Bytes(all).subspan(table.add(all));
    if (std::ranges::any_of(rest, [](std::uint8_t byte) { return byte != 0; })) damaged.push_back(path);
  }
  table.finish();
  return table;
}

}  // namespace knox::tracev3
