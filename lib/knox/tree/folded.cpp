// Folded stacks, for flamegraph.pl and speedscope: the programs from a root down to a process, and how many
// milliseconds it lived without any of its children:
//
//   make;sh;cc1 38
//
// So a process is as wide as it lived, where its children ran one after the other.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "knox/tree/formats.h"
#include "knox/tree/words.h"

namespace knox::tree {

namespace {

constexpr std::size_t kMostFrames = 64;

std::string frame(const Process& process) {
  const std::string_view name = program_of(process);
  std::string text = name.empty() ? std::to_string(process.pid) : safe_word(name);
  std::ranges::replace(text, ';', ',');
  return text;
}

// What of a time is in none of the spans, which are sorted by when they begin.
std::uint64_t outside(Time begin, Time end, const std::vector<std::pair<Time, Time>>& spans) {
  std::uint64_t rest = 0;
  Time at = begin;
  for (const auto& [from, to] : spans) {
    rest += nanoseconds_between(at, std::min(from, end));
    at = std::max(at, std::min(to, end));
  }
  return rest + nanoseconds_between(at, end);
}

}  // namespace

void put_folded(Out& out, const Forest& forest, const TextOptions&, const Totals&) {
  const std::vector<Row>& rows = forest.rows();
  std::vector<std::vector<std::pair<Time, Time>>> children(rows.size());
  for (const Row& row : rows) {
    if (row.parent != kNobody && row.process->is_heard_of()) {
      children[row.parent].emplace_back(row.process->begin_shown(), row.process->end_shown());
    }
  }
  std::vector<std::string> frames;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Process& process = *rows[i].process;
    frames.resize(rows[i].depth);
    frames.push_back(frame(process));
    const std::uint64_t milliseconds =
        outside(process.begin_shown(), process.end_shown(), children[i]) / 1'000'000;
    if (milliseconds == 0) continue;
    const std::size_t first = frames.size() - std::min(frames.size(), kMostFrames);
    for (std::size_t level = first; level < frames.size(); ++level) {
      if (level > first) out.text(";");
      out.text(frames[level]);
    }
    out.text(" " + std::to_string(milliseconds) + "\n");
    out.end_record();
  }
}

}  // namespace knox::tree
