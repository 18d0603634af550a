// What makes a table of the rows of event/row.h, for the databases that read them: SQL with the columns of
// tables/columns.def, and how to load a file in its first lines. Loading a file twice leaves each event once:
// `host` and `id` are the key.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace knox::event {

struct Schema {
  std::string_view name;  // clickhouse
  std::string (*text)();
};

std::span<const Schema> schemas();

}  // namespace knox::event
