// All output formats for events of Linux Audit: those of linux_audit/print/formats.h, and bsm.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "knox/linux_audit/print/formats.h"

namespace knox::convert {

std::span<const linux_audit::Format> linux_formats();

// A BSM record an event, as LinuxToBsm makes them. Binary, and not for terminals.
std::unique_ptr<linux_audit::Printer> make_bsm_printer(const linux_audit::PrintOptions& options);

}  // namespace knox::convert
