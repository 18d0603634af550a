#include "knox/tracev3/state_text.h"

#include "knox/tracev3/bytes/append.h"
#include "knox/tracev3/plist.h"

namespace knox::tracev3 {

void append_state(const Statedump& state, std::string& text) {
  if (state.kind == StateKind::kPlist && (state.data.empty() || append_plist(state.data, text))) return;
  if (state.kind == StateKind::kPlist) {
    text += "<decode: damaged property list> ";
  } else if (state.kind == StateKind::kCustom) {
    text += "<decode: unsupported decoder: ";
    append_utf8(state.library, text);
    text += ':';
    append_utf8(state.type, text);
    text += "> ";
  }
  append_base64(state.data, text);
}

}  // namespace knox::tracev3
