// The loop that every reading tool runs: the inputs named on the command line one after the other, each
// through a framer, with damage reported, counted and stepped over.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/blocks.h"
#include "common/live.h"
#include "common/tool.h"
#include "knox/base/period.h"
#include "knox/io/reader.h"

namespace knox::tools {

// What a tool does with its inputs.
class Consumer {
 public:
  virtual ~Consumer() = default;

  // A new input, and its first bytes: some lines or records, or all there are. The framer for it, which stays
  // the consumer's; nullptr: it is not for this tool, and `refusal` says what it is ("a JPEG image"). With a
  // framer a refusal is what to say if not one frame is found.
  virtual io::Framer* begin(const std::string& name, Bytes front, std::string& refusal) = 0;

  // One frame. The damage in it, if any: then its bytes from the error's offset on were lost.
  virtual std::optional<Error> take(const io::Frame& frame) = 0;

  // A range of the input that was skipped as damage, after it was reported.
  virtual void skipped(const io::Damage&) {}

  // A live input has had nothing to give for so many milliseconds (io::Source::Options). Output is flushed
  // after that.
  virtual void silence(std::uint32_t) {}

  // The input that began last is at its end. What it turned out to be if there was nothing for this tool in
  // it, as a refusal of begin(); and what is to be known of the lines that were passed over.
  struct Verdict {
    std::string refusal = {};
    bool mixed = false;  // it is one that has such lines by its nature
    std::string_view hint = {};
    std::uint64_t joined = 0;  // frames that belong to the record before
  };
  virtual Verdict end() { return {}; }

  // Nothing more comes, of no input.
  virtual void finish() {}

  // Of inputs that are merged: the time of what was taken and is not handed on, of which there is one at
  // most.
  virtual std::optional<Time> waiting() const { return std::nullopt; }
  virtual void hand_on() {}

  // Who takes frames in place of it, several at the same time (blocks.h); nullptr: what comes of a frame
  // depends on those before it. It outlives them.
  virtual std::unique_ptr<Worker> make_worker() { return nullptr; }
  // Whether nothing can come of a whole frame, which is then not worth a place in a block.
  virtual bool can_skip(const io::Frame& /*frame*/) const { return false; }

  // Everything that was taken is to be printed, before something is said or waited for.
  virtual void catch_up() {}

  // A tool's own last word when its output is closed early, or it has had enough: true ends the loop.
  virtual bool enough() const { return false; }
};

struct InputOptions {
  std::vector<std::string> paths;     // none: standard input
  std::map<std::string, int> opened;  // those of them that are open already
  bool host_logs = false;             // before all of them: the Linux Audit logs of this host
  bool is_live = false;               // asked for
  std::string live_source;            // the one that was asked for: audit, es; empty: audit
  LiveInput* live = nullptr;          // instead of files; open
  bool follow = false;                // wait for more at the end of the last one
  bool strict = false;                // stop at the first damage
  unsigned threads = 0;               // that work at the same time; 0: as many as there are cores, at most 8
  std::uint64_t skip = 0;             // so many bytes of the first input
  bool growing = false;               // the last input may end in the middle of a frame
  const char* kind = "record";        // of frame, for the summary
  std::optional<std::chrono::steady_clock::time_point> deadline = {};  // then everything is at its end
};

// Adds FILE..., --follow and --strict to the command line, and opens trails that the tool was given rights
// for.
void add_input_options(Tool& tool, InputOptions& options);
// The same for a tool whose words are no files: --input FILE, --follow and --strict.
void add_named_input_options(Tool& tool, InputOptions& options);

// How many threads may work on these inputs; 1: what happens now has to come out at once.
unsigned threads_of(const InputOptions& options);

// What was read.
struct Reading {
  std::uint64_t records = 0;
  const char* kind = "record";
  std::optional<Period> when = {};  // from the first to the last; only when standard error is a terminal
};

// What an input is that a tool does not read, by its first bytes, and the tool that does: "a Linux Audit log;
// try: auparse audit.log", or else `described`. `name` may be "standard input".
std::string other_kind(Bytes front, const std::string& name, std::string_view described);

// Runs everything through the consumer; the tool's status tells how it went.
Reading run_inputs(Tool& tool, const InputOptions& options, Consumer& consumer);

// The same of several files at once, each with a consumer of its own, which hand on what they take in the
// order of time; of the same time in the order of the files.
Reading run_merged(Tool& tool, const InputOptions& options,
                   std::span<const std::unique_ptr<Consumer>> consumers);

}  // namespace knox::tools
