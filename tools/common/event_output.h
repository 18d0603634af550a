// Where the events of a reader go: to the output, or, of inputs that are merged (inputs.h), there when it is
// their turn; with --with-filename, each line behind the place where it was read.
#pragma once

#include <cstdint>
#include <deque>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "common/inputs.h"

namespace knox::tools {

struct OriginOptions {
  bool with_filename = false, merge = false;

  // How many readers it takes: one for each of the files that are merged.
  std::size_t readers(const InputOptions& input) const noexcept { return merge ? input.paths.size() : 1; }
};
void add_origin_options(const OptionGroup& output, OriginOptions& options);
// When all of the command line is known. The error is a whole message.
std::expected<void, std::string> check_origin(OriginOptions& options, const std::string& format,
                                              const InputOptions& input);

// What an event was made from.
struct Place {
  std::string_view file;                // as it was named; "standard input"
  std::optional<std::uint64_t> offset;  // in it, before it was compressed; not of several records
};

class EventOutput {
 public:
  // `out` outlives it.
  EventOutput(Out& out, const OriginOptions& options) : out_(out), options_(options) {}

  // Has `print(Out&)` print one event.
  void put(const Time& time, const Place& place, auto print) {
    if (!options_.with_filename && !options_.merge) return print(out_);
    text_.clear();
    print(to_text_);
    to_text_.flush();
    put_text(time, place);
  }

  // Consumer::waiting(), hand_on().
  std::optional<Time> waiting() const;
  void hand_on();
  // How many events were older than one before them, by more than what is usual.
  std::uint64_t late() const noexcept { return late_; }

 private:
  struct Waiting {
    Time time;
    std::string text;
  };
  void put_text(const Time& time, const Place& place);
  std::string with_place(const Place& place);
  void put_line(const Place& place, std::string_view line, std::string& to) const;

  Out& out_;
  OriginOptions options_;
  std::string text_;
  StringWriter writer_{text_};
  Out to_text_{writer_};
  std::string file_, as_line_, as_member_;  // of the last place
  std::deque<Waiting> waiting_;
  Time latest_{};
  std::uint64_t late_ = 0;
};

// Says which of the merged inputs were not in the order of time.
void tell_late(Tool& tool, const std::string& path, const EventOutput& output);

}  // namespace knox::tools
