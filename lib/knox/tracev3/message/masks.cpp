#include "knox/tracev3/message/masks.h"

#include <algorithm>

#include "knox/tracev3/bytes/append.h"
#include "knox/tracev3/bytes/little.h"

namespace knox::tracev3 {

namespace {

constexpr std::string_view kCut = "\u2026";
constexpr std::string_view kDigests[] = {"hash", "devhash", "plainmd5", "mailmbup"};
constexpr std::string_view kPartial[] = {"mailbox",  "mailatta", "mailname", "mailsubj",
                                         "mailsumm", "mailacco", "mailaddr"};

void append_digest(std::string_view name, const Value& value, std::string& text) {
  text += "<mask.";
  text += name;
  if (value.bytes.empty() && !value.is_truncated) {
    text += ": (null)>";
    return;
  }
  text += ": '";
  append_base64(value.bytes, text);
  text += "'>";
}

enum class Part : std::uint8_t { kHead = 0, kTail = 1, kBoth = 2 };

// Size of the digest u8, original size u8, size of the first part u8, which part is kept u8, digest, text.
void append_partial(Bytes bytes, std::string& text) {
  constexpr std::size_t kHead = 4;
  if (bytes.empty()) {
    text += "<(null)>";
    return;
  }
  if (bytes.size() < kHead || bytes.size() - kHead < bytes[0]) {
    text += '<';
    text += kCut;
    text += '>';
    return;
  }
  const std::size_t original = bytes[1], first = bytes[2];
  const auto part = static_cast<Part>(bytes[3]);
  const Bytes digest = bytes.subspan(kHead, bytes[0]);
  const std::string_view kept = until_nul(bytes.subspan(kHead + digest.size()));
  const bool is_complete = kept.size() >= original;
  if (digest.empty() && is_complete && (part != Part::kBoth || first == 0)) return append_utf8(kept, text);
  const std::size_t before = part == Part::kHead ? kept.size() : part == Part::kTail ? 0 : first;
  text += '<';
  append_utf8(kept.substr(0, before), text);
  if (!is_complete) text += kCut;
  append_utf8(kept.substr(std::min(before, kept.size())), text);
  text += ", length=";
  append_decimal(original, text);
  if (!digest.empty()) {
    text += ", '";
    append_hex_bytes(digest, "", text);
    text += '\'';
  }
  text += '>';
}

void append_unknown(std::string_view name, std::string_view ending, std::string& text) {
  text += "<decode: mask ";
  append_utf8(name, text);
  text += " is unknown";
  text += ending;
  text += '>';
}

}  // namespace

bool is_known_mask(std::string_view name) {
  return std::ranges::find(kDigests, name) != std::end(kDigests) ||
         std::ranges::find(kPartial, name) != std::end(kPartial);
}

void append_masked(std::string_view name, const Value& value, std::string& text) {
  if (std::ranges::find(kDigests, name) != std::end(kDigests)) return append_digest(name, value, text);
  if (is_known_mask(name)) return append_partial(value.bytes, text);
  append_unknown(name, " to old reader", text);
}

void append_unknown_mask(std::string_view name, std::string& text) {
  append_unknown(name, is_known_mask(name) ? " to old emitter" : "", text);
}

}  // namespace knox::tracev3
