#include <algorithm>
#include <array>

#include "knox/bsm/framer.h"
#include "knox/input/process_input.h"
#include "knox/linux_audit/line_framer.h"

namespace knox::input {

namespace {

constexpr std::array kFormats = {
    ProcessFormat{"bsm", "BSM audit trails of macOS, FreeBSD and Solaris", true, &bsm::looks_like_trail,
                  &make_bsm_process_input},
    ProcessFormat{"linux", "Linux Audit logs, raw and enriched", false, &linux_audit::looks_like_log,
                  &make_linux_process_input},
};

}  // namespace

std::span<const ProcessFormat> process_formats() {
  return kFormats;
}

const ProcessFormat* sniff_process_format(Bytes front) {
  const auto* const row =
      std::ranges::find_if(kFormats, [&](const ProcessFormat& f) { return f.sniff(front); });
  return row == kFormats.end() ? nullptr : row;
}

}  // namespace knox::input
