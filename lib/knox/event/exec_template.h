// A line that the user composes: '${timestamp} ${username} ${command} ${args}'. Between the variables stands
// what the user wrote; each value is quoted so that it stays in its line (emit/shell.h) and is a minus where
// it is not known. $$ is a dollar.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "knox/event/exec_print.h"

namespace knox::event {

// The error is one line for the user: an unknown variable, or a ${ without its }.
std::expected<std::unique_ptr<ExecPrinter>, std::string> make_exec_template(std::string_view text,
                                                                            const ExecPrintOptions& options);

}  // namespace knox::event
