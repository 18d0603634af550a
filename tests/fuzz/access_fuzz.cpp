// Who got in, on any bytes as every kind of input: every record is printed, in each format on one line, which
// no byte of the input can break, and each JSON document is one.
#include <simdjson.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "knox/access/filter.h"
#include "knox/access/formats.h"
#include "knox/access/joiner.h"
#include "knox/input/formats.h"
#include "knox/os/names.h"
#include "support/process_reading.h"

namespace {

using namespace knox;

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_one_line(std::string_view text, bool has_tabs) {
  if (!text.ends_with('\n')) return false;
  text.remove_suffix(1);
  return std::ranges::none_of(text, [&](char c) {
    const bool is_control = static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    return is_control && !(has_tabs && c == '\t');
  });
}

void read(input::Input& input, std::string_view bytes) {
  const access::Filter everything =
      *access::Filter::make({.query = {.user = {"0"}}, .noise = true}, os::Names(), HostClock{});
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  simdjson::dom::parser parser;
  for (const access::Format& format : access::formats()) {
    const std::unique_ptr<access::Printer> printer = format.make({});
    access::Joiner joiner([&](const access::Record& record) {
      text.clear();
      printer->print(record, out);
      out.flush();
      require(is_one_line(text, format.name == "rows"));
      if (format.name == "json" || format.name == "ecs")
        require(parser.parse(text).error() == simdjson::SUCCESS);
      everything.matches(record);
    });
    test::read_processes(input, bytes, [&](const input::Report& report) { joiner.take(report.event); });
    joiner.silence();
    joiner.finish();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  os::Names names;
  names.use_none();
  for (const input::Format& format : input::formats()) {
    read(*format.make({.wanted = input::Wanted::kAccess, .names = &names}), as_chars({data, size}));
  }
  return 0;
}
