// What processes did, on any bytes as each kind of input: the history holds what it promises, and every view
// of it is sound: lines that no byte of the input can break, JSON that is one, a page without a < in its
// data.
#include <simdjson.h>

#include <cstdlib>
#include <string>

#include "knox/os/names.h"
#include "knox/tree/formats.h"
#include "knox/tree/json.h"
#include "support/process_reading.h"

namespace {

using namespace knox;

void require(bool holds) {
  if (!holds) std::abort();
}

std::string printed(auto print) {
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  print(out);
  out.flush();
  return text;
}

void look_at_page(std::string_view page) {
  const std::string_view begin = "id=\"data\">";
  page.remove_prefix(page.find(begin) + begin.size());
  page = page.substr(0, page.find("</script>"));
  require(page.find('<') == page.npos);
  simdjson::dom::parser parser;
  require(parser.parse(simdjson::padded_string(page)).error() == simdjson::SUCCESS);
}

void look_at(const tree::History& history, const tree::Totals& totals) {
  for (const auto keep : {tree::Forest::Keep::kAll, tree::Forest::Keep::kWanted}) {
    const tree::Forest forest(history, keep);
    for (std::size_t i = 0; i < forest.rows().size(); ++i) {
      const tree::Row& row = forest.rows()[i];
      require(row.parent == tree::kNobody ? row.depth == 0 : row.parent < i);
      require(row.process->ended != tree::Ended::kExited || row.process->end != Time());
    }
    for (const tree::Format& format : tree::formats()) {
      const std::string text = printed([&](Out& out) { format.put(out, forest, {}, totals); });
      if (format.name == "html") look_at_page(text);
      if (format.name == "text" || format.name == "folded") require(text.find('\x1b') == text.npos);
    }
  }
}

void read(input::Input& input, std::string_view bytes) {
  tree::History history({.max_processes = 32, .max_deeds = 4, .commands = {"sh"}, .pids = {1}});
  tree::Totals totals;
  std::size_t ended = 0;
  tree::History streamed({.max_processes = 32, .on_end = [&](const tree::Process&) { ++ended; }});
  test::read_processes(input, bytes, [&](const input::Report& report) {
    history.take(report.event);
    streamed.take(report.event);
    totals.take(report.event);
  });
  history.finish();
  streamed.finish();
  require(history.events() == 0 || ended > 0);
  look_at(history, totals);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  os::Names names;
  names.use_none();
  const input::Options options = {.wanted = input::Wanted::kEvents, .names = &names, .acts = true};
  read(*input::make_bsm_input(options), as_chars({data, size}));
  read(*input::make_linux_input(options), as_chars({data, size}));
  read(*input::make_es_input(options), as_chars({data, size}));
  return 0;
}
