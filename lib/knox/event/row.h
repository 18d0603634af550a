// RowWriter: events as rows of a table, with the columns of tables/columns.def, for databases (rows: TSV,
// emit/tsv.h) and spreadsheets (csv: emit/csv.h). A cell of what is not known is empty. knox-rows(5) is the
// manual.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "knox/base/out.h"
#include "knox/emit/json_line.h"
#include "knox/event/event.h"

namespace knox::event {

enum class RowForm : std::uint8_t { kTsv, kCsv };

// The names of the columns, in a line. `columns` are those of a report (report.h), with blanks between them;
// empty: all of tables/columns.def.
void put_row_header(RowForm form, Out& out, std::string_view columns = {});

class RowWriter {
 public:
  // Writes what only the event's source knows as a member of the object in the column rest: what it puts into
  // `out` beside the line's own members is a part of the line.
  using Rest = std::function<void(emit::JsonLine& line, Out& out)>;

  // `columns` as above.
  explicit RowWriter(RowForm form, std::string_view columns = {});
  ~RowWriter();
  RowWriter(const RowWriter&) = delete;
  RowWriter& operator=(const RowWriter&) = delete;

  // `raw`, where strings that are not UTF-8 are kept, is the one that `rest` writes with, if any.
  void put(const Event& event, Out& out) { put(event, out, {}, nullptr); }
  void put(const Event& event, Out& out, const Rest& rest, emit::RawBytes* raw);

 private:
  class Cells;
  struct Column;
  static const Column kColumns[];
  static void end_row(Out& out);

  std::unique_ptr<Cells> cells_;
  RowForm form_;
  std::vector<const Column*> columns_;  // of a report
};

}  // namespace knox::event
