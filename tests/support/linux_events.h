// Logs full of events for tests of what puts them together, tidy and as they come.
#pragma once

#include <algorithm>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "support/linux_log.h"

namespace knox::test {

inline std::string stamp(std::uint64_t milliseconds, std::uint32_t serial) {
  const std::string ms = std::to_string(1000 + milliseconds % 1000);
  return std::to_string(1'700'000'000 + milliseconds / 1000) + '.' + ms.substr(1) + ':' +
         std::to_string(serial);
}

// The records of one execve, as the kernel writes them.
inline Lines execve(std::uint64_t milliseconds, std::uint32_t serial, const std::string& node = "") {
  Lines lines;
  const auto add = [&](const char* type, const std::string& body) {
    lines.push_back((node.empty() ? "" : "node=" + node + ' ') +
                    audit_line(type, stamp(milliseconds, serial), body));
  };
  add("SYSCALL", "arch=c000003e syscall=59 items=2 pid=" + std::to_string(serial));
  add("EXECVE", "argc=4 a0=\"ls\" a1=\"-l\"");
  add("EXECVE", "a2=\"x\" a3_len=2 a3[0]=61");
  add("EXECVE", "a3[1]=62");
  add("CWD", "cwd=\"/\"");
  add("PATH", "item=0 name=\"/bin/ls\"");
  add("PATH", "item=1 name=\"/lib/ld.so\"");
  add("PROCTITLE", "proctitle=\"ls\"");
  return lines;
}

// Several kinds of events, one every few milliseconds.
inline std::vector<Lines> tidy_events(std::size_t count) {
  std::vector<Lines> events;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t ms = i * 7;
    const auto serial = static_cast<std::uint32_t>(100 + i);
    const auto line = [&](const char* type, const std::string& body) {
      return audit_line(type, stamp(ms, serial), body);
    };
    switch (i % 5) {
      case 0: events.push_back({line("USER_END", "pid=1 msg='op=x'")}); break;
      case 1:
        events.push_back({line("LOGIN", "pid=2 auid=1"), line("SYSCALL", "arch=c000003e syscall=1"),
                          line("PROCTITLE", "proctitle=\"sshd\"")});
        break;
      case 2:  // nothing says that it ends
        events.push_back({line("SYSCALL", "arch=c000003e syscall=42"), line("SOCKADDR", "saddr=0100")});
        break;
      case 3:
        events.push_back({line("SYSCALL", "arch=c000003e syscall=2"), line("CWD", "cwd=\"/\""),
                          line("PATH", "item=0 name=\"a\""), line("PROCTITLE", "proctitle=\"x\""),
                          line("EOE", "x")});
        break;
      default: events.push_back(execve(ms, serial));
    }
  }
  return events;
}

inline Lines flat(const std::vector<Lines>& events) {
  Lines lines;
  for (const Lines& event : events) lines.insert(lines.end(), event.begin(), event.end());
  return lines;
}

// `at_once` events at a time, a record of each in turn.
inline Lines interleaved(const std::vector<Lines>& events, std::size_t at_once) {
  Lines lines;
  for (std::size_t begin = 0; begin < events.size(); begin += at_once) {
    const std::size_t end = std::min(begin + at_once, events.size());
    bool more = true;
    for (std::size_t row = 0; more; ++row) {
      more = false;
      for (std::size_t i = begin; i < end; ++i) {
        if (row >= events[i].size()) continue;
        lines.push_back(events[i][row]);
        more = true;
      }
    }
  }
  return lines;
}

// The lines of each second in any order.
inline Lines shuffled(Lines lines, unsigned seed) {
  std::mt19937 random(seed);
  const auto second = [](const std::string& line) { return line.substr(line.find('(') + 1, 10); };
  for (auto begin = lines.begin(); begin != lines.end();) {
    const auto end =
        std::find_if(begin, lines.end(), [&](const auto& l) { return second(l) != second(*begin); });
    std::shuffle(begin, end, random);
    begin = end;
  }
  return lines;
}

// Where two lists of events begin to differ; empty: nowhere.
inline std::string difference(const Events& events, const Events& expected) {
  std::ostringstream text;
  const auto [at, other] = std::ranges::mismatch(events, expected);
  if (at != events.end()) text << "is " << *at << '\n';
  if (other != expected.end()) text << "should be " << *other;
  return text.str();
}

// Nothing is lost and nothing comes twice.
inline bool counts_are_right(const linux_audit::Assembler& assembler, std::uint64_t lines) {
  const linux_audit::AssemblyCounts& counts = assembler.counts();
  return counts.records_in == lines &&
         counts.records_in == counts.records_out + counts.records_ignored + counts.records_waiting;
}

// An assembler and what it has handed out.
struct Run {
  explicit Run(const linux_audit::Assembler::Options& options = {}) : assembler(options) {}
  void add(const std::string& line) { add_line(assembler, line, events); }
  void add(const Lines& lines) {
    for (const std::string& line : lines) add(line);
  }
  void finish() {
    assembler.finish();
    take_events(assembler, events);
  }
  const linux_audit::AssemblyCounts& counts() const { return assembler.counts(); }

  linux_audit::Assembler assembler;
  Events events;
};

// A record that moves the clock, and is an event of its own.
inline std::string tick(std::uint64_t milliseconds, std::uint32_t serial = 1'000'000) {
  return audit_line("USER_END", stamp(milliseconds, serial), "pid=9");
}

}  // namespace knox::test
