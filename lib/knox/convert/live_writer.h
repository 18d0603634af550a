// What auditpipe(1) writes of a live input, which gives BSM records or lines of Linux Audit.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "knox/base/out.h"
#include "knox/bsm/classes.h"
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
  Out& out_;
  std::uint64_t written_ = 0;

 private:
  std::optional<std::uint64_t> most_;
};

// For an input of BSM records: just these. One that the end has cut is left out. `out` outlives the writer;
// `most`: end after so many.
std::unique_ptr<LiveWriter> make_record_writer(Out& out, std::optional<std::uint64_t> most);

struct EventWriterOptions {
  bsm::ClassSelection classes;  // events that BSM has in these are written
  bool native = false;          // as the lines that came, not as BSM records
  bool to_terminal = false;     // then lines are made safe: what a program said may be anything
};

// For an input of lines of Linux Audit, which become events again. `out`, `most`: as above.
std::unique_ptr<LiveWriter> make_event_writer(Out& out, std::optional<std::uint64_t> most,
                                              const EventWriterOptions& options);

}  // namespace knox::convert
