#include "knox/convert/live_writer.h"

#include "knox/bsm/framer.h"
#include "knox/convert/linux_bsm.h"
#include "knox/convert/linux_select.h"
#include "knox/emit/line.h"
#include "knox/linux_audit/log/line_framer.h"

namespace knox::convert {
namespace {

class RecordWriter final : public LiveWriter {
 public:
  using LiveWriter::LiveWriter;

  io::Framer& framer() override { return framer_; }
  void take(const io::Frame& frame) override {
    if (frame.cut) return;
    out_.text(as_chars(frame.bytes));
    out_.end_record();
    ++written_;
  }

 private:
  bsm::TrailFramer framer_;
};

class EventWriter final : public LiveWriter {
 public:
  EventWriter(Out& out, std::optional<std::uint64_t> most, const EventWriterOptions& options)
      : LiveWriter(out, most),
        native_(options.native),
        to_terminal_(options.to_terminal),
        selection_(options.classes, bsm::EventTable(bsm::Platform::kUnknown)),
        events_(linux_audit::Assembler::options_for(true)) {}

  io::Framer& framer() override { return framer_; }
  void take(const io::Frame& frame) override {
    if (linux_audit::peek(as_chars(frame.bytes), line_) == linux_audit::LineKind::kRecord) events_.add(line_);
    drain();
  }
  void silence(std::uint32_t milliseconds) override {
    events_.idle(milliseconds);
    drain();
  }
  void finish() override {
    events_.finish();
    drain();
  }

 private:
  void drain() {
    while (const linux_audit::Event* event = enough() ? nullptr : events_.next()) {
      const LinuxFacts facts = reader_.read(*event);
      if (!selection_.wants(facts)) continue;
      if (native_) {
        write_lines(*event);
      } else {
        out_.text(as_chars(bsm_.encode(*event, facts)));
      }
      out_.end_record();
      ++written_;
    }
  }

  void write_lines(const linux_audit::Event& event) {
    for (const linux_audit::Line& line : event.records) {
      if (to_terminal_) {
        emit::line_text(out_, line.text);
      } else {
        out_.text(line.text);
      }
      out_.text("\n");
    }
  }

  bool native_, to_terminal_;
  LinuxFactsReader reader_;
  LinuxSelection selection_;
  LinuxToBsm bsm_;
  linux_audit::LineFramer framer_;
  linux_audit::Line line_;
  linux_audit::Assembler events_;
};

}  // namespace

std::unique_ptr<LiveWriter> make_record_writer(Out& out, std::optional<std::uint64_t> most) {
  return std::make_unique<RecordWriter>(out, most);
}

std::unique_ptr<LiveWriter> make_event_writer(Out& out, std::optional<std::uint64_t> most,
                                              const EventWriterOptions& options) {
  return std::make_unique<EventWriter>(out, most, options);
}

}  // namespace knox::convert
