// LogEvents: the consumer of tools that want events of Linux Audit logs, of those that are selected. Lines
// are put together to events in order; several threads can select and print them (share).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/event_output.h"
#include "common/inputs.h"
#include "common/linux_options.h"
#include "common/log_position.h"
#include "common/selector.h"
#include "knox/linux_audit/assembly/assembly.h"
#include "knox/linux_audit/log/log_reader.h"
#include "knox/linux_audit/print/printer.h"
#include "knox/linux_audit/summary/summary_stats.h"

namespace knox::tools {

class LogEvents final : public Consumer {
 public:
  using Take = std::function<void(const linux_audit::Event&, Out&)>;

  // Each selected event is handed to `take`, good during the call, with where to print it; with `just_one`
  // the first one alone. The others stay the caller's and outlive it.
  LogEvents(LinuxSetup& setup, LogPosition& position, bool just_one, EventOutput& output, Take take);
  // What belongs to one event is looked for in one file only.
  void keep_files_apart() { files_are_apart_ = true; }

  // Printers with these names for each thread, instead of `take`. Before anything is read.
  using MakePrinter = std::function<std::unique_ptr<linux_audit::Printer>(os::Names&)>;
  void share(Tool& tool, unsigned threads, MakePrinter make_printer);

  // What an earlier run left behind.
  void resume();

  io::Framer* begin(const std::string& name, Bytes front, std::string& refusal) override;
  std::optional<Error> take(const io::Frame& frame) override;
  void skipped(const io::Damage& damage) override;
  Verdict end() override;
  void silence(std::uint32_t milliseconds) override;
  void finish() override;
  void catch_up() override {
    if (blocks_) blocks_->catch_up();
  }
  std::optional<Time> waiting() const override { return output_.waiting(); }
  void hand_on() override { output_.hand_on(); }
  bool enough() const override { return just_one_ && selected_ > 0; }
  // Whether anything was asked for.
  bool selects() const { return !setup_.selection.empty() || setup_.asks_more || setup_.bsm.invert; }

  linux_audit::LogStats stats() const {
    return {events_.counts(), blank_lines_, lines_.duplicates(), other_bytes_, selected_};
  }

 private:
  class Printing;

  // What is selected, each with a setup of its own.
  struct Selected {
    explicit Selected(LinuxSetup& its_setup) : setup(its_setup), selector(its_setup.bsm) {}
    // Begins the event then.
    bool has(const linux_audit::Event& event);

    LinuxSetup& setup;
    Selector selector;
  };

  std::optional<Error> take(std::string_view text);
  void drain();
  bool may_be_selected(const linux_audit::Line& line) const;

  LinuxSetup& setup_;
  Selected of_all_;
  LogPosition& position_;
  bool just_one_, files_are_apart_ = false;
  EventOutput& output_;
  Take take_;
  std::string name_;  // of the input
  linux_audit::LineFramer framer_;
  linux_audit::LogReader lines_;
  std::string instead_;  // what the input is if no record comes
  linux_audit::Line line_;
  linux_audit::Assembler events_;
  std::uint64_t blank_lines_ = 0, other_bytes_ = 0;
  std::uint64_t selected_ = 0;  // events
  std::vector<std::uint8_t> packed_;
  std::optional<Blocks> blocks_;  // if several threads print
};

}  // namespace knox::tools
