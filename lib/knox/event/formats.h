// The table of output formats for events. A new format is one file and one row in formats.cpp, which --help
// is printed from.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "knox/base/out.h"
#include "knox/event/event.h"

namespace knox::event {

class Printer {
 public:
  virtual ~Printer() = default;
  virtual void begin(Out&) {}  // before the first event
  virtual void print(const Event& event, Out& out) = 0;
  virtual void use_color() {}  // of text for people on a terminal
};

struct Format {
  std::string_view name;
  std::string_view description;
  std::unique_ptr<Printer> (*make)();
};

std::span<const Format> formats();

std::unique_ptr<Printer> make_text_printer();
std::unique_ptr<Printer> make_json_printer();
std::unique_ptr<Printer> make_ecs_printer();
std::unique_ptr<Printer> make_rows_printer();
std::unique_ptr<Printer> make_csv_printer();

}  // namespace knox::event
