#include "knox/linux_audit/normalize_facts.h"

#include <algorithm>

#include "knox/emit/shell.h"
#include "knox/linux_audit/normalize_places.h"
#include "knox/linux_audit/scan.h"

namespace knox::linux_audit {

namespace {

// More than any event has; a hostile one must not cost more than its share of time.
constexpr std::size_t kMaxData = 1024;

// Words in front of fields that say nothing more than the type of the record does.
bool is_noise(std::string_view word) {
  constexpr std::array<std::string_view, 7> kNoise = {"user", "login", "tty", "netlabel:", "for", ":", "new"};
  return std::ranges::find(kNoise, word) != kNoise.end();
}

// success, fail; empty: neither.
std::string_view result_of(std::string_view value) {
  if (is_quoted(value)) value = unquote(value);
  if (value == "success" || value == "1" || value == "yes") return "success";
  if (value == "failed" || value == "0" || value == "no" || value == "fail") return "fail";
  return {};
}

// As C reads numbers: 0x1f, 017, 15.
std::optional<std::uint64_t> parse_c_number(std::string_view value) {
  if (value.starts_with("0x")) return parse_hex(value.substr(2));
  return value.size() > 1 && value.starts_with('0') ? parse_octal(value.substr(1)) : parse_number(value);
}

// Programs write what they like in front of a =. Printers need a word that they can write as it is.
bool is_word(std::string_view key) {
  return key.size() <= 64 && std::ranges::all_of(key, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                  c == '-';
         });
}

std::uint64_t bit_of(std::string_view key) {
  const auto first = static_cast<unsigned char>(key.front());
  const auto last = static_cast<unsigned char>(key.back());
  return std::uint64_t{1} << ((first * 5U + last * 3U + key.size() * 7U) % 64);
}

bool is_of_group(RecordType type) {
  switch (type) {
    case RecordType::ADD_GROUP:
    case RecordType::DEL_GROUP:
    case RecordType::GRP_MGMT:
    case RecordType::GRP_AUTH:
    case RecordType::GRP_CHAUTHTOK: return true;
    default: return false;
  }
}

// socketcall(2) says in its first argument which call it is.
constexpr std::array kSocketCalls = {
    Syscall::kUnknown,       Syscall::sys_socket,   Syscall::sys_bind,        Syscall::sys_connect,
    Syscall::sys_listen,     Syscall::sys_accept,   Syscall::sys_getsockname, Syscall::sys_getpeername,
    Syscall::sys_socketpair, Syscall::sys_send,     Syscall::sys_recv,        Syscall::sys_sendto,
    Syscall::sys_recvfrom,   Syscall::sys_shutdown, Syscall::sys_setsockopt,  Syscall::sys_getsockopt,
    Syscall::sys_sendmsg,    Syscall::sys_recvmsg,  Syscall::sys_accept4,     Syscall::sys_recvmmsg,
    Syscall::sys_sendmmsg};

}  // namespace

void Facts::clear() {
  event = {};
  texts.clear();
  call = Syscall::kUnknown;
  has_call = has_args_ = is_packet = false;
  arch = Arch::kUnknown;
  call_number = 0;
  arguments = {};
  open_flags = 0;
  call_result = record_result = decision = apparmor = command = file_name = hostname = {};
  account = group = {};
  socket = remote = local = {};
  args_.clear();
  paths_.clear();
  data_.clear();
  keys_seen_ = 0;
  tags_.clear();
  argument_values_ = {};
  enriched_ = {};
  enriched_account_ = {};
  last_user_ = last_group_ = {};
  kinds = {};
}

void Facts::add(const Line& line) {
  type_ = line.type;
  if (type_ == RecordType::EOE) return;
  record_.parse(line);
  switch (type_) {
    case RecordType::EXECVE:
      args_.add(record_);
      has_args_ = true;
      return;
    case RecordType::PATH: return add_path();
    default: return add_fields();
  }
}

