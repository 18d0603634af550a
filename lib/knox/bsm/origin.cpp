#include "knox/bsm/origin.h"

#include <algorithm>

namespace knox::bsm {

bool is_from_linux(const Record& record, const PlatformTables& tables) {
  constexpr std::uint8_t kOpenBsm = 10;
  if (tables.platform() != Platform::kUnknown || record.is_file()) return false;
  const HeaderFacts& header = record.header();
  if (header.version < kOpenBsm) return false;
  if (record.find<Sequence>()) return true;
  const Event* const event = tables.events().find(header.event);
  return event != nullptr && event->name.starts_with("AUE_LINUX_");
}

std::string_view linux_node(const Record& record) {
  constexpr std::string_view kNode = "node=";
  const auto& tokens = record.tokens();
  auto ref = std::ranges::find_if(tokens, [](const TokenRef& r) { return is_subject(r.kind); });
  if (ref == tokens.end()) ref = tokens.begin();
  for (; ref != tokens.end(); ++ref) {
    if (ref->kind != kKindOf<TextToken>) continue;
    const std::string_view text = decode_token<TextToken>(record.token(*ref)).text.bytes;
    if (text.starts_with(kNode) && text.size() > kNode.size()) return text.substr(kNode.size());
  }
  return {};
}

}  // namespace knox::bsm
