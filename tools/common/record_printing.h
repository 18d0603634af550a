// RecordPrinting: the consumer of a tool that prints BSM records, of those that are selected. Where the
// format does not depend on order (bsm::Printer::is_independent), several threads print.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/bsm_options.h"
#include "common/event_output.h"
#include "common/inputs.h"
#include "common/selector.h"
#include "knox/bsm/formats.h"
#include "knox/bsm/framer.h"

namespace knox::tools {

// Selects and prints one record after the other.
class PrintedRecords {
 public:
  // `whole_frames`: the printer takes records that cannot be taken apart, too. `platform_found` is called
  // before the record is printed that tells it.
  PrintedRecords(BsmSetup& setup, bsm::Printer& printer, bool whole_frames,
                 std::function<void()> platform_found);

  std::optional<Error> take(const io::Frame& frame, Out& out) {
    if (selects(frame)) print(frame, out);
    return error_;
  }
  // Whether nothing comes of a frame, as far as its front tells: it is not selected, and not looked at.
  bool can_skip(const io::Frame& frame) const {
    return setup_.tables.settled() && selector_.can_skip(frame.bytes);
  }
  // The same in steps: the record of a frame is selected, then printed, and then told to be damaged.
  bool selects(const io::Frame& frame);
  void print(const io::Frame& frame, Out& out) { printer_.print(record_, frame.offset, out); }
  const std::optional<Error>& error() const noexcept { return error_; }
  const bsm::Record& record() const noexcept { return record_; }

  bool any() const noexcept { return any_; }  // one was selected

 private:
  BsmSetup& setup_;
  Selector selector_;
  bsm::Printer& printer_;
  bool whole_frames_;
  std::function<void()> platform_found_;
  bsm::Record record_;
  std::optional<Error> error_;  // of the last frame
  bool any_ = false;
};

class RecordPrinting final : public Consumer {
 public:
  struct Print {
    const bsm::Format& format;
    bsm::PrintOptions options;  // with the tables and names of `setup`
    OriginOptions origin;

    bool whole_frames() const { return format.name == "bsm"; }
  };
  // All of them outlive it. `printer` is the one that begins and ends the output.
  RecordPrinting(Tool& tool, BsmSetup& setup, const Print& print, bsm::Printer& printer);

  io::Framer* begin(const std::string& name, Bytes front, std::string& refusal) override;
  std::optional<Error> take(const io::Frame& frame) override;
  std::unique_ptr<Worker> make_worker() override;
  bool can_skip(const io::Frame& frame) const override { return records_.can_skip(frame); }

  std::optional<Time> waiting() const override { return output_.waiting(); }
  void hand_on() override { output_.hand_on(); }
  const EventOutput& output() const { return output_; }
  bool any() const { return any_ || records_.any(); }

 private:
  Tool& tool_;
  BsmSetup& setup_;
  Print print_;
  bsm::Printer& printer_;
  PrintedRecords records_;
  EventOutput output_;
  Time latest_ = {};  // of the records
  std::string name_;
  bsm::TrailFramer framer_;
  bool any_ = false;  // of the workers
};

}  // namespace knox::tools
