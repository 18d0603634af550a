// Normalised events for tests: what printers make of lines, and what is in it.
#pragma once

#include <simdjson.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "knox/linux_audit/print/formats.h"
#include "support/linux_log.h"
#include "support/written.h"
#include "unit/catch.h"

namespace knox::test {

using MakePrinter = std::unique_ptr<linux_audit::Printer> (*)(const linux_audit::PrintOptions&);

// Prints logs as auparse does, on a host where 0 is root, 1000 alice and 1001 bob, in groups of these names.
class NormalLog {
 public:
  explicit NormalLog(MakePrinter make) {
    names_.use_passwd(
        "root:*:0:0::/root:/bin/sh\nalice:*:1000:1000::/home/alice:/bin/sh\nbob:*:1001:1001::/:/bin/sh\n");
    names_.use_group("root:*:0:\nalice:*:1000:\nbob:*:1001:\nstaff:*:50:\n");
    linux_audit::PrintOptions options;
    options.names = &names_;
    printer_ = make(options);
  }

  std::string print(std::string_view log) {
    linux_audit::Assembler assembler;
    return written([&](Out& out) {
      printer_->begin(out);
      const auto take = [&] {
        while (const linux_audit::Event* event = assembler.next()) printer_->print(*event, out);
      };
      while (!log.empty()) {
        const std::string_view text = log.substr(0, log.find('\n'));
        log.remove_prefix(std::min(text.size() + 1, log.size()));
        linux_audit::Line line;
        if (linux_audit::peek(text, line) != linux_audit::LineKind::kRecord) continue;
        assembler.add(line);
        take();
      }
      assembler.finish();
      take();
      printer_->end(out);
    });
  }

 private:
  os::Names names_;
  std::unique_ptr<linux_audit::Printer> printer_;
};

// One line, which has to be JSON.
class JsonDocument {
 public:
  explicit JsonDocument(std::string_view line) : padded_(line) {
    REQUIRE(line.ends_with("}\n"));
    REQUIRE(line.find('\n') == line.size() - 1);
    REQUIRE(parser_.parse(padded_).get(root_) == simdjson::SUCCESS);
  }

  // What is there: the text of a string, other values as JSON; empty: nothing.
  std::string at(std::string_view pointer) const {
    simdjson::dom::element element;
    if (root_.at_pointer(pointer).get(element) != simdjson::SUCCESS) return {};
    std::string_view text;
    if (element.get(text) == simdjson::SUCCESS) return std::string(text);
    return simdjson::minify(element);
  }
  const simdjson::dom::element& root() const { return root_; }

 private:
  simdjson::padded_string padded_;
  simdjson::dom::parser parser_;
  simdjson::dom::element root_;
};

// The lines of one event: TYPE BODY in each.
inline std::string normal_event_log(std::string_view records, std::string_view node = "") {
  std::string log;
  while (!records.empty()) {
    const std::string_view record = records.substr(0, records.find('\n'));
    records.remove_prefix(std::min(record.size() + 1, records.size()));
    if (record.empty()) continue;
    const std::size_t space = record.find(' ');
    log.append(node).append(
        audit_line(record.substr(0, space), "1709283600.041:812", record.substr(space + 1)));
    log += '\n';
  }
  return log;
}

}  // namespace knox::test
