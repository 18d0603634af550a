// ECS documents for tests: what the format ecs makes of records, and what is in it.
#pragma once

#include <simdjson.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "knox/bsm/formats.h"
#include "knox/bsm/framer.h"
#include "support/bsm_builder.h"
#include "support/written.h"
#include "unit/catch.h"

namespace knox::test {

// Prints records as bsm2json does, on a host where 0 is root in group wheel and 501 alice in group staff
// (20).
class Ecs {
 public:
  explicit Ecs(bsm::Platform platform = bsm::Platform::kUnknown) : tables_(platform) {
    names_.use_passwd(
        "root:*:0:0::/var/root:/bin/sh\n"
        "alice:*:501:20::/Users/alice:/bin/zsh\n");
    names_.use_group("wheel:*:0:root\nstaff:*:20:root\n");
    bsm::PrintOptions options;
    options.tables = &tables_;
    options.names = &names_;
    printer_ = bsm::make_ecs_printer(options);
  }

  // Empty: it was not even a header.
  std::string print(std::string_view frame) {
    bsm::Record record;
    if (!record.parse(as_bytes(frame))) return {};
    tables_.observe(record);
    return written([&](Out& out) { printer_->print(record, 0, out); });
  }
  std::string print(const RecordBuilder& record) { return print(record.finish()); }

  // Those of a trail.
  std::vector<std::string> print_all(std::string_view trail) {
    std::vector<std::string> documents;
    bsm::TrailFramer framer;
    while (!trail.empty()) {
      const io::Step step = framer.next(as_bytes(trail), true);
      if (step.what == io::Step::What::kFrame) documents.push_back(print(trail.substr(0, step.size)));
      trail.remove_prefix(step.size);
    }
    return documents;
  }

 private:
  bsm::PlatformTables tables_;
  os::Names names_;
  std::unique_ptr<bsm::Printer> printer_;
};

// One line, which has to be JSON.
class EcsDocument {
 public:
  explicit EcsDocument(const std::string& line) : padded_(line) {
    REQUIRE(line.ends_with("}\n"));
    REQUIRE(line.find('\n') == line.size() - 1);
    REQUIRE(parser_.parse(padded_).get(root_) == simdjson::SUCCESS);
  }
  // What is there, as JSON; empty: nothing.
  std::string at(std::string_view pointer) const {
    simdjson::dom::element element;
    if (root_.at_pointer(pointer).get(element) != simdjson::SUCCESS) return {};
    return simdjson::minify(element);
  }

 private:
  simdjson::padded_string padded_;
  simdjson::dom::parser parser_;
  simdjson::dom::element root_;
};

}  // namespace knox::test
