// The table of output formats for events. A new format is one file and one row in formats.cpp, which --help
// is printed from.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "knox/linux_audit/print/printer.h"

namespace knox::linux_audit {

struct Format {
  std::string_view name;
  std::string_view description;
  std::unique_ptr<Printer> (*make)(const PrintOptions& options);
  std::unique_ptr<Printer> (*make_interpreting)(const PrintOptions& options);
  // An event is printed the same whatever was before it: several printers can print parts of a log.
  bool is_independent = false;
};

std::span<const Format> formats();

// The records of the events.
std::unique_ptr<Printer> make_text_printer(const PrintOptions& options);   // as they were read
std::unique_ptr<Printer> make_words_printer(const PrintOptions& options);  // as ausearch -i has them
std::unique_ptr<Printer> make_json_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_yaml_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_flat_printer(const PrintOptions& options);  // an object each
// What the events mean.
std::unique_ptr<Printer> make_normal_json_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_normal_yaml_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_rows_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_csv_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_line_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_ecs_printer(const PrintOptions& options);

}  // namespace knox::linux_audit
