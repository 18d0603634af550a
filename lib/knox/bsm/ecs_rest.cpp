#include "knox/bsm/ecs_rest.h"

#include <algorithm>
#include <bitset>

#include "knox/bsm/constants.h"
#include "knox/bsm/json_tokens.h"
#include "knox/bsm/json_value.h"

namespace knox::bsm {

namespace {

constexpr std::size_t kRoom = 256;

void put_number(std::string_view key, std::uint64_t number, Out& out) {
  Pen pen(out);
  pen.room(kRoom);
  pen.put(",\"").put(key).put("\":").dec(number);
}

// ,"key":[ or ,"key":
void begin(std::string_view key, bool is_array, Out& out) {
  Pen pen(out);
  pen.room(kRoom);
  pen.put(",\"").put(key).put("\":");
  if (is_array) pen.put('[');
}

void put_header(const std::string& event, const HeaderFacts& header, Out& out) {
  out.text(event);
  Pen pen(out);
  pen.room(kRoom);
  pen.dec(header.modifier).put("},\"version\":").dec(header.version);
}

// The ids of a daemon that lets somebody in, or of su: the document's users are others
// (EventMapper::take_login).
void put_ids(const SubjectFacts& subject, Out& out) {
  Pen pen(out);
  pen.room(kRoom);
  pen.put("\"auid\":").dec(subject.auid).put(",\"euid\":").dec(subject.euid);
  pen.put(",\"egid\":").dec(subject.egid).put(",\"ruid\":").dec(subject.ruid);
  pen.put(",\"rgid\":").dec(subject.rgid).put(',');
}

void put_subject(const SubjectFacts& subject, bool with_ids, Out& out) {
  out.text(",\"subject\":{");
  if (with_ids) put_ids(subject, out);
  Pen pen(out);
  pen.room(kRoom);
  pen.put("\"session\":").dec(subject.session);
  pen.put(",\"terminal\":{\"port\":").dec(subject.port).put(",\"address\":\"");
  put_address(pen, subject.address);
  pen.put("\"}}");
}

void put_return(std::uint16_t event, const ReturnFacts& result, Out& out) {
  Pen pen(out);
  pen.room(kRoom);
  pen.put(",\"return\":{\"errno\":").dec(result.error);
  if (outcome(result.error) == Outcome::kUnknown) {
    const std::string_view error = errno_name(event, result.error);
    if (!error.empty()) pen.put(",\"error\":\"").put(error).put('"');
  }
  pen.put(",\"value\":").sdec(result.value).put('}');
}

}  // namespace

EcsRest::EcsRest(const PrintOptions& options) : fields_(options), events_(*options.tables) {
  for (std::size_t kind = 0; kind < kKinds; ++kind) pointers_[kind] = std::string("bsm/") + kInfos[kind].json;
}

void EcsRest::put(const Record& record, std::uint64_t offset, const Facts& facts, emit::JsonLine& line,
                  Out& out) {
  fields_.begin_record(record);
  line.begin_object("bsm");
  put_header(events_.of(record.header().event), record.header(), out);
  if (facts.subject) put_subject(*facts.subject, !is_kernel_event(record.header().event), out);
  if (facts.env && facts.env->env.count != facts.env->env.present) {
    put_number("exec_env_count", facts.env->env.count, out);
  }
  put_paths(facts, out);
  if (facts.attributes && (facts.attributes->is_device() || facts.attributes->device != 0)) {
    put_number("device", facts.attributes->device, out);
  }
  if (facts.result && !facts.result_is_cut) put_return(record.header().event, *facts.result, out);
  if (facts.identity) put_identity(*facts.identity, facts.signer(), out);
  put_rest(record, facts, out);
  put_extra(record, facts, out);
  if (!record.cut_token().empty()) put_cut_token(record, out);
  if (record.damage()) put_damage(record, offset, out);
  line.end();
}

void EcsRest::put_paths(const Facts& facts, Out& out) {
  const auto is_shown = [&](std::string_view path) {
    return !path.empty() && (path == facts.path || path == facts.target_path);
  };
  if (std::ranges::all_of(facts.paths, is_shown)) return;
  const JsonFields::Place place(fields_, "bsm");
  begin("paths", true, out);
  long item = 0;
  for (const std::string_view path : facts.paths) {
    Pen pen(out);
    pen.room(kRoom);
    if (item > 0) pen.put(',');
    fields_.string(pen, "paths", item++, path);
  }
  out.text("]");
}

void EcsRest::put_identity(const Identity& identity, Signer signer, Out& out) {
  const JsonFields::Place place(fields_, "bsm/identity");
  Pen pen(out);
  pen.room(kRoom);
  pen.put(",\"identity\":{\"signer_type\":").dec(identity.signer_type);
  if (signer == Signer::kCaller) {
    const std::string_view signing_id = identity.signing_id.bytes, team_id = identity.team_id.bytes;
    if (!signing_id.empty()) fields_.member(pen, "signing_id", CString{signing_id});
    if (!team_id.empty()) fields_.member(pen, "team_id", CString{team_id});
  }
  if (identity.signing_id_truncated.value != 0) fields_.member(pen, "signing_id_truncated", true);
  if (identity.team_id_truncated.value != 0) fields_.member(pen, "team_id_truncated", true);
  fields_.member(pen, "cdhash", identity.cdhash);
  pen.put('}');
}

// Whole tokens, by their keys.
void EcsRest::put_rest(const Record& record, const Facts& facts, Out& out) {
  const std::vector<std::uint32_t>& rest = facts.rest;
  const auto key_of = [&](std::uint32_t i) { return kFirstOfKey[record.tokens()[i].kind]; };
  std::bitset<kKinds> done;
  for (auto first = rest.begin(); first != rest.end(); ++first) {
    const Kind key = key_of(*first);
    if (done.test(key)) continue;
    done.set(key);
    const bool once = kInfos[key].once;
    JsonFields::Place place(fields_, pointers_[key]);
    begin(kInfos[key].json, !once, out);
    for (auto i = first; i != rest.end(); ++i) {
      if (key_of(*i) != key) continue;
      if (!once) place.next(out);
      const TokenRef& ref = record.tokens()[*i];
      put_json_value(fields_, record.header().event, ref.kind, record.token(ref), out);
    }
    if (!once) out.text("]");
  }
}

// Whole tokens, as in the format tokens.
void EcsRest::put_extra(const Record& record, const Facts& facts, Out& out) {
  if (facts.extra.empty()) return;
  JsonFields::Place place(fields_, "bsm/extra_tokens");
  begin("extra_tokens", true, out);
  for (const std::uint32_t i : facts.extra) {
    place.next(out);
    const TokenRef& ref = record.tokens()[i];
    put_token_object(fields_, ref.kind, record.token(ref), out);
  }
  out.text("]");
}

}  // namespace knox::bsm
