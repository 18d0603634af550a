// What auditpipe(1) writes of a live input, which gives BSM records or lines of Linux Audit.
#pragma once

#include <unistd.h>

#include <string>

#include "common/inputs.h"
#include "knox/bsm/framer.h"
#include "knox/convert/linux_bsm.h"
#include "knox/convert/linux_select.h"
#include "knox/emit/line.h"
#include "knox/linux_audit/line_framer.h"

namespace knox::tools {

// Ends after so many records; 0: never.
class LiveWriter : public Consumer {
 public:
  LiveWriter(Out& out, std::uint64_t most) : out_(out), most_(most) {}
  bool enough() const override { return most_ != 0 && written_ == most_; }

 protected:
  void write(std::string_view record) {
    out_.text(record);
    ++written_;
  }

 private:
  Out& out_;
  std::uint64_t most_, written_ = 0;
};

// What gives BSM gives just the records that were asked for. One that the end has cut is left out.
class RecordWriter final : public LiveWriter {
 public:
  using LiveWriter::LiveWriter;
  io::Framer* begin(const std::string&, Bytes, std::string&) override { return &framer_; }
  std::optional<Error> take(const io::Frame& frame) override {
    if (!frame.cut) write(as_chars(frame.bytes));
    return std::nullopt;
  }

 private:
  bsm::TrailFramer framer_;
};

// Lines of the kernel of Linux: events again, of which those are chosen that BSM has in these classes.
class EventWriter final : public LiveWriter {
 public:
  EventWriter(Out& out, std::uint64_t most, bool native, const bsm::ClassSelection& classes)
      : LiveWriter(out, most),
        native_(native),
        selection_(classes, bsm::EventTable(bsm::Platform::kUnknown)),
        events_(linux_audit::Assembler::options_for(true)) {}

  io::Framer* begin(const std::string&, Bytes, std::string&) override { return &framer_; }
  std::optional<Error> take(const io::Frame& frame) override {
    if (linux_audit::peek(as_chars(frame.bytes), line_) == linux_audit::LineKind::kRecord) events_.add(line_);
    drain();
    return std::nullopt;
  }
  void silence(std::uint32_t milliseconds) override {
    events_.pause(milliseconds);
    drain();
  }
  void finish() override {
    events_.finish();
    drain();
  }

 private:
  void drain() {
    while (const linux_audit::Event* event = enough() ? nullptr : events_.next()) {
      const convert::LinuxFacts facts = reader_.read(*event);
      if (selection_.wants(facts))
        native_ ? write_lines(*event) : write(as_chars(bsm_.encode(*event, facts)));
    }
  }
  // What a program said may be anything: for a terminal it is made safe.
  void write_lines(const linux_audit::Event& event) {
    lines_.clear();
    StringWriter writer(lines_);
    Out out(writer);
    for (const linux_audit::Line& line : event.records) {
      to_terminal_ ? emit::line_text(out, line.text) : out.text(line.text);
      out.text("\n");
    }
    out.flush();
    write(lines_);
  }

  bool native_;
  bool to_terminal_ = ::isatty(STDOUT_FILENO) == 1;
  convert::LinuxFactsReader reader_;
  convert::LinuxSelection selection_;
  convert::LinuxToBsm bsm_;
  linux_audit::LineFramer framer_;
  linux_audit::Line line_;
  linux_audit::Assembler events_;
  std::string lines_;
};

}  // namespace knox::tools
