// CsvWriter: events as rows of CSV, with the columns of csv.cpp, the same of every source. A cell of what is
// not known is empty.
#pragma once

#include <string>

#include "knox/base/out.h"
#include "knox/event/event.h"
#include "knox/event/line.h"
#include "knox/event/lineage.h"

namespace knox::event {

class CsvWriter {
 public:
  static void put_header(Out& out);
  void put(const Event& event, Out& out);

 private:
  Lineage lineage_;
  UtcFormat utc_;
  EventLine line_;
  std::string cell_;
  StringWriter writer_{cell_};
  Out to_cell_{writer_};
};

}  // namespace knox::event