// As parse_id(), but with an eye on what is behind the value, so that eight digits can be read at once.
std::optional<std::uint32_t> Facts::read_id(std::string_view value) const noexcept {
  const std::string_view body = record_.line().body;
  std::uint64_t number = 0;
  const char* const end = read_decimal(value.data(), body.data() + body.size(), number);
  const bool is_whole = end == value.data() + value.size() && !value.empty() && number <= UINT32_MAX;
  return is_whole ? static_cast<std::uint32_t>(number) : parse_id(value);
}

void Facts::add_fields() {
  const std::span<const Field> fields = record_.fields();
  word_end_ = nullptr;
  prefix_ = {};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Field& field = fields[i];
    if (field.part == Part::kEnriched) {
      add_enriched(field, nullptr);
      i += field.inside;
    } else if (field.key.empty()) {
      i = add_word(fields, i);
    } else if (prefix_ == "old") {
      if (is_word(field.key)) add_datum(texts.join(prefix_, "-", field.key), user_word(field.value, false));
      prefix_ = {};
    } else if (field.inside == 0) {
      add_field(field, place_of(field.key));
      word_end_ = field.key == "op" ? field.value.data() + field.value.size() : nullptr;
    }
  }
}

// What is not in a field: the words of a security module, or of a program.
std::size_t Facts::add_word(std::span<const Field> fields, std::size_t index) {
  const Field& field = fields[index];
  std::string_view word = field.value;
  if (word.ends_with(',')) word.remove_suffix(1);
  if (field.inside > 0 || word.starts_with('{')) {  // { read write }
    std::string_view list = word.substr(1, word.size() - 1);
    if (list.ends_with('}')) list.remove_suffix(1);
    while (list.starts_with(' ')) list.remove_prefix(1);
    while (list.ends_with(' ')) list.remove_suffix(1);
    add_datum("perms", list);
    return index + field.inside;
  }
  if (word == "old") {
    prefix_ = word;
  } else if (word == "avc:" && index + 1 < fields.size() && fields[index + 1].is_word()) {
    decision = fields[index + 1].value;
    add_datum("seresult", decision);
    return index + 1;
  } else if (is_growing()) {  // the message goes on, or op=adding user to group
    std::string_view& message = data_.back().value;
    message = {message.data(), static_cast<std::size_t>(word.data() + word.size() - message.data())};
    word_end_ = word.data() + word.size();
  } else if (!is_noise(word)) {
    add_datum("message", word);
    word_end_ = word.data() + word.size();
  }
  return index;
}

// Whether the text of the last datum ends with the word or the value before, so that it can become longer.
bool Facts::is_growing() const noexcept {
  if (word_end_ == nullptr || data_.empty()) return false;
  const std::string_view text = data_.back().value;
  return text.data() + text.size() == word_end_;
}

void Facts::add_field(const Field& field, Place place) {
  const std::string_view value = field.value;
  // A fact of which there is one: the first record that tells it is right, the SYSCALL record comes first.
  const auto set_number = [&](std::optional<std::uint32_t>& fact) {
    const auto number = read_id(value);
    if (!number || (fact && fact != number)) return add_datum(field);
    fact = number;
  };
  const auto set_text = [&](std::string_view& fact) {
    if (is_none(value)) return;
    const std::string_view text = texts.string(value);
    if (fact.empty()) {
      fact = text;
    } else if (fact != text) {
      add_datum(field.key, text);
    }
  };
  switch (place) {
    case Place::kNone: return add_datum(field);
    case Place::kCounted: return;
    case Place::kAuid:
    case Place::kUid:
    case Place::kGid:
    case Place::kEuid:
    case Place::kEgid:
    case Place::kSuid:
    case Place::kSgid:
    case Place::kFsuid:
    case Place::kFsgid:
      return add_user_id(static_cast<UserId>(static_cast<int>(place) - static_cast<int>(Place::kAuid)),
                         field);
    case Place::kPid: return set_number(event.process.pid);
    case Place::kPpid: return set_number(event.process.ppid);
    case Place::kSession: return set_number(event.session);
    case Place::kComm: return set_text(event.process.name);
    case Place::kExe: return set_text(event.process.exe);
    case Place::kCwd: return set_text(event.process.cwd);
    case Place::kTitle: return add_title(value);
    case Place::kSubject: return add_subject(field);
    case Place::kCommand: set_text(command); return add_datum(field.key, command);
    case Place::kTags: return add_tags(value);
    case Place::kSuccess: call_result = result_of(value); return;
    case Place::kResult:
      record_result = result_of(value);
      if (record_result.empty()) add_datum(field);
      return;
    case Place::kArch:
    case Place::kSyscall:
    case Place::kUringOp:
    case Place::kExit:
    case Place::kArgument:
    case Place::kOpenFlags: return add_call_field(field, place);
    case Place::kAccount: return value == "\"?\"" ? void() : set_text(account.name);
    case Place::kAccountId: return add_account_id(field);
    case Place::kGroupName: return set_text(group.name);
    default: return add_object_field(field, place);
  }
}

