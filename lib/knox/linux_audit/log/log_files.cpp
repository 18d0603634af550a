#include "knox/linux_audit/log/log_files.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <tuple>

#include "knox/base/scan.h"
#include "knox/io/source.h"
#include "knox/linux_audit/log/log_reader.h"

namespace knox::linux_audit {

namespace fs = std::filesystem;

namespace {

// Two records of the largest kind, and what to look at when these are none.
constexpr std::size_t kFront = 16 * 1024, kLongFront = 1024 * 1024;

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") + 1 - first);
}

// As much of the front as can be had, up to `limit`.
Result<std::string> read_front(const std::string& path, std::size_t limit) {
  Result<io::Source> source = io::Source::open(path, {});
  if (!source) return std::unexpected(source.error());
  std::vector<std::uint8_t> front(limit);
  std::size_t size = 0;
  while (size < front.size()) {
    const Result<std::size_t> n = source->read(std::span(front).subspan(size));
    if (!n && size == 0) return std::unexpected(n.error());
    if (!n || *n == 0) break;
    size += *n;
  }
  return std::string(reinterpret_cast<const char*>(front.data()), size);
}

void find_first_line(std::string_view front, LogFile& log) {
  LineFramer framer;
  LogReader reader;
  Line line;
  while (!front.empty()) {
    const io::Step step = framer.next(as_bytes(front), true);
    const std::string_view frame = front.substr(0, step.size);
    front.remove_prefix(step.size);
    if (step.what == io::Step::What::kSkip || reader.read(frame, line) != LineKind::kRecord) continue;
    log.first_line = line.text;
    log.time = line.time;
    log.has_end = frame.ends_with('\n') || !front.empty();
    return;
  }
}

// The number in audit.log.3 or audit.log.3.gz; 0: there is none, as in the newest.
std::uint64_t rotation_of(std::string_view path) {
  if (path.ends_with(".gz")) path.remove_suffix(3);
  const std::string_view digits = path.substr(path.find_last_of("./") + 1);
  std::uint64_t number = 0;
  const char* const end = digits.data() + digits.size();
  return read_decimal(digits.data(), end, number) == end ? number : 0;
}

enum class Found : std::uint8_t { kTrouble, kLog, kEmpty };  // in the order in which they are read

// A link to a file of the same directory is no log of its own.
bool is_link_beside(const fs::directory_entry& entry) {
  std::error_code trouble;
  return entry.is_symlink(trouble) && fs::canonical(entry.path(), trouble).parent_path() ==
                                          fs::canonical(entry.path().parent_path(), trouble);
}

std::optional<std::string> value_of(std::string_view auditd_conf, std::string_view key) {
  while (!auditd_conf.empty()) {
    const std::size_t size = std::min(auditd_conf.find('\n'), auditd_conf.size());
    const std::string_view line = auditd_conf.substr(0, size);
    const std::size_t equals = line.find('=');
    if (equals != line.npos && trim(line.substr(0, equals)) == key) {
      return std::string(trim(line.substr(equals + 1)));
    }
    auditd_conf.remove_prefix(std::min(size + 1, auditd_conf.size()));
  }
  return std::nullopt;
}

}  // namespace

Result<LogFile> look_at_log(const std::string& path) {
  LogFile log = {.path = path};
  for (const std::size_t limit : {kFront, kLongFront}) {
    const Result<std::string> front = read_front(path, limit);
    if (!front) return std::unexpected(front.error());
    find_first_line(*front, log);
    if (log.has_end || front->size() < limit) break;
  }
  return log;
}

Result<std::vector<LogFile>> logs_in(const std::string& directory, std::string_view name) {
  std::error_code trouble;
  std::vector<std::pair<Found, LogFile>> found;
  fs::directory_iterator entry(directory, trouble);
  for (const fs::directory_iterator end; !trouble && entry != end; entry.increment(trouble)) {
    std::error_code ignored;
    if (!entry->is_regular_file(ignored) || !entry->path().filename().native().starts_with(name)) continue;
    if (is_link_beside(*entry)) continue;
    const std::string path = entry->path().native();
    Result<LogFile> log = look_at_log(path);
    if (!log) {
      found.emplace_back(Found::kTrouble, LogFile{.path = path});
    } else if (!log->first_line.empty()) {
      found.emplace_back(Found::kLog, std::move(*log));
    } else if (entry->file_size(ignored) == 0) {
      found.emplace_back(Found::kEmpty, std::move(*log));
    }
  }
  if (trouble) return std::unexpected(Error{.code = Code::kSystem, .system_errno = trouble.value()});

  // An event in two logs gives both the same time.
  const auto place = [](const std::pair<Found, LogFile>& log) {
    return std::tuple(log.first, log.second.time, ~rotation_of(log.second.path), log.second.path);
  };
  std::ranges::sort(found, {}, place);
  std::vector<LogFile> logs;
  logs.reserve(found.size());
  for (auto& [kind, log] : found) logs.push_back(std::move(log));
  return logs;
}

std::string host_log(std::string_view auditd_conf) {
  return value_of(auditd_conf, "log_file").value_or("/var/log/audit/audit.log");
}

std::string host_node(std::string_view auditd_conf) {
  return value_of(auditd_conf, "name").value_or("");
}

}  // namespace knox::linux_audit
