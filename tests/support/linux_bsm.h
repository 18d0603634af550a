// Events of Linux Audit as BSM records, for tests: what LinuxToBsm makes of lines, and that it is sound.
#pragma once

#include <string>
#include <vector>

#include "knox/bsm/record.h"
#include "knox/convert/linux_bsm.h"
#include "support/framing.h"
#include "support/linux_log.h"

namespace knox::test {

// The records of all events of a log.
inline std::vector<std::string> convert(const Lines& lines) {
  linux_audit::Assembler assembler;
  convert::LinuxToBsm encoder;
  std::vector<std::string> records;
  const auto drain = [&] {
    while (const linux_audit::Event* event = assembler.next()) {
      records.emplace_back(as_chars(encoder.encode(*event)));
    }
  };
  for (const std::string& text : lines) {
    linux_audit::Line line;
    if (linux_audit::peek(text, line) != linux_audit::LineKind::kRecord) continue;
    assembler.add(line);
    drain();
  }
  assembler.finish();
  drain();
  return records;
}

// Whether it decodes without damage, and is a frame of a trail: whole, and nothing else.
inline bool is_sound(std::string_view bytes) {
  bsm::Record record;
  if (!record.parse(as_bytes(bytes)) || record.damage() || !record.cut_token().empty()) return false;
  const Framing framing = frame(as_bytes(bytes));
  return framing.frames == std::vector<Range>{{0, bytes.size()}} && framing.skipped.empty() && !framing.cut;
}

}  // namespace knox::test
