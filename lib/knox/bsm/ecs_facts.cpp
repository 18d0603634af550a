#include "knox/bsm/ecs_facts.h"

#include <algorithm>
#include <bitset>

namespace knox::bsm {

namespace {

enum class Place : std::uint8_t {
  kTaken,  // ECS has a place for all that the token says
  kRest,   // not for all of it
  kExtra   // it is a second one
};

template <class T>
Place take_once(std::optional<T>& place, const T& value, Place taken = Place::kTaken) {
  if (place) return Place::kExtra;
  place = value;
  return taken;
}

bool is_zero(std::string_view address) {
  return address.find_first_not_of('\0') == std::string_view::npos;
}

void add_address(EcsFacts& facts, std::string_view address) {
  constexpr std::size_t kMax = 16;  // a record has two or three; a hostile one must not make this slow
  if (is_zero(address) || facts.addresses.size() == kMax) return;
  if (std::ranges::find(facts.addresses, address) == facts.addresses.end()) {
    facts.addresses.push_back(address);
  }
}

// A port of more than 16 bits is a device, or two ports.
void take_origin(EcsFacts& facts, std::string_view address, std::uint64_t port) {
  if (is_zero(address)) return;
  add_address(facts, address);
  facts.origin = {address, port > 0xffff ? std::uint16_t{0} : static_cast<std::uint16_t>(port)};
}

EcsEnd end_of(std::string_view address, std::uint16_t port) {
  return is_zero(address) && port == 0 ? EcsEnd{} : EcsEnd{address, port};
}

Place take_socket(EcsFacts& facts, const EcsSocket& socket, Place taken) {
  add_address(facts, socket.local.address);
  add_address(facts, socket.remote.address);
  const bool understood =
      facts.hint == EcsHint::kOutgoing || facts.hint == EcsHint::kIncoming || facts.hint == EcsHint::kServing;
  if (facts.socket || !understood) return Place::kRest;
  facts.socket = socket;
  return taken;
}

Place take_attributes(EcsFacts& facts, const EcsAttributes& attributes) {
  if (facts.attributes) return Place::kRest;
  facts.attributes = attributes;
  facts.first_paths = facts.paths.size();
  return Place::kTaken;
}

// What a token brings: one function for each kind that ECS has a place for.

Place take(EcsFacts& facts, const ExecArgs& t) {
  return facts.command ? Place::kExtra : take_once(facts.args, t);
}
Place take(EcsFacts& facts, const ExecEnv& t) {
  return facts.command ? Place::kExtra : take_once(facts.env, t);
}
Place take(EcsFacts& facts, const Command& t) {
  if (facts.has_command()) return Place::kRest;
  facts.command = t;
  return Place::kTaken;
}

Place take(EcsFacts& facts, const Identity& t) {
  return take_once(facts.identity, t);
}

Place take(EcsFacts& facts, const Return32& t) {
  return take_once(facts.result, {t.status.value, std::int64_t{t.value}});
}
Place take(EcsFacts& facts, const Return64& t) {
  return take_once(facts.result, {t.status.value, static_cast<std::int64_t>(t.value.value)});
}

Place take(EcsFacts& facts, const Exit& t) {
  if (!facts.exit_status) facts.exit_status = t.status.value;
  return Place::kRest;
}

Place take(EcsFacts& facts, const Sequence& t) {
  if (!facts.sequence) facts.sequence = t.number;
  return Place::kRest;
}

template <class T>
Place take(EcsFacts& facts, const Argument<T>& t) {
  if (t.number == 0 && t.text.bytes == "child PID") facts.child = static_cast<std::uint32_t>(t.value.value);
  return Place::kRest;
}

Place take(EcsFacts& facts, const TextToken& t) {
  facts.texts.push_back(t.text.bytes);
  return Place::kRest;
}

Place take(EcsFacts& facts, const Path& t) {
  facts.paths.push_back(t.path.bytes);
  return Place::kTaken;
}

template <class T>
Place take(EcsFacts& facts, const Attribute<T>& t) {
  const auto node = static_cast<std::int64_t>(t.node.value);
  return take_attributes(facts, {t.mode.value, t.uid.value, t.gid.value, t.fsid, node, t.device});
}
Place take(EcsFacts& facts, const OldAttribute& t) {
  return take_attributes(facts, {t.mode.value, t.uid.value, t.gid.value, t.fsid, t.node, t.device});
}

// ECS has no place for a socket's type, nor for a domain that is not the address's.
template <std::uint16_t kOwnDomain>
constexpr Place place_of(SocketDomain domain) {
  return domain.value == kOwnDomain ? Place::kTaken : Place::kRest;
}
Place take(EcsFacts& facts, const SocketInet& t) {
  return take_socket(facts, {{}, {t.address.bytes, t.port.value}}, place_of<2>(t.family));
}
Place take(EcsFacts& facts, const SocketInet6& t) {
  return take_socket(facts, {{}, {t.address.bytes, t.port.value}}, place_of<26>(t.family));
}
Place take(EcsFacts& facts, const SocketUnix& t) {
  if (t.path.bytes.empty()) return Place::kRest;
  return take_socket(facts, {{}, {}, t.path.bytes}, place_of<1>(t.family));
}
Place take(EcsFacts& facts, const Socket& t) {
  const EcsEnd local = end_of(t.local_address.bytes, t.local_port.value);
  const EcsEnd remote = end_of(t.remote_address.bytes, t.remote_port.value);
  return take_socket(facts, {local, remote}, Place::kRest);
}
Place take(EcsFacts& facts, const SocketSolaris& t) {
  return take_socket(facts, {{}, {t.address.bytes, t.port.value}}, Place::kRest);
}
Place take(EcsFacts& facts, const SocketExtended& t) {
  const EcsEnd local = end_of(t.ends.local, t.ends.local_port.value);
  const EcsEnd remote = end_of(t.ends.remote, t.ends.remote_port.value);
  return take_socket(facts, {local, remote}, Place::kRest);
}

Place take(EcsFacts& facts, const InAddr& t) {
  add_address(facts, t.address.bytes);
  return Place::kRest;
}
Place take(EcsFacts& facts, const InAddrEx& t) {
  add_address(facts, t.address.bytes);
  return Place::kRest;
}
Place take(EcsFacts& facts, const TerminalId& t) {
  take_origin(facts, t.address.bytes, t.remote_port.value);
  return Place::kRest;
}

// A file token does not say its unit: OpenBSM writes milliseconds, Solaris microseconds.
template <class T>
Place take_file(EcsFacts& facts, const T& t) {
  const bool milliseconds = t.time.fraction < 1000;
  const std::uint64_t nanoseconds = t.time.fraction * std::uint64_t{milliseconds ? 1'000'000U : 1'000U};
  facts.time = {t.time.seconds, static_cast<std::uint32_t>(nanoseconds % 1'000'000'000)};
  facts.time_digits = milliseconds ? 3 : 6;
  facts.paths.push_back(t.name.bytes);
  return Place::kTaken;
}
Place take(EcsFacts& facts, const File32& t) {
  return take_file(facts, t);
}
Place take(EcsFacts& facts, const File64& t) {
  return take_file(facts, t);
}

template <class T>
Place take_token(EcsFacts& facts, Bytes token) {
  constexpr Kind kKind = kKindOf<T>;
  if constexpr (kKind == kKindOf<Trailer> || is_header(T::kInfo.id)) {
    return Place::kTaken;
  } else if constexpr (is_subject(kKind)) {
    return take_once(facts.subject, *subject_facts(kKind, token));
  } else if constexpr (is_process(kKind)) {
    return take_once(facts.process, *subject_facts(kKind, token), Place::kRest);
  } else if constexpr (requires(const T& t) { take(facts, t); }) {
    return take(facts, decode_token<T>(token));
  } else {
    return Place::kRest;
  }
}

using Take = Place (*)(EcsFacts&, Bytes);
constexpr std::array kTake = per_token(Tokens{}, []<class T>() -> Take { return &take_token<T>; });

void gather_tokens(const Record& record, EcsFacts& facts) {
  std::bitset<kKinds> seen;  // keys of the rest
  const std::vector<TokenRef>& tokens = record.tokens();
  for (std::uint32_t i = 0; i < tokens.size(); ++i) {
    const Kind kind = tokens[i].kind;
    const Place place = kTake[kind](facts, record.token(tokens[i]));
    if (place == Place::kTaken) continue;
    const bool second = kInfos[kind].once && seen.test(kFirstOfKey[kind]);
    (second || place == Place::kExtra ? facts.extra : facts.rest).push_back(i);
    seen.set(kFirstOfKey[kind]);
  }
}

// A call on two files records their paths one after the other, each once or twice (as given, as resolved),
// and attributes behind those of the first.
void choose_files(EcsFacts& facts) {
  const std::vector<std::string_view>& paths = facts.paths;
  if (paths.empty()) return;
  facts.path = paths.back();
  if (paths.size() == 1 || (facts.hint != EcsHint::kMove && facts.hint != EcsHint::kLink)) return;
  const bool split = facts.first_paths > 0 && facts.first_paths < paths.size();
  const std::string_view first = paths[split ? facts.first_paths - 1 : (paths.size() - 1) / 2];
  facts.path = facts.hint == EcsHint::kMove ? first : paths.back();
  facts.target_path = facts.hint == EcsHint::kMove ? paths.back() : first;
}

void choose_target(EcsFacts& facts) {
  constexpr std::uint32_t kUnset = ~std::uint32_t{0};
  if (facts.process && facts.process->euid != kUnset) {
    facts.target = EcsUser{facts.process->euid, facts.process->egid};
  } else if (facts.hint == EcsHint::kLogin && facts.subject && facts.subject->auid != kUnset) {
    facts.target = EcsUser{facts.subject->auid, kUnset};
  }
}

// Verify password for record type Users 'alice' node '/Local/Default'
std::string_view first_quoted(std::string_view text) {
  const std::size_t begin = text.find('\'');
  if (begin == std::string_view::npos) return {};
  const std::size_t end = text.find('\'', begin + 1);
  return end == std::string_view::npos ? std::string_view() : text.substr(begin + 1, end - begin - 1);
}

// successful login alice, invalid user name "alice"
std::string_view last_word(std::string_view text) {
  std::string_view word = text.substr(text.rfind(' ') + 1);  // npos + 1 is 0
  if (word.starts_with('"')) word.remove_prefix(1);
  if (word.ends_with('"')) word.remove_suffix(1);
  return word;
}

void read_text(EcsFacts& facts, std::string_view text) {
  switch (facts.hint) {
    case EcsHint::kSymlink: facts.target_path = text; break;
    case EcsHint::kQuotedUser: facts.target_name = first_quoted(text); break;
    case EcsHint::kLastUser: facts.target_name = last_word(text); break;
    default: break;
  }
}

enum FileType : std::uint32_t {  // in a mode
  kFifo = 0010000,
  kCharacterDevice = 0020000,
  kDirectory = 0040000,
  kBlockDevice = 0060000,
  kRegularFile = 0100000,
  kSymbolicLink = 0120000,
  kSocketFile = 0140000,
  kTypeMask = 0170000
};

}  // namespace

std::string_view EcsAttributes::type() const {
  switch (mode & kTypeMask) {
    case kFifo: return "fifo";
    case kCharacterDevice: return "char_device";
    case kDirectory: return "dir";
    case kBlockDevice: return "block_device";
    case kRegularFile: return "file";
    case kSymbolicLink: return "symlink";
    case kSocketFile: return "socket";
    default: return {};
  }
}

bool EcsAttributes::is_device() const {
  return (mode & kTypeMask) == kCharacterDevice || (mode & kTypeMask) == kBlockDevice;
}

void gather(const Record& record, EcsHint hint, EcsFacts& facts) {
  static_cast<EcsSingleFacts&>(facts) = {};
  facts.hint = hint;
  facts.first_paths = 0;
  facts.paths.clear();
  facts.texts.clear();
  facts.addresses.clear();
  facts.rest.clear();
  facts.extra.clear();

  if (const HeaderFacts& header = record.header(); !record.is_file()) {
    facts.time = {header.seconds, header.nanoseconds};
    facts.time_digits = header.milliseconds ? 3 : 9;
  }
  gather_tokens(record, facts);
  if (!facts.result) {
    facts.result = record.result();
    facts.result_is_cut = facts.result.has_value();
  }
  if (facts.subject) take_origin(facts, facts.subject->address, facts.subject->port);
  choose_target(facts);
  choose_files(facts);
  if (!facts.texts.empty()) read_text(facts, facts.texts.front());
}

}  // namespace knox::bsm
