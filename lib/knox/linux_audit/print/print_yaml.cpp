// The format yaml: one document an event, with the content of the format json.
#include "knox/emit/yaml_document.h"
#include "knox/linux_audit/print/formats.h"
#include "knox/linux_audit/print/print_records.h"

namespace knox::linux_audit {

std::unique_ptr<Printer> make_yaml_printer(const PrintOptions& options) {
  return std::make_unique<RecordsPrinter<emit::YamlDocument>>(options);
}

}  // namespace knox::linux_audit
