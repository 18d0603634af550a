#include "common/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <string>

#include "knox/io/sink.h"

namespace knox::tools {

namespace {

constexpr std::uint64_t kLong = 16 * 1024 * 1024;  // a smaller file is done before a bar can be seen
constexpr std::uint64_t kBarWidth = 30;

void draw(std::string_view text) {
  io::write_all(STDERR_FILENO, text);
}

}  // namespace

Progress::Progress(const io::Source& source, bool output_is_terminal)
    : source_(source), begun_(Clock::now()), drawn_(begun_) {
  const std::uint64_t size = source.size().value_or(0);
  if (size >= kLong && ::isatty(STDERR_FILENO) == 1 && !output_is_terminal) size_ = size;
}

void Progress::update() {
  using std::chrono::duration;
  if (size_ == 0) return;
  const Clock::time_point now = Clock::now();
  if (now - drawn_ < std::chrono::milliseconds(100)) return;
  drawn_ = now;
  visible_ = true;
  const std::uint64_t done = std::min(source_.position(), size_);
  const double seconds = duration<double>(now - begun_).count();
  const std::string bar(done * kBarWidth / size_, '#');
  draw(fmt::format("\r[{:<{}}] {:3}% {:.0f} MB/s ", bar, kBarWidth, done * 100 / size_,
                   static_cast<double>(done) / 1e6 / seconds));
}

void Progress::clear() {
  if (visible_) draw("\r\x1b[K");
  visible_ = false;
}

}  // namespace knox::tools