void Facts::add_subject(const Field& field) {
  std::string_view label = texts.string(field.value);
  if (is_none(label)) return;
  if (label.starts_with('=')) label.remove_prefix(1);
  if (event.user.selinux.empty()) {
    event.user.selinux = label;
  } else if (event.user.selinux != label) {
    add_datum(field.key, label);
  }
}

void Facts::add_user_id(UserId which, const Field& field) {
  Identity& identity = event.user.ids[which];
  const auto id = read_id(field.value);
  if (!id || (identity.id && identity.id != id)) return add_datum(field);
  identity.id = id;
}

void Facts::add_account_id(const Field& field) {
  const auto id = parse_id(field.value);
  Identity& identity = is_of_group(type_) ? group : account;
  if (!id || identity.id) return add_datum(field);
  identity.id = id;
}

void Facts::add_call_field(const Field& field, Place place) {
  const std::string_view value = field.value;
  switch (place) {
    case Place::kArch:
      if (const auto number = parse_hex(value); number && *number <= UINT32_MAX && arch == Arch::kUnknown) {
        arch = static_cast<Arch>(*number);
        const std::string_view name = arch_name(arch);
        add_datum(field.key, name.empty() ? value : name);
      } else if (!number || static_cast<std::uint64_t>(arch) != *number) {
        add_datum(field);
      }
      return;
    case Place::kSyscall: return add_call(field);
    case Place::kUringOp:
      if (const auto number = parse_number(value); number && *number <= UINT32_MAX && !has_call) {
        const std::string_view name = uring_op_name(static_cast<std::uint32_t>(*number));
        call = find_syscall(name);
        has_call = true;
        add_datum(field.key, name.empty() ? value : name);
      } else {
        add_datum(field);
      }
      return;
    case Place::kExit: return add_exit(field);
    case Place::kOpenFlags: return add_open_flags(field);
    default: return add_argument(field);
  }
}

void Facts::add_call(const Field& field) {
  const auto number = parse_number(field.value);
  if (!number || *number > UINT32_MAX) return add_datum(field);
  if (has_call) {
    if (call_number != *number) add_datum(field);
    return;
  }
  has_call = true;
  call_number = static_cast<std::uint32_t>(*number);
  call = find_syscall(arch, call_number);
  const std::string_view name = syscall_name(call);
  add_datum(field.key, name.empty() ? field.value : name);
}

void Facts::add_exit(const Field& field) {
  const auto number = parse_signed(field.value);
  std::string_view name;
  if (number && *number < 0 && *number > -4096) name = errno_name(static_cast<std::uint32_t>(-*number));
  add_datum(field.key, name.empty() ? field.value : name);
}

void Facts::add_argument(const Field& field) {
  const auto index = static_cast<std::size_t>(field.key[1] - '0');
  const auto number = parse_hex(field.value);
  if (type_ != RecordType::SYSCALL || !number || !argument_values_[index].empty()) return add_datum(field);
  argument_values_[index] = field.value;
  arguments[index] = *number;
}

