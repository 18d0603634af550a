#include "knox/convert/live_writer.h"

#include "knox/bsm/constants.h"
#include "knox/bsm/framer.h"
#include "knox/bsm/platform_tables.h"
#include "knox/bsm/process.h"
#include "knox/convert/linux_bsm.h"
#include "knox/convert/linux_select.h"
#include "knox/emit/line.h"
#include "knox/linux_audit/log/line_framer.h"
#include "knox/linux_audit/meaning/process.h"

namespace knox::convert {
namespace {

using event::FollowedRecords;

class RecordWriter final : public LiveWriter {
 public:
  RecordWriter(Out& out, std::optional<std::uint64_t> most, LiveWriterOptions options)
      : LiveWriter(out, most), options_(std::move(options)) {}

  io::Framer& framer() override { return framer_; }
  void take(const io::Frame& frame) override {
    if (frame.cut) return;
    const std::string_view bytes = as_chars(frame.bytes);
    if (!options_.only) return put(bytes);
    if (!record_.parse(frame.bytes)) return;
    const event::ProcessEvent* const act = decoder_.decode(record_);
    if (act == nullptr) return;
    const auto whose = options_.only->take(*act, [this](std::string_view earlier) { put(earlier); });
    const bool wanted = whose != FollowedRecords::Whose::kOthers && has_class();
    if (whose == FollowedRecords::Whose::kUnknown) {
      options_.only->keep(*act, wanted ? bytes : std::string_view());
    } else if (wanted) {
      put(bytes);
    }
  }

 private:
  void put(std::string_view record) {
    if (enough()) return;
    out_.text(record);
    end_record();
  }

  // What does not say how it ended is in a class that is wanted in either case.
  bool has_class() {
    tables_.observe(record_);
    const bsm::Event* const event = tables_.events().find(record_.header().event);
    const std::uint32_t mask = event == nullptr ? 0 : event->class_mask;
    const bool success = options_.classes.keeps(mask, true), failure = options_.classes.keeps(mask, false);
    const std::optional<bsm::ReturnFacts> result = record_.result();
    switch (result ? bsm::outcome(result->error) : bsm::Outcome::kUnknown) {
      case bsm::Outcome::kSuccess: return success;
      case bsm::Outcome::kFailure: return failure;
      case bsm::Outcome::kUnknown: break;
    }
    return success && failure;
  }

  LiveWriterOptions options_;
  bsm::TrailFramer framer_;
  bsm::Record record_;
  bsm::ProcessDecoder decoder_;
  bsm::PlatformTables tables_{bsm::Platform::kUnknown};
};

class EventWriter final : public LiveWriter {
 public:
  EventWriter(Out& out, std::optional<std::uint64_t> most, LiveWriterOptions options)
      : LiveWriter(out, most),
        options_(std::move(options)),
        selection_(options_.classes, bsm::EventTable(bsm::Platform::kUnknown)),
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
      const bool wanted = selection_.wants(facts);
      if (!options_.only) {
        if (wanted) put(*event, facts);
        continue;
      }
      const event::ProcessEvent* const act = decoder_.decode(*event);
      if (act == nullptr) continue;
      const auto whose = options_.only->take(*act, [this](std::string_view earlier) { put(earlier); });
      if (whose == FollowedRecords::Whose::kFollowed && wanted) put(*event, facts);
      if (whose == FollowedRecords::Whose::kUnknown) {
        options_.only->keep(*act, wanted ? bytes_of(*event, facts) : std::string_view());
      }
    }
  }

  void put(const linux_audit::Event& event, const LinuxFacts& facts) {
    if (enough()) return;
    write(out_, event, facts);
    end_record();
  }
  void put(std::string_view earlier) {
    if (enough()) return;
    out_.text(earlier);
    end_record();
  }

  std::string_view bytes_of(const linux_audit::Event& event, const LinuxFacts& facts) {
    bytes_.clear();
    StringWriter writer(bytes_);
    Out out(writer);
    write(out, event, facts);
    out.flush();
    return bytes_;
  }

  void write(Out& out, const linux_audit::Event& event, const LinuxFacts& facts) {
    if (!options_.native) return out.text(as_chars(bsm_.encode(event, facts)));
    for (const linux_audit::Line& line : event.records) {
      if (options_.to_terminal) {
        emit::line_text(out, line.text);
      } else {
        out.text(line.text);
      }
      out.text("\n");
    }
  }

  LiveWriterOptions options_;
  LinuxFactsReader reader_;
  LinuxSelection selection_;
  LinuxToBsm bsm_;
  linux_audit::ProcessDecoder decoder_;
  linux_audit::LineFramer framer_;
  linux_audit::Line line_;
  linux_audit::Assembler events_;
  std::string bytes_;
};

}  // namespace

std::unique_ptr<LiveWriter> make_record_writer(Out& out, std::optional<std::uint64_t> most,
                                               LiveWriterOptions options) {
  return std::make_unique<RecordWriter>(out, most, std::move(options));
}

std::unique_ptr<LiveWriter> make_event_writer(Out& out, std::optional<std::uint64_t> most,
                                              LiveWriterOptions options) {
  return std::make_unique<EventWriter>(out, most, std::move(options));
}

}  // namespace knox::convert
