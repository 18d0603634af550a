// Endpoint Security messages, on any bytes: whatever is wanted of them, every line is printed on one line, as
// JSON where it is to be, and what is read of a message in parts is what is read of all of it. The first byte
// is how many bytes the framer is shown at a time.
#include <simdjson.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "knox/es/message_reader.h"
#include "knox/es/peek.h"
#include "knox/event/exec_formats.h"
#include "knox/event/formats.h"
#include "knox/io/line_framer.h"
#include "knox/os/names.h"
#include "support/printed.h"
#include "support/process_reading.h"

namespace {

using namespace knox;

void require(bool holds) {
  if (!holds) std::abort();
}

// Every byte is in a frame or skipped, however it comes.
void frame(std::string_view bytes, std::size_t chunk) {
  using What = io::Step::What;
  io::LineFramer framer(es::kMaxLine, &es::is_whole);
  std::size_t begin = 0, end = 0;
  for (bool final = false;;) {
    const io::Step step = framer.next(as_bytes(bytes.substr(begin, end - begin)), final);
    if (step.what == What::kMore) {
      if (final) break;
      final = end == bytes.size();
      end += std::min(chunk, bytes.size() - end);
      continue;
    }
    require(step.size > 0 && step.size <= end - begin);
    begin += step.size;
  }
  require(begin == bytes.size());
}

// A line that is passed over unparsed is none that is wanted.
void peek(std::string_view line) {
  es::MessageReader reader;
  const auto message = reader.read(line, es::Wanted::kAll);
  es::looks_like_messages(line);
  es::host_name(line);
  if (!message || (*message)->event != "exec" || line.find('\\') != line.npos) return;
  require(es::looks_like_object(line));
  require(es::peek(line, [](std::string_view event) { return event == "exec"; }).is_wanted);
}

void print(std::string_view bytes) {
  os::Names names;
  names.use_none();
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  simdjson::dom::parser parser;
  const auto check = [&](std::string_view format) {
    out.flush();
    require(test::is_printed(format, text, parser));
    text.clear();
  };
  for (const event::Format& format : event::formats()) {
    const std::unique_ptr<event::Printer> printer = format.make();
    const auto input = input::make_es_input({.wanted = input::Wanted::kEvents, .names = &names});
    test::read_processes(*input, bytes, [&](const input::Report& report) {
      printer->print(report.event, out);
      check(format.name);
    });
  }
  event::ExecPrintOptions options;
  options.env = true;
  options.names = &names;
  for (const event::ExecFormat& format : event::exec_formats()) {
    const auto printer = event::make_exec_printer(format.name, options);
    test::read_processes(*input::make_es_input({}), bytes, [&](const input::Report& report) {
      (*printer)->print(*report.event.exec, out);
      check(format.name);
    });
  }
  for (const auto wanted : {input::Wanted::kActs, input::Wanted::kProcesses}) {
    test::read_processes(*input::make_es_input({.wanted = wanted}), bytes,
                         [&](const input::Report& report) { require(test::is_sound(report)); });
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes = as_chars({data + 1, size - 1});
  frame(bytes, data[0] + std::size_t{1});
  peek(bytes.substr(0, bytes.find('\n')));
  print(bytes);
  return 0;
}
