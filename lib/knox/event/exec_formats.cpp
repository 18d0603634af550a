#include "knox/event/exec_formats.h"

#include <array>

#include "knox/base/unknown.h"
#include "knox/event/exec_template.h"

namespace knox::event {

namespace {

constexpr std::array kFormats = {
    ExecFormat{"text", "one line a command, to be pasted into a shell", &make_exec_text},
    ExecFormat{"json", "one object a command", &make_exec_json},
    ExecFormat{"ecs", "one Elastic Common Schema 8 document a command", &make_exec_ecs},
    ExecFormat{"auditd", "the Linux kernel's records, for ausearch", &make_exec_auditd},
    ExecFormat{"rows", "one row a command, as TSV for databases", &make_exec_rows},
    ExecFormat{"csv", "the same as CSV, with a header", &make_exec_csv},
};

}  // namespace

std::span<const ExecFormat> exec_formats() {
  return kFormats;
}

std::expected<std::unique_ptr<ExecPrinter>, std::string> make_exec_printer(std::string_view format,
                                                                           const ExecPrintOptions& options) {
  if (const ExecFormat* const row = find_named(kFormats, format)) return row->make(options);
  if (format.find('$') != std::string_view::npos) return make_exec_template(format, options);
  const std::string known = names_of(kFormats) + " and templates such as '${timestamp} ${command} ${args}'";
  return std::unexpected(unknown("format", format, known));
}

}  // namespace knox::event
