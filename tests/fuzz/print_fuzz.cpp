// Every printer of BSM records on whatever the framer finds in any bytes, and on the bytes as tokens of a
// record: JSON is JSON, XML is well-formed, a line is one line.
#include <simdjson.h>

#include <cstdlib>
#include <string>

#include "support/bsm_builder.h"
#include "support/framing.h"
#include "support/printing.h"
#include "support/well_formed.h"

namespace {

using namespace knox;

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_safe_line(std::string_view text) {
  if (text.empty() || text.back() != '\n') return false;
  text.remove_suffix(1);
  while (!text.empty()) {
    const Utf8Char c = utf8_front(text);
    if (c.size == 0 || is_unsafe_char(c.code)) return false;
    text.remove_prefix(c.size);
  }
  return true;
}

struct Printers {
  test::Printing json{"json"}, tokens{"tokens"}, ecs{"ecs"}, text{"text"}, xml{"xml"}, bsm{"bsm"};
  test::Printing raw{"text", {.raw = true}}, lines{"text", {.multiline = true, .delimiter = "; "}};
  simdjson::dom::parser parser;
  bsm::Record record;
};

void print_all(Bytes frame) {
  static Printers all;
  if (!all.record.parse(frame)) return;
  for (test::Printing* print : {&all.json, &all.tokens, &all.ecs}) {
    const std::string line = (*print)(frame, 0);
    require(is_safe_line(line));
    require(all.parser.parse(line).error() == simdjson::SUCCESS);
  }
  require(is_safe_line(all.text(frame, 0)));
  require(is_safe_line(all.raw(frame, 0)));
  require(all.lines(frame, 0).ends_with('\n'));
  require(test::XmlCheck::error("<?xml version='1.0' encoding='UTF-8' ?>\n" + all.xml(frame, 0)).empty());
  require(all.bsm(frame, 0) == as_chars(frame));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes(data, size);
  for (const test::Range& range : test::frame(bytes).frames)
    print_all(bytes.subspan(range.offset, range.size));
  for (const std::uint8_t version : {std::uint8_t{11}, std::uint8_t{2}}) {
    const std::string record =
        test::RecordBuilder({.event = 183, .seconds = 1, .version = version}).raw(as_chars(bytes)).finish();
    print_all(as_bytes(record));
  }
  return 0;
}
