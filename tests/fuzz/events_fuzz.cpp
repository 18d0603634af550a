// What happened, on any bytes as both kinds of input: every event is printed, in each format on one line,
// which no byte of the input can break, and each JSON document is one.
#include <simdjson.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "knox/event/formats.h"
#include "knox/event/query.h"
#include "knox/os/names.h"
#include "support/printed.h"
#include "support/process_reading.h"

namespace {

using namespace knox;

void require(bool holds) {
  if (!holds) std::abort();
}

void print(input::Input& input, std::string_view bytes) {
  const event::Query everything =
      *event::Query::make({.action = {"*"}, .path = {"*"}, .address = {"::/0"}}, os::Names(), HostClock{});
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  simdjson::dom::parser parser;
  for (const event::Format& format : event::formats()) {
    const std::unique_ptr<event::Printer> printer = format.make();
    test::read_processes(input, bytes, [&](const input::Report& report) {
      text.clear();
      printer->print(report.event, out);
      out.flush();
      require(test::is_printed(format.name, text, parser));
      everything.matches(report.event);
    });
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  os::Names names;
  names.use_none();
  const input::Options options = {.wanted = input::Wanted::kEvents, .names = &names};
  print(*input::make_bsm_input(options), as_chars({data, size}));
  print(*input::make_linux_input(options), as_chars({data, size}));
  return 0;
}
