// What auditpipe(1) writes of a live input, which gives BSM records or lines of Linux Audit.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "knox/base/out.h"
#include "knox/bsm/classes.h"
#include "knox/event/followed_records.h"
#include "knox/io/reader.h"

namespace knox::convert {

class LiveWriter {
 public:
  LiveWriter(Out& out, std::optional<std::uint64_t> most) : out_(out), most_(most) {}
  virtual ~LiveWriter() = default;

  // Cuts the input into frames for take(); stays the writer's.
  virtual io::Framer& framer() = 0;
  // One frame of it, which is needed for the call only.
  virtual void take(const io::Frame& frame) = 0;
  // The input has had nothing to give for so many milliseconds.
  virtual void silence(std::uint32_t) {}
  // Nothing more comes.
  virtual void finish() {}

  // As many records or events are written as were asked for. Whatever comes then is for nothing.
  bool enough() const { return written_ == most_; }

 protected:
  void end_record() {
    out_.end_record();
    ++written_;
  }

  Out& out_;

 private:
  std::uint64_t written_ = 0;
  std::optional<std::uint64_t> most_;
};

struct LiveWriterOptions {
  bsm::ClassSelection classes;  // what BSM has in these is written
  bool native = false;          // Linux events as the lines that came, not as BSM records
  bool to_terminal = false;     // then lines are made safe: what a program said may be anything
  // Of all that comes, which then is more than the classes have, what these processes did.
  std::optional<event::FollowedRecords> only = {};
};

// For an input of BSM records: just these; the classes are asked for only where processes are followed, as
// the device has done it otherwise. One that the end has cut is left out. `out` outlives the writer; `most`:
// end after so many.
std::unique_ptr<LiveWriter> make_record_writer(Out& out, std::optional<std::uint64_t> most,
                                               LiveWriterOptions options);

// For an input of lines of Linux Audit, which become events again. `out`, `most`: as above.
std::unique_ptr<LiveWriter> make_event_writer(Out& out, std::optional<std::uint64_t> most,
                                              LiveWriterOptions options);

}  // namespace knox::convert
