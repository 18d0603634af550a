#include "knox/input/formats.h"

#include <algorithm>
#include <array>

#include "knox/bsm/framer.h"
#include "knox/linux_audit/line_framer.h"

namespace knox::input {

namespace {

constexpr std::array kFormats = {
    Format{"bsm", "BSM audit trails of macOS, FreeBSD and Solaris", &bsm::looks_like_trail,
           &make_bsm_exec_input},
    Format{"linux", "Linux Audit logs, raw and enriched", &linux_audit::looks_like_log,
           &make_linux_exec_input},
};

}  // namespace

std::span<const Format> formats() {
  return kFormats;
}

const Format* find_format(std::string_view name) {
  const auto* const row = std::ranges::find(kFormats, name, &Format::name);
  return row == kFormats.end() ? nullptr : row;
}

const Format* sniff_format(Bytes front) {
  const auto* const row = std::ranges::find_if(kFormats, [&](const Format& f) { return f.sniff(front); });
  if (row != kFormats.end()) return row;
  return is_lone_line(front) ? find_format("linux") : nullptr;
}

}  // namespace knox::input
