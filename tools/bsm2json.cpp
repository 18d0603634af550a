// bsm2json: reads BSM audit trails, selects records, prints them. The formats are in
// lib/knox/bsm/formats.cpp.
#include <unistd.h>

#include "common/bsm_options.h"
#include "common/format_names.h"
#include "common/inputs.h"
#include "common/tool.h"
#include "knox/bsm/formats.h"
#include "knox/bsm/framer.h"
#include "knox/input/formats.h"

namespace {

using namespace knox;

constexpr std::string_view kExample =
    "  bsm2json /var/audit/current | jq -r '.event.name'\n"
    "  auditpipe lo,pc | bsm2json --failure\n"
    "  bsm2json --format bsm --class lo trail | praudit\n";

struct Options {
  tools::InputOptions input;
  tools::BsmOptions bsm;
  bsm::PrintOptions print;
  std::string format = "json";
};

class Printing final : public tools::Consumer {
 public:
  Printing(tools::Tool& tool, tools::BsmSetup& setup, bsm::Printer& printer)
      : tool_(tool), setup_(setup), printer_(printer) {}

  io::Framer* begin(const std::string& name, Bytes front, std::string& refusal) override {
    refusal = input::describe_foreign(front);
    if (!refusal.empty() && !bsm::looks_like_trail(front)) {
      refusal = fmt::format("not a BSM trail, but {}", refusal);
      return nullptr;
    }
    name_ = name;
    setup_.begin_trail();
    framer_ = {};
    return &framer_;
  }

  std::optional<Error> take(const io::Frame& frame) override {
    if (setup_.vocabulary.settled() && setup_.selection.can_skip(frame.bytes)) return std::nullopt;
    if (!record_.parse(frame.bytes)) {
      return Error{.code = Code::kBadValue, .offset = 0, .what = "header"};
    }
    if (setup_.vocabulary.observe(record_)) setup_.platform_found(tool_, name_);
    if (setup_.selection.matches(record_)) printer_.print(record_, frame.offset, tool_.out());
    return record_.damage();
  }

 private:
  tools::Tool& tool_;
  tools::BsmSetup& setup_;
  bsm::Printer& printer_;
  std::string name_;
  bsm::TrailFramer framer_;
  bsm::Record record_;
};

}  // namespace

int main(int argc, char** argv) {
  tools::Tool tool("bsm2json", "Print BSM audit trails as JSON, or as praudit's text and XML.", kExample);
  Options options;
  tools::OptionGroup output = tool.cli().group("Output");
  output.value("-F,--format", options.format, "FORMAT", tools::format_names(bsm::formats()));
  output.flag("-n,--numeric", options.bsm.numeric, "no names of users and groups");
  output.flag("-r,--raw", options.print.raw, "text, xml: numbers only, as praudit -r");
  output.flag("-s,--short", options.print.short_names, "text, xml: AUE_ names, as praudit -s");
  output.flag("--multiline", options.print.multiline, "text: one token a line, as praudit without -l");
  output.value("-d,--delimiter", options.print.delimiter, "STRING", "text: between fields, as praudit -d");
  tools::add_input_options(tool, options.input);
  tools::add_bsm_options(tool, options.bsm);
  if (!tool.parse(argc, argv)) return tool.finish();

  const bsm::Format* const format = bsm::find_format(options.format);
  if (format == nullptr)
    return tool.fail("--format {}: unknown; known are {}", options.format,
                     tools::format_names(bsm::formats()));
  if (options.print.raw && options.print.short_names)
    return tool.fail("--raw and --short exclude each other");
  if (options.format == "bsm" && ::isatty(STDOUT_FILENO) == 1) {
    return tool.fail("--format bsm is binary and not for a terminal; pipe it, for instance into praudit");
  }
  std::expected<tools::BsmSetup, std::string> setup = tools::set_up(options.bsm);
  if (!setup) return tool.fail("{}", setup.error());

  options.print.vocabulary = &setup->vocabulary;
  options.print.names = &setup->names;
  const std::unique_ptr<bsm::Printer> printer = format->make(options.print);
  Printing printing(tool, *setup, *printer);
  printer->begin(tool.out());
  tools::run_inputs(tool, options.input, printing);
  printer->end(tool.out());
  return tool.finish();
}
