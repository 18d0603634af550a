#include "common/answer.h"

#include <unistd.h>

#include "knox/base/counted.h"
#include "knox/os/names.h"

namespace knox::tools {

namespace {

std::string text_of(Time time) {
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  {
    Pen pen(out);
    pen.room(48);
    TimeFormat().put(pen, time, 0);
  }
  out.flush();
  return text;
}

}  // namespace

void answer_nothing(Tool& tool, const Reading& reading, std::string_view what, const event::Query& query) {
  tool.raise_status(kNothing);
  if (reading.records == 0) return;  // has been said
  if (const std::string* const user = query.unknown_user()) {
    tool.warn("--user: {}; and no record has that name", os::unknown_user(*user));
  }
  if (::isatty(STDERR_FILENO) != 1) return;
  const std::string read = counted(reading.records, reading.kind);
  if (reading.when) {
    tool.warn("no {}; {} read, {} to {}", what, read, text_of(reading.when->from), text_of(reading.when->to));
  } else {
    tool.warn("no {}; {} read", what, read);
  }
}

void tell_unknown_dropped(Tool& tool, std::span<const event::Query* const> queries) {
  const std::string* user = nullptr;
  for (const event::Query* const query : queries) {
    user = query->unknown_dropped_user();
    if (user == nullptr) return;
  }
  if (user != nullptr) tool.warn("--not-user: {}; and no record has that name", os::unknown_user(*user));
}

}  // namespace knox::tools
