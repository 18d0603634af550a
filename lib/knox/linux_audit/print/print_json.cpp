// The format json: one object an event, on one line.
#include "knox/emit/json_line.h"
#include "knox/linux_audit/print/formats.h"
#include "knox/linux_audit/print/print_records.h"

namespace knox::linux_audit {

std::unique_ptr<Printer> make_json_printer(const PrintOptions& options) {
  return std::make_unique<RecordsPrinter<emit::JsonLine>>(options);
}

}  // namespace knox::linux_audit
