#include "common/inputs.h"

#include <unistd.h>

#include <cerrno>

#include "common/progress.h"

namespace knox::tools {

namespace {

class Run {
 public:
  Run(Tool& tool, const InputOptions& options, Consumer& consumer)
      : tool_(tool), options_(options), consumer_(consumer) {}

  // False: no further input is wanted.
  bool input(const std::string& path) {
    Result<io::Source> source =
        io::Source::open(path, {.follow = options_.follow, .before_wait = [this] { tool_.flush(); }});
    if (!source) return trouble(path, source.error());
    do {
      if (!file(*source)) return false;
    } while (source->next_file());
    return true;
  }

 private:
  bool file(io::Source& source);
  void damaged_range(const io::Source& source, const io::Damage& damage);
  void frame(const io::Source& source, const io::Frame& frame);
  void summary(const io::Source& source, const io::Account& account);
  bool trouble(const std::string& name, const Error& error);

  Tool& tool_;
  const InputOptions& options_;
  Consumer& consumer_;
  bool stop_ = false;
  std::uint64_t damaged_ = 0;  // frames of this file that were
  std::uint64_t lost_ = 0;     // bytes of damaged frames
};

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
    tool_.complain("{}: {}; try: sudo {} {}", name, describe(error), tool_.cli().get_name(), name);
  } else {
    tool_.complain("{}: {}", name, describe(error));
  }
  return true;
}

void Run::damaged_range(const io::Source& source, const io::Damage& damage) {
  tool_.complain("{}: offset {:#x}: {} bytes skipped: {}", source.name(), damage.offset, damage.size,
                 describe(damage.why));
  tool_.worsen(kDamage);
  stop_ |= options_.strict;
}

void Run::frame(const io::Source& source, const io::Frame& frame) {
  const std::optional<Error> damage = consumer_.take(frame);
  if (!damage && !frame.cut) return;
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

bool Run::file(io::Source& source) {
  damaged_ = lost_ = 0;
  LateFramer framer;
  io::Reader reader(source, framer, [&](const io::Damage& damage) { damaged_range(source, damage); });
  const Bytes front = reader.peek(1);
  std::string refusal;
  framer.framer = consumer_.begin(source.name(), front, refusal);
  if (framer.framer == nullptr) {
    tool_.complain("{}: {}", source.name(), refusal);
    tool_.worsen(kTrouble);
    return true;
  }
  if (front.empty() && source.is_regular())
    tool_.complain("{}: empty, no {}s in it", source.name(), options_.kind);
  Progress progress(source);
  io::Frame frame;
  for (std::uint32_t count = 0; !stop_; ++count) {
    const Result<bool> more = reader.next(frame);
    if (!more) {
      trouble(source.name(), more.error());
      break;
    }
    if (!*more) break;
    this->frame(source, frame);
    if ((count & 1023) == 0) progress.update();
    if (!tool_.out().ok() || consumer_.enough()) stop_ = true;
  }
  progress.clear();
  consumer_.end();
  if (!stop_ || options_.strict) summary(source, reader.account());
  return !stop_;
}

}  // namespace

void add_input_options(CLI::App& cli, InputOptions& options) {
  cli.add_option("FILE", options.paths)->type_name("FILE");
  cli.add_flag("-f,--follow", options.follow, "wait for more at the end of a file, as tail -F")
      ->group("Input");
  cli.add_flag("--strict", options.strict, "stop at the first damage")->group("Input");
}

void run_inputs(Tool& tool, const InputOptions& options, Consumer& consumer) {
  if (options.paths.empty() && ::isatty(STDIN_FILENO) == 1) {
    tool.complain("no input: name a file, or pipe one in (try {} --help)", tool.cli().get_name());
    tool.worsen(kTrouble);
    return;
  }
  Run run(tool, options, consumer);
  const std::vector<std::string> standard_input = {"-"};
  for (const std::string& path : options.paths.empty() ? standard_input : options.paths) {
    if (!run.input(path)) return;
  }
}

}  // namespace knox::tools
