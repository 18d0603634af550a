#include "knox/bsm/record.h"

#include <algorithm>

#include "knox/bsm/constants.h"
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

// How many bytes the kernel of macOS cuts off a record with a header_ex, beside its trailer: it takes the
// size of a header for one without an address. None of any other record.
std::size_t xnu_cut(std::string_view host) {
  return host.empty() ? 0 : host.size() + 4 - kTrailerSize;
}

// Whether these bytes begin with what kernels write after a list of arguments: the environment, or a path
// with one NUL, at its end.
bool can_follow_args(Bytes rest) {
  if (rest[0] == ExecEnv::kInfo.id) return true;
  if (rest[0] != Path::kInfo.id) return false;
  Cursor in(rest.subspan(1));
  const Path path = decode<Path>(in);
  return in.ok() && path.path.nul && !path.path.bytes.empty() && !path.path.bytes.contains('\0');
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
  is_file_ = kind == kKindOf<File32> || kind == kKindOf<File64>;
  if (is_file_ ? !skip_token(in, kind) : !parse_header(in)) {
    damage_ = Error{.code = Code::kBadValue, .offset = 0, .what = kInfos[kind].name};
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
  const std::uint64_t second = 1'000'000'000 / unit;
  if (header_.fraction >= second) [[unlikely]]
    header_.seconds += header_.fraction / second;
  header_.nanoseconds = static_cast<std::uint32_t>(header_.fraction % second * unit);
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
    if (kind == kKindOf<Trailer> || is_header(bytes_[at])) {  // another record's, or the size is wrong
      return spoilt(at, {.code = Code::kMismatch, .what = name});
    }
    if (kind == kKindOf<ExecArgs> || kind == kKindOf<ExecEnv>) {
      if (const std::size_t end = cut_list_end(at, limit); end != 0) {
        tokens_.push_back({kind, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end - at)});
        at = end;
        continue;
      }
    }
    Cursor in(bytes_.subspan(at + 1, limit - at - 1));
    if (!skip_token(in, kind) && !in.ok()) {
      if (!has_trailer && in.need() - in.had() <= xnu_cut(header_.host)) {
        cut_ = bytes_.subspan(at);
        return;
      }
      return spoilt(at, {.code = Code::kTruncated,
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
  } else if (header_.size > limit) {  // the input ended between two tokens
    spoilt(limit, {.code = Code::kTruncated, .need = header_.size, .have = limit, .what = "record"});
  }
}

// Whether what stands at `at` decodes to the very end and is what kernels write there: with one return token
// and one subject. (Arguments that imitate these would add theirs to the record's own.)
bool Record::tokens_from(std::size_t at, std::size_t limit) const {
  int returns = 0, subjects = 0;
  while (at < limit) {
    const Kind kind = kind_of_id(bytes_[at], is_solaris());
    Cursor in(bytes_.subspan(at + 1, limit - at - 1));
    if (kind == kKindOf<Unknown> || kind == kKindOf<Trailer> || is_header(bytes_[at])) return false;
    if (!skip_token(in, kind)) return false;
    returns += kind == kKindOf<Return32> || kind == kKindOf<Return64> ? 1 : 0;
    subjects += is_subject(kind) ? 1 : 0;
    at += 1 + in.used();
  }
  return returns == 1 && subjects <= 1;
}

// The kernel of macOS cuts long lists of arguments and leaves their count as it was, so that a decoder that
// believes the count takes the tokens after them for arguments. A list ends early where a token that kernels
// write after it begins, and from there on the whole rest of the record decodes. Returns that place, or 0.
// (Arguments hardly look like that by accident: "#" and "\x0d/usr/bin/tar" after each other would. Somebody
// can do it on purpose, but not unseen: the arguments are then shown to be fewer than were counted.)
std::size_t Record::cut_list_end(std::size_t at, std::size_t limit) const {
  constexpr int kTries = 32;  // each may look at the whole record, which can be large and hostile
  Cursor in(bytes_.subspan(at + 1, limit - at - 1));
  const std::uint32_t count = in.get<std::uint32_t>();
  int tries = 0;
  for (std::uint32_t i = 0; i < count && in.left() > 0 && tries < kTries; ++i) {
    const std::size_t here = at + 1 + in.used();
    if (can_follow_args(bytes_.subspan(here, limit - here))) {
      if (tokens_from(here, limit)) return here;
      ++tries;
    }
    in.take_until_nul();
  }
  return 0;
}

std::optional<SubjectFacts> Record::subject() const {
  for (const TokenRef& ref : tokens_) {
    if (is_subject(ref.kind)) return subject_facts(ref.kind, token(ref));
  }
  return std::nullopt;
}

bool Record::has_return() const {
  return std::ranges::any_of(tokens_, [](const TokenRef& ref) {
    return ref.kind == kKindOf<Return32> || ref.kind == kKindOf<Return64>;
  });
}

std::uint16_t Record::port(KernelPort recorded) const {
  const bool is_openbsm = header_.version >= 10;
  const std::uint16_t port = recorded.value;
  if (!is_kernel_event(header_.event) || !is_openbsm || find<Sequence>()) return port;
  return static_cast<std::uint16_t>(port << 8 | port >> 8);
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

Bytes peek_time(Bytes frame) noexcept {
  if (frame.empty() || !is_header(frame[0])) return {};
  const bool wide = frame[0] == Header64::kInfo.id || frame[0] == Header64Ex::kInfo.id;
  const bool has_host = frame[0] == Header32Ex::kInfo.id || frame[0] == Header64Ex::kInfo.id;
  Cursor in(frame);
  in.take(10);  // id, size, version, event, modifier
  if (has_host) {
    IpAddress host;
    read_field(in, host);
  }
  return as_bytes(in.take(wide ? 16 : 8));
}

}  // namespace knox::bsm
