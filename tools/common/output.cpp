#include "common/output.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <utility>

#include "knox/base/counted.h"
#include "knox/base/size.h"
#include "knox/os/privileges.h"

namespace knox::tools {

Output::Output() : standard_output_(STDOUT_FILENO), out_(standard_output_) {}

void Output::add_options(const OptionGroup& group) {
  group.value("-O,--output", path_, "FILE", "append to FILE, not to standard output");
  group.value("--max-size", max_size_, "SIZE", "rotate FILE before it is larger than e.g. 64M");
  group.more().number("--max-files", max_files_, {1, 9999}, "N",
                      "keep N older files, FILE.1 the newest (10)");
  group.more().flag("--compress", compress_, "the older ones become FILE.N.gz");
}

std::expected<io::Rotation, std::string> Output::rotation() const {
  io::Rotation rotation = {.compress = compress_};
  if (max_files_) rotation.max_files = *max_files_;
  if (max_size_.empty()) {
    if (max_files_ || compress_)
      return std::unexpected(fmt::format("{} needs --max-size", compress_ ? "--compress" : "--max-files"));
    return rotation;
  }
  if (!has_file()) return std::unexpected("--max-size needs --output FILE");
  const auto size = parse_size(max_size_);
  if (!size)
    return std::unexpected(fmt::format("--max-size {}: not a size; examples: 512K, 64M, 2G", max_size_));
  if (*size < Out::kBlock) return std::unexpected(fmt::format("--max-size {}: the least is 256K", max_size_));
  rotation.max_size = *size;
  return rotation;
}

// SIGHUP then means that somebody has rotated the file, which is noticed anyway; but on a terminal that it is
// gone.
std::expected<void, std::string> Output::open(io::RotatingFile::Tell tell) {
  const auto rotation = this->rotation();
  if (!rotation) return std::unexpected(rotation.error());
  if (!has_file()) return {};
  const os::AsCaller caller;
  auto file = io::RotatingFile::open(path_, *rotation, std::move(tell));
  if (!file) return std::unexpected(fmt::format("--output {}: {}", path_, file.error()));
  file_.emplace(std::move(*file));
  out_.use(*file_);
  if (!os::has_terminal()) std::signal(SIGHUP, SIG_IGN);
  return {};
}

int Output::descriptor() const noexcept {
  return file_ ? file_->descriptor() : STDOUT_FILENO;
}

bool Output::is_terminal() const noexcept {
  return (file_ || !has_file()) && ::isatty(descriptor()) == 1;
}

bool Output::is_input(const std::string& path) const {
  struct stat input = {}, output = {};
  const int found = path == "-" ? ::fstat(STDIN_FILENO, &input) : ::stat(path.c_str(), &input);
  return file_ && found == 0 && ::fstat(descriptor(), &output) == 0 && S_ISREG(output.st_mode) &&
         input.st_dev == output.st_dev && input.st_ino == output.st_ino;
}

io::Sink& Output::sink() noexcept {
  if (file_) return *file_;
  return standard_output_;
}

std::expected<void, std::string> Output::finish() {
  out_.end_record();
  out_.flush();
  sink().finish();
  if (sink().error() == 0) return {};
  const char* const reason = std::strerror(sink().error());
  if (!file_) return std::unexpected(fmt::format("standard output: {}", reason));
  const std::uint64_t lost = file_->unwritten() + out_.dropped();
  return std::unexpected(fmt::format("{}: {}; {} not written", path_, reason, counted(lost, "byte")));
}

}  // namespace knox::tools
