#include "knox/bsm/ecs_rest.h"

#include <algorithm>
#include <bitset>
#include <string>

#include "knox/bsm/json_tokens.h"
#include "knox/bsm/json_value.h"

namespace knox::bsm {

namespace {

using Numbers = std::vector<std::uint32_t>;

void put_paths(EcsFields& fields, const EcsFacts& facts, Out& out) {
  const auto is_shown = [&](std::string_view path) {
    return path == facts.path || path == facts.target_path;
  };
  if (std::ranges::all_of(facts.paths, is_shown)) return;
  fields.place = {"bsm"};
  fields.put_key(out, "paths");
  long item = 0;
  for (const std::string_view path : facts.paths) {
    out.text(item == 0 ? "[" : ",");
    Pen pen(out);
    fields.string(pen, "paths", item++, path);
  }
  out.text("]");
}

void put_return(EcsFields& fields, const ReturnFacts& result, Out& out) {
  fields.begin(out, "bsm/return");
  fields.member(out, "errno", result.error);
  fields.member(out, "value", Signed<std::uint64_t>{static_cast<std::uint64_t>(result.value)});
  fields.end(out);
}

void put_identity(EcsFields& fields, const Identity& identity, Out& out) {
  fields.begin(out, "bsm/identity");
  fields.member(out, "signer_type", identity.signer_type);
  if (identity.signing_id_truncated.value != 0) fields.member(out, "signing_id_truncated", true);
  if (identity.team_id_truncated.value != 0) fields.member(out, "team_id_truncated", true);
  fields.member(out, "cdhash", identity.cdhash);
  fields.end(out);
}

// Whole tokens, by their keys.
void put_rest(EcsFields& fields, const Record& record, const Numbers& rest, Out& out) {
  const auto key_of = [&](std::uint32_t i) { return kFirstOfKey[record.tokens()[i].kind]; };
  std::bitset<kKinds> done;
  std::string pointer;
  for (auto first = rest.begin(); first != rest.end(); ++first) {
    const Kind key = key_of(*first);
    if (done.test(key)) continue;
    done.set(key);
    const bool once = kInfos[key].once;
    pointer.assign("bsm/").append(kInfos[key].json);
    fields.place = {pointer, once ? -1 : 0};
    fields.put_key(out, kInfos[key].json);
    if (!once) out.text("[");
    for (auto i = first; i != rest.end(); ++i) {
      if (key_of(*i) != key) continue;
      if (i != first) out.text(",");
      const TokenRef& ref = record.tokens()[*i];
      put_json_value(fields, record.header().event, ref.kind, record.token(ref), out);
      if (!once) ++fields.place.index;
    }
    if (!once) out.text("]");
  }
}

// Whole tokens, as in the format tokens.
void put_extra(EcsFields& fields, const Record& record, const Numbers& extra, Out& out) {
  if (extra.empty()) return;
  fields.place = {"bsm/extra_tokens", 0};
  fields.put_key(out, "extra_tokens");
  for (const std::uint32_t i : extra) {
    out.text(fields.place.index == 0 ? "[" : ",");
    const TokenRef& ref = record.tokens()[i];
    put_token_object(fields, ref.kind, record.token(ref), out);
    ++fields.place.index;
  }
  out.text("]");
}

}  // namespace

void put_ecs_rest(EcsFields& fields, const Record& record, std::uint64_t offset, const EcsFacts& facts,
                  const EcsTexts::OfEvent& event, const EcsTexts::OfSubject* subject, Out& out) {
  fields.begin(out, "bsm");
  fields.begin(out, "bsm/event", event.bsm);
  fields.member(out, "modifier", record.header().modifier);
  fields.end(out);
  fields.member(out, "version", record.header().version);
  if (subject != nullptr) {
    fields.begin(out, "bsm/subject", subject->bsm);
    fields.end(out);
  }
  put_paths(fields, facts, out);
  if (facts.attributes && facts.attributes->is_device()) {
    fields.member(out, "device", facts.attributes->device);
  }
  if (facts.result && !facts.result_is_cut) put_return(fields, *facts.result, out);
  if (facts.identity) put_identity(fields, *facts.identity, out);
  put_rest(fields, record, facts.rest, out);
  put_extra(fields, record, facts.extra, out);
  if (!record.cut_token().empty()) put_cut_token(record, out);
  if (record.damage()) put_damage(record, offset, out);
  fields.end(out);
}

}  // namespace knox::bsm
