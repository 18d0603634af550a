#include "knox/emit/raw_bytes.h"

namespace knox::emit {

void RawBytes::add(std::string_view pointer, std::string_view bytes) {
  members_.append("\"").append(pointer).append("\":\"");
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    members_ += kHexDigits[byte >> 4];
    members_ += kHexDigits[byte & 15];
  }
  members_ += "\",";
}

void RawBytes::put_member(Out& out) {
  if (empty()) return;
  out.text(",\"raw_bytes\":");
  put_object(out);
}

void RawBytes::put_object(Out& out) {
  members_.back() = '}';
  out.text("{");
  out.text(members_);
  members_.clear();
}

}  // namespace knox::emit
