#include "knox/linux_audit/meaning/facts.h"

#include <algorithm>
#include <utility>

#include "knox/base/scan.h"
#include "knox/emit/shell.h"
#include "knox/event/exec.h"
#include "knox/linux_audit/meaning/places.h"
#include "knox/linux_audit/record/enriched.h"
#include "knox/linux_audit/record/outcome.h"

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
  const std::optional<bool> success = parse_outcome(value);
  if (!success) return {};
  return *success ? "success" : "fail";
}

// Debian's programs for groups, and those that count failed logins, send records that PAM and passwd(1) do,
// too.
RecordType type_meant(RecordType type, std::string_view program, std::string_view op) {
  if (type != RecordType::USER_ACCT && type != RecordType::USER_CHAUTHTOK) return type;
  // Debian's shadow writes this type for all that it changes of an account.
  if (type == RecordType::USER_CHAUTHTOK && program == "usermod" && op.find("passw") == op.npos)
    return RecordType::USER_MGMT;
  for (const std::string_view of_groups : {"gpasswd", "groupmod", "groupadd", "groupdel", "groupmems"}) {
    if (program == of_groups) return RecordType::GRP_MGMT;
  }
  for (const std::string_view of_failures : {"pam_tally2", "pam_tally", "faillock"}) {
    if (program == of_failures) return RecordType::USER_MGMT;
  }
  return type;
}

// The user whom gpasswd(1) put into a group or took out: op=user bob added by root to group staff.
std::string_view member_in(std::string_view op, std::string_view group) {
  std::array<std::string_view, 8> words;
  std::size_t count = 0;
  bool is_too_long = false;
  for_each_piece(op, ' ', [&](std::string_view word) {
    is_too_long |= count == words.size();
    if (count < words.size()) words[count++] = word;
  });
  if (is_too_long || count < words.size()) return {};
  const bool is_added = words[2] == "added" && words[5] == "to";
  const bool is_removed = words[2] == "removed" && words[5] == "from";
  const bool is_told = words[0] == "user" && words[3] == "by" && words[6] == "group" && words[7] == group;
  return is_told && (is_added || is_removed) ? words[1] : std::string_view();
}

}  // namespace

void Facts::begin(const Event& of) {
  event_paths_.begin(of);
  event = {};
  texts.clear();
  call = Syscall::kUnknown;
  has_call = has_args_ = is_packet = false;
  arch = Arch::kUnknown;
  call_number = 0;
  arguments = {};
  open_flags = 0;
  call_result = record_result = decision = apparmor = command = file_name = hostname = {};
  account = group = old_login = victim = {};
  has_other_process_ = false;
  meant_type = {};
  socket = remote = local = {};
  args_.clear();
  paths_.clear();
  path_lines_.clear();
  data_.clear();
  data_left_out_ = 0;
  tags_.clear();
  addresses_.clear();
  enriched_ = {};
  enriched_account_ = enriched_group_ = {};
  last_user_ = last_group_ = {};
  kinds = {};
  new_identity = {};
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
    case RecordType::PATH: path_lines_.push_back(&line); return add_path();
    case RecordType::SOCKETCALL: return add_socketcall();
    default: return add_fields();
  }
}

void Facts::add_fields() {
  const std::span<const Field> fields = record_.fields();
  word_end_ = nullptr;
  is_old_ = false;
  has_enriched_ = {};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Field& field = fields[i];
    if (field.part == Part::kEnriched) {
      add_enriched(field, nullptr);
      i += field.inside;
    } else if (field.key.empty()) {
      i = add_word(fields, i);
    } else if (is_old_ && (field.key == "auid" || field.key == "ses")) {
      if (field.key == "auid") {
        add_old_login(field.value);
      } else {
        add_datum("old-ses", user_word(field.value, false));
      }
      is_old_ = false;
    } else if (field.inside == 0) {
      add_field(field, place_of(field.key));
      word_end_ = field.key == "op" ? field.value.data() + field.value.size() : nullptr;
    }
  }
  check_hostname();
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
  if (type_ == RecordType::USER_AVC && field.part == Part::kMessage && add_subject_of_manager(field, place))
    return;
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
      if (field.part == Part::kMessage && place != Place::kAuid) return add_message_id(field, place);
      return add_user_id(static_cast<UserId>(static_cast<int>(place) - static_cast<int>(Place::kAuid)),
                         field);
    case Place::kPid:
      if (field.value == "-1") return;
      return set_number(event.process.pid);
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
    case Place::kOldAuid: return add_old_login(value);
    case Place::kAccount: return add_account(field);
    case Place::kAccountId: return add_account_id(field);
    case Place::kGroupName: return add_group(field);
    case Place::kGroupId: return add_group_id(field);
    default: return add_object_field(field, place);
  }
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
      emit::shell_word(out, word, is_first ? emit::WordPlace::kCommand : emit::WordPlace::kArgument);
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
  const std::string_view name = name_in(field);
  const bool is_id = place >= Place::kAuid && place <= Place::kFsgid;
  if (name.empty() && !is_id) return;
  if (is_id) {
    const std::size_t id = static_cast<std::size_t>(place) - static_cast<std::size_t>(Place::kAuid);
    const bool is_second = has_enriched_[id];  // of its message
    if (is_second && named_field(record_, field) == nullptr) return;
    std::string_view& fact = is_second ? enriched_account_ : enriched_[id];
    has_enriched_[id] = true;
    if (!name.empty()) fact = name;
  } else if (place == Place::kNone || named_field(record_, field) == nullptr) {
    return;
  } else if (place == Place::kAccountId) {
    enriched_account_ = name;
  } else if (place == Place::kGroupId) {
    enriched_group_ = name;
  } else if (place == Place::kOwner) {
    Identity& of_record = type_ == RecordType::OBJ_PID ? victim : event.file.owner;
    if (type_ != RecordType::OBJ_PID || of_record.name.empty())
      (path != nullptr ? path->owner : of_record).name = name;
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
  meant_type = type_meant(type_, event::base_name(event.process.exe), find_datum("op"));
  if (meant_type == RecordType::GRP_MGMT && !group.known()) {
    group = std::exchange(account, {.id = {}, .name = member_in(find_datum("op"), account.name)});
  }
  // ID= is the name for id=, whatever that is of.
  const auto set_name = [](Identity& identity, std::string_view name) {
    if (identity.id && identity.id != kUnsetId && identity.name.empty()) identity.name = name;
  };
  set_name(group, enriched_group_);
  set_name(account.id ? account : group, enriched_account_);
  resolve(account, false);
  resolve(group, true);
  resolve(old_login, false);
  resolve(victim, false);
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
  event.call.call = call;
  event.paths = paths_;
  event.addresses = addresses_;
  event.tags = tags_;
}

}  // namespace knox::linux_audit
