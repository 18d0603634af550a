// Lines of Linux Audit logs for tests, and what the framer and the assembler make of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "knox/linux_audit/assembly/assembly.h"
#include "knox/linux_audit/log/line_framer.h"
#include "knox/linux_audit/record/record.h"
#include "support/data.h"

namespace knox::test {

using Lines = std::vector<std::string>;

// type=TYPE msg=audit(STAMP): BODY
inline std::string audit_line(std::string_view type, std::string_view stamp, std::string_view body) {
  return std::string("type=").append(type) + " msg=audit(" + std::string(stamp) + "): " + std::string(body);
}

inline std::string joined(const Lines& lines) {
  std::string log;
  for (const std::string& line : lines) log += line + '\n';
  return log;
}

// A file of tests/data/linux.
inline std::string linux_log(const std::string& name) {
  std::ifstream file(data_file("linux/" + name), std::ios::binary);
  if (!file) throw std::runtime_error("no " + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Framed {
  Lines frames;
  std::size_t skipped = 0;  // bytes
  bool cut = false;         // the last frame is
  bool operator==(const Framed&) const = default;
};

// Drives the framer as io::Reader does, and checks every step: it goes forward, and no byte is lost.
inline Framed frame_log(std::string_view log, std::size_t chunk = ~std::size_t{0}) {
  using What = io::Step::What;
  const auto expect = [](bool holds, const char* what) {
    if (!holds) throw std::logic_error(what);
  };
  linux_audit::LineFramer framer;
  Framed found;
  std::size_t begin = 0, end = 0, framed = 0;
  for (bool final = false;;) {
    const std::string_view unread = log.substr(begin, end - begin);
    const io::Step step = framer.next(as_bytes(unread), final);
    if (step.what == What::kMore) {
      expect(!final || unread.empty(), "waits for more at the end");
      if (final) break;
      final = end == log.size();
      end += std::min(chunk, log.size() - end);
      continue;
    }
    expect(step.size > 0 && step.size <= unread.size(), "stands still or goes too far");
    expect(!found.cut, "goes on after a cut frame");
    if (step.what == What::kSkip) {
      found.skipped += step.size;
    } else {
      found.frames.emplace_back(unread.substr(0, step.size));
      found.cut = step.what == What::kCut;
      framed += step.size;
    }
    begin += step.size;
  }
  expect(framed + found.skipped == log.size(), "loses count of bytes");
  return found;
}

// An event, copied.
struct Assembled {
  std::string node;
  Time time;
  std::uint32_t serial = 0;
  Lines records;
  linux_audit::Ending ending = linux_audit::Ending::kComplete;
  bool late = false;
  bool operator==(const Assembled& other) const {  // whatever it was that ended it
    return node == other.node && time == other.time && serial == other.serial && records == other.records &&
           late == other.late;
  }
  friend std::ostream& operator<<(std::ostream& out, const Assembled& e) {
    out << e.node << ' ' << e.time.seconds << '.' << e.time.nanoseconds / 1'000'000 << ':' << e.serial << ' '
        << static_cast<int>(e.ending) << (e.late ? " late" : "");
    for (const std::string& record : e.records) out << "\n    " << record;
    return out;
  }
};
using Events = std::vector<Assembled>;

inline void take_events(linux_audit::Assembler& assembler, Events& events) {
  while (const linux_audit::Event* event = assembler.next()) {
    Assembled& copy = events.emplace_back(Assembled{.node = std::string(event->node),
                                                    .time = event->time,
                                                    .serial = event->serial,
                                                    .records = {},
                                                    .ending = event->ending,
                                                    .late = event->late});
    for (const linux_audit::Line& line : event->records) copy.records.emplace_back(line.text);
  }
}

inline void add_line(linux_audit::Assembler& assembler, std::string_view text, Events& events) {
  linux_audit::Line line;
  if (linux_audit::peek(text, line) != linux_audit::LineKind::kRecord) return;
  assembler.add(line);
  take_events(assembler, events);
}

// All events of a log.
inline Events assemble(const Lines& lines, const linux_audit::Assembler::Options& options = {}) {
  linux_audit::Assembler assembler(options);
  Events events;
  for (const std::string& line : lines) add_line(assembler, line, events);
  assembler.finish();
  take_events(assembler, events);
  return events;
}

}  // namespace knox::test
