#include "knox/bsm/facts.h"

#include <algorithm>
#include <bitset>

#include "knox/bsm/constants.h"
#include "knox/bsm/exec.h"
#include "knox/bsm/user_texts.h"

namespace knox::bsm {

namespace {

constexpr SingleFacts kNothing = {};

enum class Place : std::uint8_t {
  kTaken,  // an event has a place for all that the token says
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

void add_address(Facts& facts, std::string_view address) {
  constexpr std::size_t kMax = 16;  // a record has two or three; a hostile one must not make this slow
  if (is_zero(address) || facts.addresses.size() == kMax) return;
  if (std::ranges::find(facts.addresses, address) == facts.addresses.end()) {
    facts.addresses.push_back(address);
  }
}

// A port of more than 16 bits is a device, or two ports.
void take_origin(Facts& facts, std::string_view address, std::uint64_t port) {
  if (is_zero(address)) return;
  add_address(facts, address);
  facts.origin = {address, port > 0xffff ? std::uint16_t{0} : static_cast<std::uint16_t>(port)};
}

SocketEnd end_of(std::string_view address, std::uint16_t port) {
  return is_zero(address) && port == 0 ? SocketEnd{} : SocketEnd{address, port};
}

Place take_socket(Facts& facts, const SocketEnds& socket, Place taken) {
  add_address(facts, socket.local.address);
  add_address(facts, socket.remote.address);
  const bool understood =
      facts.hint == Hint::kOutgoing || facts.hint == Hint::kIncoming || facts.hint == Hint::kServing;
  if (facts.socket || !understood) return Place::kRest;
  facts.socket = socket;
  return taken;
}

Place take_attributes(Facts& facts, const FileAttributes& attributes) {
  if (facts.attributes) return Place::kRest;
  facts.attributes = attributes;
  facts.first_paths = facts.paths.size();
  // Those before the call are told in full, beside what the call made of them.
  const bool changes = facts.hint == Hint::kMode || facts.hint == Hint::kOwner;
  return changes || !attributes.is_usual() ? Place::kRest : Place::kTaken;
}

// What a token brings: one function for each kind that an event has a place for.

Place take(Facts& facts, const ExecArgs& t) {
  return facts.command ? Place::kExtra : take_once(facts.args, t);
}
Place take(Facts& facts, const ExecEnv& t) {
  return facts.command ? Place::kExtra : take_once(facts.env, t);
}
Place take(Facts& facts, const Command& t) {
  if (facts.has_command()) return Place::kRest;
  facts.command = t;
  return Place::kTaken;
}

Place take(Facts& facts, const Identity& t) {
  return take_once(facts.identity, t);
}

Place take(Facts& facts, const Return32& t) {
  return take_once(facts.result, {t.status.value, std::int64_t{t.value}});
}
Place take(Facts& facts, const Return64& t) {
  return take_once(facts.result, {t.status.value, static_cast<std::int64_t>(t.value.value)});
}

Place take(Facts& facts, const Exit& t) {
  if (!facts.exit_status) facts.exit_status = t.status.value;
  return Place::kRest;
}

Place take(Facts& facts, const Sequence& t) {
  if (!facts.sequence) facts.sequence = t.number;
  return Place::kRest;
}

template <class T>
Place take(Facts& facts, const Argument<T>& t) {
  const auto value = static_cast<std::uint32_t>(t.value.value);
  const std::string_view text = t.text.bytes;
  if (t.number == 0 && text == "child PID") facts.child = value;
  facts.arguments.push_back({text, t.value.value});
  if (text == "new file mode") facts.change.mode = value;
  if (text == "new file uid") facts.change.uid = value;
  if (text == "new file gid") facts.change.gid = value;
  return Place::kRest;
}

Place take(Facts& facts, const TextToken& t) {
  facts.texts.push_back(t.text.bytes);
  return Place::kRest;
}

Place take(Facts& facts, const Path& t) {
  facts.paths.push_back(t.path.bytes);
  return Place::kTaken;
}

template <class T>
Place take(Facts& facts, const Attribute<T>& t) {
  return take_attributes(facts, {t.mode.value, t.uid.value, t.gid.value, t.fsid, t.node.value, t.device});
}
Place take(Facts& facts, const OldAttribute& t) {
  return take_attributes(facts, {t.mode.value, t.uid.value, t.gid.value, t.fsid, t.node, t.device});
}

// There is no place for a socket's type, nor for a domain that is not the address's.
template <std::uint16_t kOwnDomain>
constexpr Place place_of(SocketDomain domain) {
  return domain.value == kOwnDomain ? Place::kTaken : Place::kRest;
}
Place take(Facts& facts, const SocketInet& t) {
  return take_socket(facts, {{}, {t.address.bytes, t.port.value}}, place_of<2>(t.family));
}
Place take(Facts& facts, const SocketInet6& t) {
  const std::uint16_t port = facts.record->port(t.port);
  return take_socket(facts, {{}, {t.address.bytes, port}}, place_of<26>(t.family));
}
Place take(Facts& facts, const SocketUnix& t) {
  if (t.path.bytes.empty()) return Place::kRest;
  return take_socket(facts, {{}, {}, t.path.bytes}, place_of<1>(t.family));
}
Place take(Facts& facts, const Socket& t) {
  const SocketEnd local = end_of(t.local_address.bytes, t.local_port.value);
  const SocketEnd remote = end_of(t.remote_address.bytes, t.remote_port.value);
  return take_socket(facts, {local, remote}, Place::kRest);
}
Place take(Facts& facts, const SocketSolaris& t) {
  return take_socket(facts, {{}, {t.address.bytes, t.port.value}}, Place::kRest);
}
Place take(Facts& facts, const SocketExtended& t) {
  const SocketEnd local = end_of(t.ends.local, t.ends.local_port.value);
  const SocketEnd remote = end_of(t.ends.remote, t.ends.remote_port.value);
  return take_socket(facts, {local, remote}, Place::kRest);
}

Place take(Facts& facts, const InAddr& t) {
  add_address(facts, t.address.bytes);
  return Place::kRest;
}
Place take(Facts& facts, const InAddrEx& t) {
  add_address(facts, t.address.bytes);
  return Place::kRest;
}
Place take(Facts& facts, const TerminalId& t) {
  take_origin(facts, t.address.bytes, t.remote_port.value);
  return Place::kRest;
}

// A file token does not say its unit: OpenBSM writes milliseconds, Solaris microseconds. Its time is an
// event's only where it stands alone.
template <class T>
Place take_file(Facts& facts, const T& t) {
  facts.paths.push_back(t.name.bytes);
  if (!facts.record->is_file()) return Place::kRest;
  const bool milliseconds = t.time.fraction < 1000;
  const std::uint64_t nanoseconds = t.time.fraction * std::uint64_t{milliseconds ? 1'000'000U : 1'000U};
  facts.time = {t.time.seconds, static_cast<std::uint32_t>(nanoseconds % 1'000'000'000)};
  facts.time_digits = milliseconds ? 3 : 6;
  return Place::kTaken;
}
Place take(Facts& facts, const File32& t) {
  return take_file(facts, t);
}
Place take(Facts& facts, const File64& t) {
  return take_file(facts, t);
}

template <class T>
Place take_token(Facts& facts, Bytes token) {
  constexpr Kind kKind = kKindOf<T>;
  if constexpr (kKind == kKindOf<Trailer> || is_header(T::kInfo.id)) {
    return Place::kTaken;
  } else if constexpr (is_subject(kKind)) {
    if (!facts.subject) facts.first_texts = facts.texts.size();
    return take_once(facts.subject, *subject_facts(kKind, token));
  } else if constexpr (is_process(kKind)) {
    return take_once(facts.process, *subject_facts(kKind, token), Place::kRest);
  } else if constexpr (requires(const T& t) { take(facts, t); }) {
    return take(facts, decode_token<T>(token));
  } else {
    return Place::kRest;
  }
}

using Take = Place (*)(Facts&, Bytes);
constexpr std::array kTake = per_token(Tokens{}, []<class T>() -> Take { return &take_token<T>; });

void gather_tokens(const Record& record, Facts& facts) {
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

// Two paths of one file, as given and as resolved: xnu's renameat(2) and linkat(2) may record nothing else.
bool are_of_one_file(const Facts& facts) {
  const std::string_view given = facts.paths[0], resolved = facts.paths[1];
  if (facts.first_paths != 0) return facts.first_paths == 2;  // the attributes stand behind the first file
  if (given == resolved) return true;
  const bool is_relative = !given.empty() && !given.starts_with('/');
  return is_relative && resolved.ends_with(given) && resolved.size() > given.size() &&
         resolved[resolved.size() - given.size() - 1] == '/';
}

// A call on two files records their paths one after the other, each once or twice (as given, as resolved),
// and attributes behind those of the first.
void choose_files(Facts& facts) {
  const std::vector<std::string_view>& paths = facts.paths;
  if (paths.empty()) return;
  facts.path = paths.back();
  if (paths.size() == 1 || (facts.hint != Hint::kMove && facts.hint != Hint::kLink)) return;
  if (paths.size() == 2 && are_of_one_file(facts)) return;
  const bool split = facts.first_paths > 0 && facts.first_paths < paths.size();
  const std::string_view first = paths[split ? facts.first_paths - 1 : (paths.size() - 1) / 2];
  facts.path = facts.hint == Hint::kMove ? first : paths.back();
  facts.target_path = facts.hint == Hint::kMove ? paths.back() : first;
}

// posix_spawn(2) with POSIX_SPAWN_SETEXEC makes no process: the caller becomes the program, as by execve(2).
void check_child(Facts& facts) {
  const bool makes_one = facts.hint == Hint::kExec || facts.hint == Hint::kFork;
  const bool is_caller = facts.subject && facts.subject->pid == facts.child;
  if (!makes_one || is_caller || facts.child == 0U) facts.child.reset();
}

void choose_target(Facts& facts) {
  constexpr std::uint32_t kUnset = ~std::uint32_t{0};
  if (facts.process && facts.process->euid != kUnset) {
    facts.target = TargetIds{facts.process->euid, facts.process->egid};
  } else if (facts.hint == Hint::kLogin && facts.subject && facts.subject->auid != kUnset) {
    facts.target = TargetIds{facts.subject->auid, kUnset};
  }
}

void choose_executable(Facts& facts) {
  if (facts.hint != Hint::kExec) return;
  ExecutedFile file = {.path = facts.path};
  if (facts.attributes) file.mode = facts.attributes->mode;
  if (facts.args) file.command = facts.args->args.bytes.substr(0, facts.args->args.bytes.find('\0'));
  if (facts.result) file.success = facts.result->error == 0;
  if (file.is_told(facts.record->header().event)) facts.executable = facts.path;
}

// The attributes are from before the call; what it made of them, its arguments say.
void change_attributes(Facts& facts) {
  constexpr std::uint32_t kModeBits = 07777, kSetIds = 06000, kUnchanged = ~std::uint32_t{0};
  if (!facts.attributes || !facts.result || facts.result->error != 0) return;
  FileAttributes& file = *facts.attributes;
  const AttributeChange& change = facts.change;
  if (facts.hint == Hint::kMode) {
    file.has_mode = change.mode.has_value();
    if (change.mode) file.mode = (file.mode & ~kModeBits) | (*change.mode & kModeBits);
  } else if (facts.hint == Hint::kOwner) {
    file.has_uid = change.uid.has_value();
    file.has_gid = change.gid.has_value();
    file.has_mode = (file.mode & kSetIds) == 0;  // these the kernel takes away, but not for everybody
  }
  if (change.uid && *change.uid != kUnchanged) file.uid = *change.uid;
  if (change.gid && *change.gid != kUnchanged) file.gid = *change.gid;
}

void read_text(Facts& facts, std::string_view text) {
  switch (facts.hint) {
    case Hint::kSymlink: facts.target_path = text; break;
    case Hint::kSsh: facts.target_name = user_of_ssh(text); break;
    case Hint::kDirectory: facts.target_name = user_of_directory(text); break;
    case Hint::kAuthd: facts.target_name = user_of_authd(text); break;
    case Hint::kSu: facts.target_name = user_of_su(text); break;
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

std::string_view FileAttributes::type() const {
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

bool FileAttributes::is_usual() const {
  constexpr std::uint32_t kBits = 07777;
  return mode <= (kTypeMask | kBits) && (!type().empty() || (mode & kTypeMask) == 0);
}

bool FileAttributes::is_device() const {
  return (mode & kTypeMask) == kCharacterDevice || (mode & kTypeMask) == kBlockDevice;
}

void gather(const Record& record, Hint hint, Facts& facts) {
  static_cast<SingleFacts&>(facts) = kNothing;
  facts.record = &record;
  facts.hint = hint;
  facts.first_paths = facts.first_texts = 0;
  facts.is_linux = false;
  facts.paths.clear();
  facts.texts.clear();
  facts.arguments.clear();
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
  check_child(facts);
  choose_target(facts);
  choose_files(facts);
  choose_executable(facts);
  change_attributes(facts);
  if (!facts.texts.empty()) read_text(facts, facts.texts.front());
}

}  // namespace knox::bsm
