#include "knox/linux_audit/normalize_facts.h"

#include <algorithm>

#include "knox/emit/shell.h"
#include "knox/linux_audit/normalize_places.h"
#include "knox/linux_audit/scan.h"

namespace knox::linux_audit {

namespace {

// More than any event has; a hostile one must not cost more than its share of time.
constexpr std::size_t kMaxTags = 256;

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
  data_left_out_ = 0;
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
    case RecordType::SOCKETCALL: return add_socketcall();
    default: return add_fields();
  }
}

void Facts::add_fields() {
  const std::span<const Field> fields = record_.fields();
  word_end_ = nullptr;
  is_old_ = false;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Field& field = fields[i];
    if (field.part == Part::kEnriched) {
      add_enriched(field, nullptr);
      i += field.inside;
    } else if (field.key.empty()) {
      i = add_word(fields, i);
    } else if (is_old_ && (field.key == "auid" || field.key == "ses")) {
      add_datum(field.key == "auid" ? "old-auid" : "old-ses", user_word(field.value, false));
      is_old_ = false;
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
    is_old_ = true;
  } else if (word == "avc:" && index + 1 < fields.size() && fields[index + 1].is_word()) {
    const std::string_view word_of_record = fields[index + 1].value;
    if (decision != "denied") decision = word_of_record;  // of several decisions, a denial is what matters
    add_datum("seresult", word_of_record);
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

void Facts::add_tags(std::string_view value) {
  if (is_none(value)) return;
  for_each_piece(texts.string(value), kKeySeparator, [&](std::string_view tag) {
    if (tag.empty() || tags_.size() >= kMaxTags) return;
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
  finish_data();
  if (has_args_) {
    args_.finish();
    event.process.args = args_.list();
  }
  event.paths = paths_;
  event.tags = tags_;
}

}  // namespace knox::linux_audit
