// The table of output formats for executions. A new format is one file and one row in exec_formats.cpp, which
// --help is printed from.
#pragma once

#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "knox/event/exec_print.h"

namespace knox::event {

struct ExecFormat {
  std::string_view name;
  std::string_view description;
  std::unique_ptr<ExecPrinter> (*make)(const ExecPrintOptions&);
};

std::span<const ExecFormat> exec_formats();

// `format` is a name from the table or a template (exec_template.h), which has a $ in it. The error is one
// line for the user.
std::expected<std::unique_ptr<ExecPrinter>, std::string> make_exec_printer(std::string_view format,
                                                                           const ExecPrintOptions& options);

std::unique_ptr<ExecPrinter> make_exec_text(const ExecPrintOptions& options);
std::unique_ptr<ExecPrinter> make_exec_json(const ExecPrintOptions& options);
std::unique_ptr<ExecPrinter> make_exec_ecs(const ExecPrintOptions& options);
std::unique_ptr<ExecPrinter> make_exec_rows(const ExecPrintOptions& options);
std::unique_ptr<ExecPrinter> make_exec_auditd(const ExecPrintOptions& options);
std::unique_ptr<ExecPrinter> make_exec_csv(const ExecPrintOptions& options);

}  // namespace knox::event
