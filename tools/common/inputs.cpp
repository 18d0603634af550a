#include "common/inputs.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "common/live.h"
#include "common/progress.h"

namespace knox::tools {

namespace {

class Run {
 public:
  Run(Tool& tool, const InputOptions& options, Consumer& consumer)
      : tool_(tool), options_(options), consumer_(consumer) {}

  // False: no further input is wanted.
  bool input(const std::string& path, bool last, std::uint64_t skip) {
    last_ = last;
    Result<io::Source> source = open(path);
    if (!source) return trouble(path, source.error());
    if (const Result<void> skipped = source->skip(skip); !skipped) return trouble(path, skipped.error());
    do {
      if (!file(*source, skip)) return false;
      skip = 0;
    } while (source->next_file());
    return true;
  }

  void live(LiveInput& input) {
    io::Source source = input.start(tool_, source_options());
    file(source, 0);
    input.close(tool_);
  }

 private:
  io::Source::Options source_options() {
    const auto on_silence = [this](std::uint32_t milliseconds) {
      if (begun_) consumer_.silence(milliseconds);
      tool_.flush();
      return !is_over();
    };
    return {.follow = options_.follow && last_, .on_silence = on_silence, .deadline = options_.deadline};
  }
  Result<io::Source> open(const std::string& path) {
    const auto opened = options_.opened.find(path);
    return opened == options_.opened.end()
               ? io::Source::open(path, source_options())
               : io::Source::from_descriptor(::dup(opened->second), path, source_options());
  }
  // What comes then is not wanted, and what it cuts is not damage.
  bool is_over() const {
    return consumer_.enough() ||
           (options_.deadline && std::chrono::steady_clock::now() >= *options_.deadline);
  }
  bool file(io::Source& source, std::uint64_t skipped);
  Bytes front_of(io::Reader& reader) const;
  void damaged_range(const io::Source& source, const io::Damage& damage);
  void frame(const io::Source& source, const io::Frame& frame);
  void summary(const io::Source& source, const io::Account& account);
  bool trouble(const std::string& name, const Error& error);

