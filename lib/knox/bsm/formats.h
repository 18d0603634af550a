// The table of output formats for BSM records. A new format is one file and one row in formats.cpp, which
// --help is printed from.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "knox/bsm/printer.h"

namespace knox::bsm {

struct Format {
  std::string_view name;
  std::string_view description;
  std::unique_ptr<Printer> (*make)(const PrintOptions&);
};

std::span<const Format> formats();

std::unique_ptr<Printer> make_json_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_tokens_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_text_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_xml_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_ecs_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_rows_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_csv_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_line_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_bsm_printer(const PrintOptions& options);

}  // namespace knox::bsm
