// What happened, on any bytes as both kinds of input: every event is printed, in each format on one line,
// which no byte of the input can break, and each JSON document is one.
#include <simdjson.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "knox/event/formats.h"
#include "knox/event/query.h"
#include "knox/os/names.h"
#include "support/process_reading.h"

namespace {

using namespace knox;

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_json(std::string_view format) {
  return format == "json" || format == "ecs";
}

bool is_one_line(std::string_view text) {
  if (!text.ends_with('\n')) return false;
  text.remove_suffix(1);
  return std::ranges::none_of(text,
                              [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
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
      require(is_one_line(text));
      if (is_json(format.name)) require(parser.parse(text).error() == simdjson::SUCCESS);
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