void Facts::add_open_flags(const Field& field) {
  if (const auto flags = parse_c_number(field.value); flags && type_ == RecordType::OPENAT2)
    open_flags = *flags;
  add_datum(field);
}

void Facts::add_tags(std::string_view value) {
  if (is_none(value)) return;
  for_each_piece(texts.string(value), kKeySeparator, [&](std::string_view tag) {
    if (tag.empty() || tags_.size() >= kMaxData) return;
    if (std::ranges::find(tags_, tag) == tags_.end()) tags_.push_back(tag);
  });
}

// Arguments with NULs between them become words for a shell. What a process calls itself has no NULs, and
// stays as it is.
void Facts::add_title(std::string_view value) {
  std::string_view title = texts.string(value);
  while (title.ends_with('\0')) title.remove_suffix(1);
  if (title.find('\0') == title.npos) {
    event.process.title = title;
    return;
  }
  event.process.title = texts.written([&](Out& out) {
    bool is_first = true;
    for_each_piece(title, '\0', [&](std::string_view word) {
      if (!is_first) out.text(" ");
      emit::shell_word(out, word, is_first ? emit::Place::kCommand : emit::Place::kArgument);
      is_first = false;
    });
  });
}

// Names that auditd added.
void Facts::add_enriched(const Field& field, NormalPath* path) {
  std::array<char, 16> lower;
  if (field.key.size() > lower.size() || field.inside > 0) return;
  std::ranges::transform(field.key, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const Place place = place_of({lower.data(), field.key.size()});
  const std::string_view name = is_quoted(field.value) ? unquote(field.value) : field.value;
  if (name.empty() || name == "unset" || name.starts_with("unknown(")) return;
  if (place >= Place::kAuid && place <= Place::kFsgid) {
    enriched_[static_cast<std::size_t>(place) - static_cast<std::size_t>(Place::kAuid)] = name;
  } else if (place == Place::kAccountId) {
    enriched_account_ = name;
  } else if (place == Place::kOwner) {
    (path != nullptr ? path->owner : event.file.owner).name = name;
  } else if (place == Place::kOwnerGroup) {
    (path != nullptr ? path->group : event.file.group).name = name;
  }
}

std::string_view Facts::find_datum(std::string_view key) const noexcept {
  if ((keys_seen_ & bit_of(key)) == 0) return {};
  const auto datum = std::ranges::find(data_, key, &Datum::key);
  return datum == data_.end() ? std::string_view() : datum->value;
}

void Facts::add_datum(const Field& field) {
  if (is_none(field.value)) return;
  const FieldKind kind = field_kind(type_, field.key);
  if (kind == FieldKind::kUnknown && !is_word(field.key)) {  // then all of it is the value
    const char* const end = field.value.data() + field.value.size();
    return add_datum("message", {field.key.data(), static_cast<std::size_t>(end - field.key.data())});
  }
  add_datum(field.key, data_value(field, kind));
}

void Facts::add_datum(std::string_view key, std::string_view value) {
  if (key.empty() || value.empty() || data_.size() >= kMaxData) return;
  const std::uint64_t bit = bit_of(key);
  const bool is_new = (keys_seen_ & bit) == 0;
  keys_seen_ |= bit;
  if (!is_new) {
    const auto found = std::ranges::find(data_, key, &Datum::key);
    if (found != data_.end()) return add_value(*found, value);
  }
  data_.push_back({.key = key, .value = value});
}

// Another value of a key that is there.
void Facts::add_value(const Datum& first, std::string_view value) {
  auto index = static_cast<std::uint32_t>(&first - data_.data());
  for (;;) {
    if (data_[index].value == value) return;
    if (data_[index].next == Datum::kNone) break;
    index = data_[index].next;
  }
  const Datum more{.key = data_[index].key, .value = value, .is_first = false};
  data_[index].next = static_cast<std::uint32_t>(data_.size());
  data_.push_back(more);
}

// A value in words.
std::string_view Facts::data_value(const Field& field, FieldKind kind) {
  const std::string_view value = field.value;
  if (is_quoted(value)) return unquote(value);
  switch (kind) {
    case FieldKind::kText:
    case FieldKind::kCommand:
    case FieldKind::kTitle:
    case FieldKind::kTtyData:
    case FieldKind::kKeys: return texts.string(value);
    case FieldKind::kUid:
    case FieldKind::kLoginUid: return user_word(value, false);
    case FieldKind::kGid: return user_word(value, true);
    case FieldKind::kSession: return parse_id(value) == kUnsetId ? "unset" : value;
    default: break;
  }
  const ArgKind names = arg_kind(kind);
  if (names == ArgKind::kNone) return value;
  auto number = kind == FieldKind::kPersonality ? parse_hex(value) : parse_c_number(value);
  if (!number) {
    const auto negative = parse_signed(value);
    if (!negative || *negative >= 0) return value;
    number = static_cast<std::uint64_t>(-*negative);
  }
  return texts.written([&](Out& out) { put_argument(out, names, arch, *number); });
}

std::string_view Facts::user_word(std::string_view value, bool is_group_id) {
  Identity identity{parse_id(value), {}};
  if (!identity.id) return value;
  if (identity.id == kUnsetId) return "unset";
  resolve(identity, is_group_id);
  return identity.name.empty() ? value : identity.name;
}

// Most ids of an event are the same one. Names are copied: a hostile event can have more ids than os::Names
// keeps names.
void Facts::resolve(Identity& identity, bool is_group_id) {
  if (!identity.id || identity.id == kUnsetId || !identity.name.empty()) return;
  Identity& last = is_group_id ? last_group_ : last_user_;
  if (last.id != identity.id) {
    last.id = identity.id;
    last.name = texts.copy(is_group_id ? names_.group(*identity.id) : names_.user(*identity.id));
  }
  identity.name = last.name;
}

void Facts::finish() {
  for (std::size_t i = 0; i < kUserIdNames.size(); ++i) {
    Identity& identity = event.user.ids[i];
    if (!identity.id || identity.id == kUnsetId) continue;
    identity.name = enriched_[i];
    resolve(identity, is_group(static_cast<UserId>(i)));
  }
  Identity& with_id = group.id ? group : account;
  if (with_id.id && with_id.id != kUnsetId && with_id.name.empty()) with_id.name = enriched_account_;
  resolve(account, false);
  resolve(group, true);
  for (NormalPath& path : paths_) {
    resolve(path.owner, false);
    resolve(path.group, true);
  }
  finish_arguments();
  if (has_args_) {
    args_.finish();
    event.process.args = args_.list();
  }
  event.data = data_;
  event.paths = paths_;
  event.tags = tags_;
}

void Facts::finish_arguments() {
  if (argument_values_[0].data() == nullptr && argument_values_[1].data() == nullptr) return;
  constexpr std::array<std::string_view, 4> kKeys = {"a0", "a1", "a2", "a3"};
  kinds = argument_kinds(arch, call, arguments);
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (argument_values_[i].empty()) continue;
    if (kinds[i] == ArgKind::kNone && call != Syscall::kUnknown) continue;  // no argument at all
    const ArgForm form = form_of(kinds[i]);
    if (form == ArgForm::kHex) {
      add_datum(kKeys[i], texts.join("0x", argument_values_[i]));
    } else if (form == ArgForm::kInt && arguments[i] <= INT32_MAX) {
      add_datum(kKeys[i], texts.number(arguments[i]));
    } else {
      add_datum(kKeys[i], texts.written([&](Out& out) { put_argument(out, kinds[i], arch, arguments[i]); }));
    }
  }
  if (call == Syscall::sys_socketcall && arguments[0] < kSocketCalls.size()) {
    call = kSocketCalls[arguments[0]];
  }
}

}  // namespace knox::linux_audit
