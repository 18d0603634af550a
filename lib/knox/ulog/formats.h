// The table of output formats for entries. A new format is one file and one row in formats.cpp, which --help
// is printed from.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "knox/base/out.h"
#include "knox/os/names.h"
#include "knox/ulog/entry_reader.h"

namespace knox::ulog {

struct PrintOptions {
  bool is_terminal = false;    // nothing may reach it that moves its cursor
  bool color = false;          // text: by the level
  std::string host = {};       // but text and ndjson: what the host is called, in place of what entries say
  os::Names* names = nullptr;  // of users, for ecs, rows, csv; stays the caller's
};

// The names of the rules that an entry matches.
using RuleNames = std::span<const std::string_view>;

class Printer {
 public:
  virtual ~Printer() = default;
  virtual void begin(Out&) {}  // before the first entry
  // One line.
  virtual void print(const Entry& entry, RuleNames rules, Out& out) = 0;
};

struct Format {
  std::string_view name;
  std::string_view description;
  std::unique_ptr<Printer> (*make)(const PrintOptions& options);
};

std::span<const Format> formats();

// What the format ndjson prints of an entry that was no line: the keys of `log show --style ndjson`.
void print_as_log(const Record& record, Out& out);

std::unique_ptr<Printer> make_line_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_json_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_logga_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_ecs_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_rows_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_csv_printer(const PrintOptions& options);
std::unique_ptr<Printer> make_text_printer(const PrintOptions& options);

}  // namespace knox::ulog
