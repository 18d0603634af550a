// One input through a consumer, with what is to be said of it: what run_inputs() does with each (inputs.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/inputs.h"
#include "common/progress.h"
#include "knox/io/reader.h"

namespace knox::tools {

// What belongs to nobody, between records.
struct Foreign {
  std::uint64_t count = 0;
  std::uint64_t line = 0, offset = 0;  // of the first one

  void see(std::uint64_t at, std::uint64_t its_line, std::uint64_t n) {
    if (count == 0) {
      offset = at;
      line = its_line;
    }
    count += n;
  }
};

// The first bytes are read before it is known which framer they take.
struct LateFramer final : io::Framer {
  io::Framer* framer = nullptr;
  std::uint64_t most = 0;  // bytes to skip before the first frame; 0: any number
  bool gave_up = false;    // more than that; what next() then calls a frame is none

  io::Step next(Bytes unread, bool final) override {
    if (most == 0) return framer->next(unread, final);
    io::Step step = framer->next(unread, final);
    if (step.what == io::Step::What::kSkip) {
      gave_up = step.size >= most;
      if (gave_up) return {io::Step::What::kFrame, step.size, {}};
      most -= step.size;
    } else if (step.what != io::Step::What::kMore) {
      most = 0;
    }
    return step;
  }
  std::size_t max_frame() const override { return framer->max_frame(); }
  std::uint64_t line() const override { return framer->line(); }
};

class Run {
 public:
  Run(Tool& tool, const InputOptions& options, Consumer& consumer)
      : tool_(tool), options_(options), consumer_(consumer) {}

  // False: no further input is wanted.
  bool input(const std::string& path, bool last, std::uint64_t skip);

  void live(LiveInput& input);

  // Nothing more comes, of no input.
  void finish();
  const Reading& reading() const noexcept { return reading_; }

  // The same piece by piece: an input is opened, and its frames are taken one by one. False: there are no
  // more, or none, and this has been said. Then end(), once.
  bool start(const std::string& path);
  bool step() { return step(*file_); }
  void end();
  bool is_stopped() const noexcept { return stop_; }  // nothing more is wanted

 private:
  bool refuses_output();
  io::Source::Options source_options();
  Result<io::Source> open(const std::string& path);
  // What comes then is not wanted, and what it cuts is not damage.
  bool is_over() const {
    return consumer_.enough() ||
           (options_.deadline && std::chrono::steady_clock::now() >= *options_.deadline);
  }
  // --strict: what came before the damage is printed before it is told, and nothing after.
  void stop_if_strict();
  // "line 7, offset 0x1f4"
  std::string place(std::uint64_t line, std::uint64_t offset) const;
  // An input that is being read.
  struct File {
    File(Run& run, io::Source& its_source, std::uint64_t skipped_bytes);

    io::Source& source;
    std::uint64_t skipped;  // bytes in front of what is read
    LateFramer framer;
    io::Reader reader;
    Progress progress;
    io::Frame frame;
    std::uint64_t come = 0;  // bytes, when time ran out
    bool has_first_time = false;
    std::uint32_t count = 0;
  };
  void share();
  void catch_up() {
    if (blocks_) blocks_->catch_up();
    consumer_.catch_up();
  }
  bool begin(File& file);
  bool step(File& file);
  void end(File& file);
  bool file(io::Source& source, std::uint64_t skipped);
  void damaged_range(const io::Source& source, const io::Damage& damage, bool is_all);
  void refuse(const io::Source& source, const std::string& refusal);
  // What was wrong with a frame, or that it is cut.
  void report(const io::Source& source, const io::Frame& frame, std::uint64_t line,
              const std::optional<Error>& damage);
  void summary(const io::Source& source, const io::Account& account);
  void missing(const io::Source& source, const io::Frame& frame, std::uint64_t line, std::uint64_t count);
  bool trouble(const std::string& name, const Error& error);
  bool see_time(Bytes frame);
  void missed(const io::Missed& missed);

  Tool& tool_;
  const InputOptions& options_;
  Consumer& consumer_;
  std::string path_;    // of the input
  bool begun_ = false;  // the consumer has an input
  bool last_ = false;   // which is the last one
  bool stop_ = false;
  bool finished_ = false;                 // the consumer is
  bool lines_known_ = true;               // the input is read from its first line on
  std::string doubt_;                     // what this file is unless a frame is found in it
  std::uint64_t damaged_ = 0;             // frames of this file that were
  std::uint64_t lost_ = 0;                // bytes of damaged frames
  std::uint64_t missing_ = 0, gaps_ = 0;  // events that never came, and the places
  Foreign lines_, zeros_;                 // that were passed over
  Reading reading_{.kind = options_.kind};
  std::optional<Blocks> blocks_;          // if there are several threads, and the consumer takes it
  const io::Source* reported_ = nullptr;  // whose frames they are
  std::optional<io::Source> source_;      // of start()
  std::optional<File> file_;
  bool keeps_times_ = ::isatty(STDERR_FILENO) == 1;
  std::vector<std::uint8_t> last_frame_;
};

// A word as a shell takes it.
std::string quoted(const std::string& word);

}  // namespace knox::tools
