// What an EntryFramer and an EntryReader make of some bytes, driven as io::Reader does it, and checked at
// every step: it goes forward, within the bytes that it was shown, and every byte is accounted for.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "knox/io/foreign.h"
#include "knox/ulog/entry_reader.h"
#include "knox/ulog/framer.h"

namespace knox::test {

struct UlogReading {
  std::vector<std::string> entries;  // their bytes
  std::vector<std::string> lost;     // "offset: why": damage, and lines of nobody
  std::uint64_t frames = 0;          // with those that were passed over
  bool cut = false;
  bool operator==(const UlogReading&) const = default;
};

inline UlogReading read_ulog(std::string_view bytes, std::size_t chunk,
                             const std::function<void(const ulog::Entry&)>& see = {},
                             std::optional<ulog::Style> style = {}, ulog::LineFinder* finder = nullptr) {
  using What = io::Step::What;
  const auto expect = [](bool holds, const char* what) {
    if (!holds) throw std::logic_error(what);
  };
  ulog::EntryFramer framer(style, finder);
  ulog::EntryReader reader;
  UlogReading found;
  const ulog::EntryReader::Emit emit = [&](const ulog::Entry& entry) {
    found.entries.emplace_back(entry.bytes);
    if (see) see(entry);
  };
  const auto lose = [&](std::size_t offset, const Error& why) {
    found.lost.push_back(std::to_string(offset) + ": " + std::string(why.what));
  };
  std::size_t begin = 0, end = 0, skipped_to = ~std::size_t{0};
  for (bool final = false;;) {
    const io::Step step = framer.next(as_bytes(bytes.substr(begin, end - begin)), final);
    if (step.what == What::kMore) {
      expect(!final || begin == end, "waits for more at the end");
      if (final) break;
      final = end == bytes.size();
      end += std::min(chunk, bytes.size() - end);
      continue;
    }
    expect(step.size > 0, "stands still");
    expect(step.size <= end - begin, "goes too far");
    if (step.what == What::kSkip) {
      if (skipped_to != begin) lose(begin, step.why);
      skipped_to = begin + step.size;
    } else if (step.what == What::kPass) {
      found.frames += step.passed;
    } else {
      ++found.frames;
      found.cut = step.what == What::kCut;
      const auto error = reader.take(as_bytes(bytes.substr(begin, step.size)), framer.style(), emit);
      if (error) lose(begin, *error);
    }
    begin += step.size;
  }
  expect(begin == bytes.size(), "loses count of bytes");
  reader.finish(emit);
  return found;
}

}  // namespace knox::test
