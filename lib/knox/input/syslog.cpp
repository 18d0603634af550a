// The system's log: auth.log, secure, messages; and journald's, as JSON.
#include "knox/base/time_words.h"
#include "knox/input/formats.h"
#include "knox/io/foreign.h"
#include "knox/io/line_framer.h"
#include "knox/logins/text_reader.h"

namespace knox::input {

namespace {

// No program that reports logins writes more.
constexpr std::size_t kMaxLine = 256 * 1024;

class SyslogInput final : public Input {
 public:
  SyslogInput(const Options& options, bool is_journal)
      : is_journal_(is_journal), reader_(HostClock::read().now, options.year, options.host) {}

  io::Framer& begin() override {
    framer_ = io::LineFramer(kMaxLine);
    any_ = false;
    return framer_;
  }

  std::optional<Error> take(const io::Frame& frame, const Emit& emit) override {
    const std::string_view line = as_chars(frame.bytes);
    const unsigned times = is_journal_ ? reader_.read_journal(line) : reader_.read(line);
    any_ |= reader_.had_header();
    for (unsigned i = 0; i < times; ++i) emit({.event = reader_.event(), .pieces = {&line, 1}});
    if (reader_.had_header()) return std::nullopt;
    const bool is_blank = line.find_first_not_of(" \t\r\n") == line.npos;
    if (is_blank) return std::nullopt;
    return io::foreign_line();
  }

  FileTold told() const override { return {.any = any_, .mixed = true}; }

 private:
  bool is_journal_;
  io::LineFramer framer_{kMaxLine};
  logins::TextReader reader_;
  bool any_ = false;
};

}  // namespace

std::unique_ptr<Input> make_syslog_input(const Options& options) {
  return std::make_unique<SyslogInput>(options, false);
}

std::unique_ptr<Input> make_journal_input(const Options& options) {
  return std::make_unique<SyslogInput>(options, true);
}

}  // namespace knox::input