  Tool& tool_;
  const InputOptions& options_;
  Consumer& consumer_;
  bool begun_ = false;  // the consumer has an input
  bool last_ = false;   // which is the last one
  bool stop_ = false;
  std::uint64_t damaged_ = 0;  // frames of this file that were
  std::uint64_t lost_ = 0;     // bytes of damaged frames
};

constexpr std::size_t kMaxFront = 4096;  // of bytes that are looked at to see what an input is

// The first bytes are read before it is known which framer they take.
struct LateFramer final : io::Framer {
  io::Framer* framer = nullptr;
  io::Step next(Bytes unread, bool final) override { return framer->next(unread, final); }
  std::size_t max_frame() const override { return framer->max_frame(); }
};

// A file that cannot be opened or read: the next one can.
bool Run::trouble(const std::string& name, const Error& error) {
  tool_.worsen(error.code == Code::kSystem ? kTrouble : kDamage);
  if (error.code == Code::kSystem && (error.system_errno == EACCES || error.system_errno == EPERM)) {
    tool_.complain_of_rights(fmt::format("{}: {}", name, describe(error)));
  } else {
    tool_.complain("{}: {}", name, describe(error));
  }
  return true;
}

void Run::damaged_range(const io::Source& source, const io::Damage& damage) {
  if (is_over()) return;
  tool_.complain("{}: offset {:#x}: {} bytes skipped: {}", source.name(), damage.offset, damage.size,
                 describe(damage.why));
  tool_.worsen(kDamage);
  stop_ |= options_.strict;
  consumer_.skipped(damage);
}

void Run::frame(const io::Source& source, const io::Frame& frame) {
  const std::optional<Error> damage = consumer_.take(frame);
  if (!damage && (!frame.cut || (options_.growing && last_))) return;
  const std::uint64_t decoded = damage ? damage->offset : frame.bytes.size();
  lost_ += frame.bytes.size() - decoded;
  if (frame.cut) {
    // The trail of a running or crashed system may end anywhere; its name says that it is one.
    const std::string name = source.resolved_name();
    const bool expected = name.find(".not_terminated") != std::string::npos ||
                          name.find(".crash_recovery") != std::string::npos;
    tool_.complain("{}: offset {:#x}: the last {} is cut: {} of {} bytes", source.name(), frame.offset,
                   options_.kind, frame.why.have, frame.why.need);
    if (expected) return;
  } else if (damage->what == "line") {
    tool_.complain("{}: offset {:#x}: {}", source.name(), frame.offset, describe(*damage));
  } else {
    const std::uint8_t id = frame.bytes[std::min<std::size_t>(decoded, frame.bytes.size() - 1)];
    Error reason = *damage;
    reason.what = {};
    tool_.complain("{}: offset {:#x}: token {:#04x} ({}): {}", source.name(), frame.offset + decoded, id,
                   damage->what, describe(reason));
  }
  ++damaged_;
  tool_.worsen(kDamage);
  stop_ |= options_.strict;
}

void Run::summary(const io::Source& source, const io::Account& account) {
  if (account.skipped == 0 && lost_ == 0 && damaged_ == 0) return;
  tool_.complain("{}: {} {}s decoded, {} of them damaged, {} of {} bytes skipped", source.name(),
                 account.frames, options_.kind, damaged_, account.skipped + lost_, account.bytes);
}

// Enough to see what it is: records, which hold zeros, or a whole line, which a pipe may give in pieces.
Bytes Run::front_of(io::Reader& reader) const {
  Bytes front = reader.peek(1);
  for (std::size_t size = 0; front.size() > size && front.size() < kMaxFront; front = reader.peek(size + 1)) {
    size = front.size();
    if (std::ranges::any_of(front, [](std::uint8_t byte) { return byte < ' '; })) break;
  }
  return front;
}

bool Run::file(io::Source& source, std::uint64_t skipped) {
  damaged_ = lost_ = 0;
  LateFramer framer;
  io::Reader reader(
      source, framer, [&](const io::Damage& damage) { damaged_range(source, damage); }, skipped);
  const Bytes front = front_of(reader);
  std::string refusal;
  framer.framer = consumer_.begin(source.name(), front, refusal);
  if (framer.framer == nullptr) {
    tool_.complain("{}: {}", source.name(), refusal);
    tool_.worsen(kTrouble);
    return true;
  }
  begun_ = true;
  if (front.empty() && source.is_regular() && skipped == 0)
    tool_.complain("{}: empty, no {}s in it", source.name(), options_.kind);
  Progress progress(source);
  io::Frame frame;
  for (std::uint32_t count = 0; !stop_; ++count) {
    const Result<bool> more = reader.next(frame);
    if (!more) {
      trouble(source.name(), more.error());
      break;
    }
    if (!*more || stop_ || (frame.cut && is_over())) break;
    this->frame(source, frame);
    if ((count & 1023) == 0) progress.update();
    if (!tool_.out().ok() || is_over()) stop_ = true;
  }
  progress.clear();
  stop_ |= is_over();
  if (!stop_ || options_.strict) summary(source, reader.account());
  return !stop_;
}

}  // namespace

void run_inputs(Tool& tool, const InputOptions& options, Consumer& consumer) {
  Run run(tool, options, consumer);
  if (options.live != nullptr) {
    run.live(*options.live);
    consumer.finish();
    return;
  }
  if (options.paths.empty() && ::isatty(STDIN_FILENO) == 1) {
    tool.complain("no input: name a file, or pipe one in (try {} --help)", tool.name());
    tool.worsen(kTrouble);
    return;
  }
  const std::vector<std::string> standard_input = {"-"};
  const std::vector<std::string>& paths = options.paths.empty() ? standard_input : options.paths;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (!run.input(paths[i], i + 1 == paths.size(), i == 0 ? options.skip : 0)) break;
  }
  consumer.finish();
}

}  // namespace knox::tools
