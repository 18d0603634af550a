#include "knox/linux_audit/log/checkpoint.h"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <string_view>

#include "knox/io/read_file.h"
#include "knox/io/replace_file.h"

namespace knox::linux_audit {

namespace {

constexpr std::string_view kTitle = "knox checkpoint 1";

// Takes the next line off; false: there is none, or it has no end.
bool take_line(std::string_view& rest, std::string_view& line) {
  const std::size_t size = rest.find('\n');
  if (size == rest.npos) return false;
  line = rest.substr(0, size);
  rest.remove_prefix(size + 1);
  return true;
}

// Takes off the word that a line begins with.
bool take_word(std::string_view& line, std::string_view word) {
  if (!line.starts_with(word)) return false;
  line.remove_prefix(word.size());
  return true;
}

bool parse(std::string_view text, Checkpoint& checkpoint) {
  std::string_view line;
  if (!take_line(text, line) || line != kTitle) return false;
  if (!take_line(text, line) || !take_word(line, "offset ")) return false;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), checkpoint.offset);
  if (error != std::errc() || end != line.data() + line.size()) return false;
  if (!take_line(text, line) || !take_word(line, "log ")) return false;
  checkpoint.first_line = line;
  while (take_line(text, line)) {
    if (!take_word(line, "open ")) return false;
    checkpoint.open.emplace_back(line);
  }
  return text.empty();
}

}  // namespace

Result<std::optional<Checkpoint>> read_checkpoint(const std::string& path) {
  const Result<std::string> text = io::read_file(path);
  if (!text && text.error().code == Code::kSystem && text.error().system_errno == ENOENT) return std::nullopt;
  if (!text) return std::unexpected(text.error());
  Checkpoint checkpoint;
  if (parse(*text, checkpoint)) return checkpoint;
  return std::unexpected(Error{.code = Code::kBadValue, .what = "not a checkpoint of knox"});
}

Result<void> write_checkpoint(const std::string& path, const Checkpoint& checkpoint) {
  std::string text = fmt::format("{}\noffset {}\nlog {}\n", kTitle, checkpoint.offset, checkpoint.first_line);
  for (const std::string& line : checkpoint.open) text.append("open ").append(line).append("\n");
  return io::replace_file(path, text);
}

}  // namespace knox::linux_audit
