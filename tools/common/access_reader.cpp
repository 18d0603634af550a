#include "common/access_reader.h"

#include "knox/access/as_event.h"
#include "knox/access/raw.h"
#include "knox/access/sources.h"

namespace knox::tools {

AccessReader::AccessReader(Tool& tool, const input::Options& input, Options options,
                           const access::Filter& filter, event::Mute& mute, access::Report& report)
    : EventReader(input, "no logins can be read from"),
      tool_(tool),
      options_(options),
      filter_(filter),
      names_(*input.names),
      mute_(mute),
      report_(report),
      joiner_([this](const access::Record& record) { report_unless_muted(record); }, options.noise,
              options.stops_at_alarm ? access::Window::kWait : access::Window::kWaitOfFiles) {}

void AccessReader::silence(std::uint32_t milliseconds) {
  EventReader::silence(milliseconds);
  // A slow pipe is silent, too, in the middle of a login.
  constexpr std::uint32_t kEnough = 2000;
  if (milliseconds >= kEnough) joiner_.silence();
}

void AccessReader::finish() {
  EventReader::finish();
  joiner_.finish();
}

// An event that the source cannot report is not one that did not happen.
std::string AccessReader::refuse(const std::string& name, const input::Format& format, const input::Format*) {
  for (const access::Event event : filter_.events()) {
    if (access::tells(format.name, event)) continue;
    tool_.warn("{}: {} cannot report {}", name, format.name, access::name_of(event));
    tool_.raise_status(kUntold);
  }
  return {};
}

void AccessReader::take(const input::Report& report) {
  if (!options_.raw) return joiner_.take(report.event);
  if (const std::optional<access::Record> record = access::raw_record(report.event))
    report_unless_muted(*record);
}

// A login is muted as a whole: its steps are of sshd, which is root's.
void AccessReader::report_unless_muted(const access::Record& record) {
  if (!mute_.mutes(access::as_event(record), names_)) report_.take(record);
}

}  // namespace knox::tools
