#include "knox/tree/formats.h"

#include <array>

namespace knox::tree {

namespace {

void put_tree(Out& out, const Forest& forest, const TextOptions& options, const Totals&) {
  put_text(out, forest, options);
}

constexpr std::array kFormats = {
    Format{"text", "a tree, for people", &put_tree},
    Format{"json", "one object a process", &put_json},
    Format{"html", "a page for the browser", &put_html, true, true},
    Format{"folded", "ancestry and milliseconds, for flame graphs", &put_folded},
    Format{"perfetto", "a trace of Perfetto", &put_perfetto, true},
};

}  // namespace

std::span<const Format> formats() {
  return kFormats;
}

}  // namespace knox::tree
