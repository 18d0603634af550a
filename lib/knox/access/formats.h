// The table of output formats for records. A new format is one file and one row in formats.cpp, which --help
// is printed from.
#pragma once

#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "knox/access/record.h"
#include "knox/base/out.h"

namespace knox::access {

class Printer {
 public:
  virtual ~Printer() = default;
  virtual void begin(Out&) {}  // before the first record
  virtual void print(const Record& record, Out& out) = 0;
};

struct PrintOptions {
  bool ascii = false;  // of text: no character beyond ASCII of knox's own
  bool color = false;  // of text
};

struct Format {
  std::string_view name;
  std::string_view description;
  std::unique_ptr<Printer> (*make)(const PrintOptions&);
};

std::span<const Format> formats();

// `format` is a name from the table or a template, '${timestamp} ${user} ${address}', which has a $ in it.
// The error is one line for the user.
std::expected<std::unique_ptr<Printer>, std::string> make_printer(std::string_view format,
                                                                  const PrintOptions& options);

std::unique_ptr<Printer> make_text_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_json_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_ecs_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_rows_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_csv_printer(const PrintOptions& options);
std::expected<std::unique_ptr<Printer>, std::string> make_template_printer(std::string_view text);

}  // namespace knox::access
