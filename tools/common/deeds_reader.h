// What became of it (event/deeds.h), of records that a tool has chosen.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "common/tool.h"
#include "knox/event/deeds.h"
#include "knox/input/formats.h"

namespace knox::tools {

class DeedsReader {
 public:
  // `names` outlives it.
  explicit DeedsReader(os::Names& names) : names_(names) {}

  // All that follows is of that format.
  void begin(const input::Format& format);
  // One BSM record; or lines, with a line feed between two.
  void take(std::string_view bytes);
  // Nothing more comes: writes what there is, as "text" or "json". False: it was nothing.
  bool finish(std::string_view format, Out& out);

 private:
  void take_frame(std::string_view bytes);

  os::Names& names_;
  const input::Format* format_ = nullptr;
  std::unique_ptr<input::Input> input_;
  event::Deeds deeds_;
  input::Input::Emit emit_ = [this](const input::Report& report) { deeds_.take(report.event); };
};

}  // namespace knox::tools
