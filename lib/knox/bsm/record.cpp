#include "knox/bsm/record.h"

#include "knox/bsm/trailer.h"

namespace knox::bsm {

namespace {

// More tokens than any kernel can put into a record; memory must not follow a hostile one.
constexpr std::size_t kMaxTokens = 64 * 1024;

template <class T>
void take_facts(const T& header, HeaderFacts& facts) {
  facts.size = header.size.value;
  facts.version = header.version;
  facts.event = header.event.value;
  facts.modifier = header.modifier;
  facts.seconds = header.time.seconds;
  facts.fraction = header.time.fraction;
  if constexpr (requires { header.host; }) facts.host = header.host.bytes;
}

template <class T>
SubjectFacts facts_of(Bytes token) {
  const T t = decode_token<T>(token);
  return {t.auid.value, t.euid.value,    t.egid.value,
          t.ruid.value, t.rgid.value,    t.pid,
          t.session,    t.terminal.port, t.terminal.address.bytes};
}

}  // namespace

std::optional<SubjectFacts> subject_facts(Kind kind, Bytes token) {
  switch (kind) {
    case kKindOf<Subject32>:
    case kKindOf<Process32>: return facts_of<Subject32>(token);
    case kKindOf<Subject64>:
    case kKindOf<Process64>: return facts_of<Subject64>(token);
    case kKindOf<Subject32Ex>:
    case kKindOf<Process32Ex>: return facts_of<Subject32Ex>(token);
    case kKindOf<Subject64Ex>:
    case kKindOf<Process64Ex>: return facts_of<Subject64Ex>(token);
    default: return std::nullopt;
  }
}

bool Record::parse(Bytes frame) {
  bytes_ = frame;
  header_ = {};
  tokens_.clear();
  damage_.reset();
  cut_ = {};
  is_file_ = false;
  if (frame.empty()) return false;

  Cursor in(frame.subspan(1));
  const Kind kind = kind_of_id(frame[0], false);
  if (kind == kKindOf<File32> || kind == kKindOf<File64>) {
    is_file_ = true;
    if (!skip_token(in, kind)) return false;
  } else if (!parse_header(in)) {
    return false;
  }
  tokens_.push_back({kind, 0, static_cast<std::uint32_t>(1 + in.used())});
  parse_tokens();
  return true;
}

bool Record::parse_header(Cursor& in) {
  switch (bytes_[0]) {
    case Header32::kInfo.id: take_facts(decode<Header32>(in), header_); break;
    case Header32Ex::kInfo.id: take_facts(decode<Header32Ex>(in), header_); break;
    case Header64::kInfo.id: take_facts(decode<Header64>(in), header_); break;
    case Header64Ex::kInfo.id: take_facts(decode<Header64Ex>(in), header_); break;
    default: return false;
  }
  header_.milliseconds = !is_solaris();
  const std::uint64_t unit = header_.milliseconds ? 1'000'000 : 1;
  if (header_.fraction < 1'000'000'000 / unit) {
    header_.nanoseconds = static_cast<std::uint32_t>(header_.fraction * unit);
  }
  return in.ok();
}

void Record::parse_tokens() {
  const bool has_trailer = ends_with_trailer(bytes_);
  const std::size_t limit = bytes_.size() - (has_trailer ? kTrailerSize : 0);
  const auto spoilt = [&](std::size_t at, Error error) {
    error.offset = at;
    damage_ = error;
  };
  std::size_t at = tokens_.back().size;
  while (at < limit) {
    const Kind kind = kind_of_id(bytes_[at], is_solaris());
    const char* const name = kInfos[kind].name;
    if (tokens_.size() == kMaxTokens) {
      return spoilt(at,
                    {.code = Code::kBadSize, .need = kMaxTokens + 1, .have = kMaxTokens, .what = "tokens"});
    }
    if (kind == kKindOf<Trailer>) return spoilt(at, {.code = Code::kBadMagic, .what = name});
    Cursor in(bytes_.subspan(at + 1, limit - at - 1));
    if (!skip_token(in, kind)) {
      if (parse_cut_list(at, limit, kind)) return;
      if (!has_trailer && !header_.host.empty()) {
        cut_ = bytes_.subspan(at);
        return;
      }
      const Error short_list{
          .code = Code::kTruncated, .need = limit - at + 1, .have = limit - at, .what = name};
      return spoilt(at, in.ok() ? short_list
                                : Error{.code = Code::kTruncated,
                                        .need = in.used() + 1 + in.need(),
                                        .have = in.used() + 1 + in.had(),
                                        .what = name});
    }
    const std::size_t size = 1 + in.used();
    tokens_.push_back({kind, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(size)});
    at += size;
  }
  if (has_trailer) {
    tokens_.push_back({kKindOf<Trailer>, static_cast<std::uint32_t>(limit), kTrailerSize});
  }
}

// A list of strings whose count says more than the record holds: the kernel of macOS cuts long lists and
// leaves the count. The shortest list after which the rest of the record decodes to its very end, with a
// return token in it, is taken for the list that was written.
bool Record::parse_cut_list(std::size_t at, std::size_t limit, Kind kind) {
  if (kind != kKindOf<ExecArgs> && kind != kKindOf<ExecEnv>) return false;
  if (limit - at < 5) return false;
  std::size_t end = at + 5;  // id and count
  for (;;) {
    std::size_t next = end;
    bool returned = false;
    while (next < limit) {
      const Kind k = kind_of_id(bytes_[next], is_solaris());
      Cursor in(bytes_.subspan(next + 1, limit - next - 1));
      if (k == kKindOf<Unknown> || k == kKindOf<Trailer> || !skip_token(in, k)) break;
      returned |= k == kKindOf<Return32> || k == kKindOf<Return64>;
      next += 1 + in.used();
    }
    if (next == limit && returned) break;
    Cursor strings(bytes_.subspan(end, limit - end));
    strings.take_until_nul();
    if (!strings.ok()) return false;
    end += strings.used();
  }
  tokens_.push_back({kind, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end - at)});
  // The rest is known to decode: go on as if nothing had happened.
  while (end < limit) {
    const Kind k = kind_of_id(bytes_[end], is_solaris());
    Cursor in(bytes_.subspan(end + 1, limit - end - 1));
    skip_token(in, k);
    const std::size_t size = 1 + in.used();
    tokens_.push_back({k, static_cast<std::uint32_t>(end), static_cast<std::uint32_t>(size)});
    end += size;
  }
  if (limit < bytes_.size()) {
    tokens_.push_back({kKindOf<Trailer>, static_cast<std::uint32_t>(limit), kTrailerSize});
  }
  return true;
}

std::optional<SubjectFacts> Record::subject() const {
  for (const TokenRef& ref : tokens_) {
    if (is_subject(ref.kind)) return subject_facts(ref.kind, token(ref));
  }
  return std::nullopt;
}

std::optional<ReturnFacts> Record::result() const {
  for (const TokenRef& ref : tokens_) {
    if (ref.kind == kKindOf<Return32>) {
      const auto t = decode_token<Return32>(token(ref));
      return ReturnFacts{t.status.value, t.value};
    }
    if (ref.kind == kKindOf<Return64>) {
      const auto t = decode_token<Return64>(token(ref));
      return ReturnFacts{t.status.value, static_cast<std::int64_t>(t.value.value)};
    }
  }
  if (cut_.size() >= 2 && (cut_[0] == Return32::kInfo.id || cut_[0] == Return64::kInfo.id)) {
    return ReturnFacts{cut_[1], 0};
  }
  return std::nullopt;
}

}  // namespace knox::bsm
