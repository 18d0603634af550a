// LogEvents: the consumer of tools that want events of Linux Audit logs, of those that are selected.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/inputs.h"
#include "common/linux_options.h"
#include "common/log_position.h"
#include "common/selector.h"
#include "knox/linux_audit/assembly/assembly.h"
#include "knox/linux_audit/log/log_reader.h"
#include "knox/linux_audit/summary/summary_stats.h"

namespace knox::tools {

class LogEvents final : public Consumer {
 public:
  using Take = std::function<void(const linux_audit::Event&)>;

  // Each selected event is handed to `take`, good during the call; with `just_one` the first one alone. The
  // others stay the caller's and outlive it.
  LogEvents(LinuxSetup& setup, LogPosition& position, bool just_one, Take take);

  // What an earlier run left behind.
  void resume();

  io::Framer* begin(const std::string& name, Bytes front, std::string& refusal) override;
  std::optional<Error> take(const io::Frame& frame) override;
  void skipped(const io::Damage& damage) override;
  Verdict end() override;
  void silence(std::uint32_t milliseconds) override;
  void finish() override;
  bool enough() const override { return just_one_ && selected_ > 0; }
  // Whether anything was asked for.
  bool selects() const { return !setup_.selection.empty() || setup_.asks_more || setup_.bsm.invert; }

  linux_audit::LogStats stats() const {
    return {events_.counts(), blank_lines_, lines_.duplicates(), other_bytes_, selected_};
  }

 private:
  std::optional<Error> take(std::string_view text);
  void drain();
  bool may_be_selected(const linux_audit::Line& line) const;
  bool is_selected(const linux_audit::Event& event);

  LinuxSetup& setup_;
  Selector selector_;
  LogPosition& position_;
  bool just_one_;
  Take take_;
  linux_audit::LineFramer framer_;
  linux_audit::LogReader lines_;
  std::string instead_;  // what the input is if no record comes
  linux_audit::Line line_;
  linux_audit::Assembler events_;
  std::uint64_t blank_lines_ = 0, other_bytes_ = 0;
  std::uint64_t selected_ = 0;  // events
};

}  // namespace knox::tools
