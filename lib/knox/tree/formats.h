// The table of what a forest can be printed as. A new one is one file and one row in formats.cpp, which
// --help is printed from.
#pragma once

#include <span>
#include <string_view>

#include "knox/base/out.h"
#include "knox/tree/forest.h"
#include "knox/tree/text.h"
#include "knox/tree/totals.h"

namespace knox::tree {

struct Format {
  std::string_view name;
  std::string_view description;
  void (*put)(Out& out, const Forest& forest, const TextOptions& options, const Totals& totals);
  bool binary = false;  // not for a terminal
  bool sums = false;    // it shows the totals; others need not be given any
};

std::span<const Format> formats();

void put_json(Out& out, const Forest& forest, const TextOptions& options, const Totals& totals);
void put_folded(Out& out, const Forest& forest, const TextOptions& options, const Totals& totals);
void put_perfetto(Out& out, const Forest& forest, const TextOptions& options, const Totals& totals);
void put_html(Out& out, const Forest& forest, const TextOptions& options, const Totals& totals);

}  // namespace knox::tree
