// AccessReader: what inputs tell of logins, joined to records (access/joiner.h), handed to a report.
#pragma once

#include "common/event_reader.h"
#include "common/tool.h"
#include "knox/access/filter.h"
#include "knox/access/joiner.h"
#include "knox/access/report.h"
#include "knox/event/mute.h"

namespace knox::tools {

// Exit statuses of accesslog.
inline constexpr auto kUntold = static_cast<Status>(3);   // a source cannot report what was asked for
inline constexpr auto kAlarmed = static_cast<Status>(4);  // --fail-if

class AccessReader final : public EventReader {
 public:
  struct Options {
    bool raw = false;             // each event of a source for itself
    bool noise = false;           // also what is noise
    bool stops_at_alarm = false;  // of what has no end, it need not be waited for
  };
  // All that is given by reference outlives it.
  AccessReader(Tool& tool, const input::Options& input, Options options, const access::Filter& filter,
               event::Mute& mute, access::Report& report);

  void silence(std::uint32_t milliseconds) override;
  void finish() override;
  bool enough() const override { return options_.stops_at_alarm && tool_.status() == kAlarmed; }

 private:
  std::string refuse(const std::string& name, const input::Format& format, const input::Format*) override;
  void take(const input::Report& report) override;
  void report_unless_muted(const access::Record& record);

  Tool& tool_;
  Options options_;
  const access::Filter& filter_;
  const os::Names& names_;
  event::Mute& mute_;
  access::Report& report_;
  access::Joiner joiner_;
};

}  // namespace knox::tools
