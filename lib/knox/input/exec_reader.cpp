#include "knox/input/exec_reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "knox/input/formats.h"
#include "knox/io/foreign.h"
#include "knox/io/reader.h"

namespace knox::input {

namespace {

// The first bytes are read before it is known which framer they take.
struct LateFramer final : io::Framer {
  io::Framer* framer = nullptr;

  io::Step next(Bytes unread, bool final) override { return framer->next(unread, final); }
  std::uint64_t line() const override { return framer->line(); }
  std::size_t max_frame() const override { return framer->max_frame(); }
};

std::unexpected<Error> unsupported(std::string_view what) {
  return std::unexpected(Error{.code = Code::kUnsupported, .what = what});
}

}  // namespace

// The reader and the source point to what stands here, so it has one place.
struct ExecReader::State {
  explicit State(OnDamage tell) : on_damage(std::move(tell)) {}

  io::Source::Options options() {
    io::Source::Options made;
    made.idle = [this](std::uint32_t milliseconds) {
      if (input && emit != nullptr && milliseconds > 0) input->silence(milliseconds, forward);
    };
    return made;
  }
  void begin(io::Source opened) {
    source.emplace(std::move(opened));
    reader.emplace(*source, framer, [this](const io::Damage& damage) {
      Error why = damage.why;
      why.offset = damage.offset;
      report(why, damage.size);
    });
  }
  void report(const Error& why, std::uint64_t lost) const {
    if (on_damage && !io::is_foreign(why)) on_damage(why, lost);
  }
  void take(const io::Frame& frame);
  Result<bool> finish();

  OnDamage on_damage;
  std::optional<io::Source> source;
  LateFramer framer;
  std::optional<io::Reader> reader;
  std::unique_ptr<Input> input;
  std::string_view instead;    // what the input is if no record comes
  const Emit* emit = nullptr;  // of the call of next() that runs
  const Input::Emit forward = [this](const Report& report) { (*emit)(*report.event.exec); };
  std::uint64_t lost_inside = 0;  // bytes of frames
};

void ExecReader::State::take(const io::Frame& frame) {
  if (std::optional<Error> damage = input->take(frame, forward)) {
    const std::uint64_t lost =
        frame.bytes.size() - std::min<std::uint64_t>(damage->offset, frame.bytes.size());
    damage->offset += frame.offset;
    lost_inside += lost;
    report(*damage, lost);
  } else if (frame.cut) {
    Error why = frame.why;
    why.offset = frame.offset;
    report(why, 0);
  }
}

Result<bool> ExecReader::State::finish() {
  input->finish(forward);
  if (!input->told().any && !instead.empty()) return unsupported(instead);
  return false;
}

ExecReader::ExecReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ExecReader::ExecReader(ExecReader&&) noexcept = default;
ExecReader& ExecReader::operator=(ExecReader&&) noexcept = default;
ExecReader::~ExecReader() = default;

Result<ExecReader> ExecReader::open(std::string path, OnDamage on_damage) {
  auto state = std::make_unique<State>(std::move(on_damage));
  Result<io::Source> source = io::Source::open(std::move(path), state->options());
  if (!source) return std::unexpected(source.error());
  state->begin(*std::move(source));
  return make(std::move(state));
}

Result<ExecReader> ExecReader::from_descriptor(int fd, std::string name, OnDamage on_damage) {
  auto state = std::make_unique<State>(std::move(on_damage));
  state->begin(io::Source::from_descriptor(fd, std::move(name), state->options()));
  return make(std::move(state));
}

Result<ExecReader> ExecReader::make(std::unique_ptr<State> state) {
  const Bytes front = state->reader->front();
  const Format* format = sniff_format(front);
  state->instead = describe_foreign(front);
  if (format == nullptr) {
    if (!state->instead.empty()) return unsupported(state->instead);
    format = &formats().front();  // empty, or damaged at its very start
  }
  state->input = format->make({});
  state->framer.framer = &state->input->begin();
  return ExecReader(std::move(state));
}

Result<bool> ExecReader::next(const Emit& emit) {
  state_->emit = &emit;
  io::Frame frame;
  const Result<bool> more = state_->reader->next(frame);
  if (!more) {
    state_->input->finish(state_->forward);
    return more;
  }
  if (!*more) return state_->finish();
  state_->take(frame);
  return true;
}

ExecReader::Counts ExecReader::counts() const noexcept {
  const io::Account& account = state_->reader->account();
  return {.bytes = account.bytes, .skipped = account.skipped + state_->lost_inside, .frames = account.frames};
}

}  // namespace knox::input
