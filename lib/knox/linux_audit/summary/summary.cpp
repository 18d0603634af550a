#include "knox/linux_audit/summary/summary.h"

#include <algorithm>
#include <bit>

#include "knox/linux_audit/names/name_map.h"
#include "knox/linux_audit/names/syscalls.h"
#include "knox/linux_audit/record/enriched.h"
#include "knox/linux_audit/record/outcome.h"
#include "knox/linux_audit/record/value.h"

namespace knox::linux_audit {
namespace {

// What is counted, or remembered, of a field.
enum class Use : std::uint8_t {
  kUser,
  kAccount,
  kId,
  kTerminal,
  kHostname,
  kAddress,
  kExecutable,
  kCommand,
  kFile,
  kKey,
  kProcess,
  kArch,
  kSyscall,
  kSuccess,
  kResult
};
struct Row {
  std::string_view key;
  Use use;
};
constexpr auto kRows = std::to_array<Row>({
    {"auid", Use::kUser},
    {"acct", Use::kAccount},
    {"id", Use::kId},
    {"tty", Use::kTerminal},
    {"terminal", Use::kTerminal},
    {"hostname", Use::kHostname},
    {"addr", Use::kAddress},
    {"exe", Use::kExecutable},
    {"comm", Use::kCommand},
    {"name", Use::kFile},
    {"path", Use::kFile},
    {"key", Use::kKey},
    {"pid", Use::kProcess},
    {"arch", Use::kArch},
    {"syscall", Use::kSyscall},
    {"success", Use::kSuccess},
    {"res", Use::kResult},
    {"result", Use::kResult},
});
constexpr NameMap kPlaces(kRows, &Row::key);

// Nothing that is counted is in them.
bool is_passed_over(RecordType type) noexcept {
  switch (type) {
    case RecordType::EXECVE:
    case RecordType::PROCTITLE:
    case RecordType::EOE:
    case RecordType::CWD:
    case RecordType::KERN_MODULE:  // its name is no file's
    case RecordType::SOCKADDR: return true;
    default: return false;
  }
}

CategorySet if_failed(CategorySet categories) noexcept {
  CategorySet failed = 0;
  if ((categories & set_of(Category::kLogins)) != 0) failed |= set_of(Category::kFailedLogins);
  if ((categories & set_of(Category::kAuthentications)) != 0) {
    failed |= set_of(Category::kFailedAuthentications);
  }
  return failed;
}

}  // namespace

void Summary::add(const Event& event) {
  if (events_++ == 0) first_ = last_ = event.time;
  first_ = std::min(first_, event.time);
  last_ = std::max(last_, event.time);
  records_ += event.records.size();

  paths_.begin(event);
  CategorySet categories = 0;
  for (const Line& line : event.records) {
    count_type(line.type);
    if (!is_passed_over(line.type)) add_record(line, categories);
  }
  for (; categories != 0; categories &= categories - 1) {
    ++categories_[static_cast<std::size_t>(std::countr_zero(categories))];
  }
}

void Summary::count_type(RecordType type) {
  const auto number = static_cast<std::size_t>(type);
  if (number >= types_.size()) types_.resize(number + 1);
  TypeCount& count = types_[number];
  ++count.records;
  if (count.last_event != events_) ++count.events;
  count.last_event = events_;
}

void Summary::add_record(const Line& line, CategorySet& categories) {
  record_.parse(line);
  arch_ = {};
  Login login;
  for (const Field& field : record_.fields()) {
    if (field.part == Part::kEnriched) break;
    add_field(field, login, categories);
  }
  const CategorySet own = categories_of(line.type);
  const CategorySet failed = if_failed(own);
  if (failed == 0 || !login.failed) {
    categories |= own;
    return;
  }
  categories |= failed;
  if (line.type == RecordType::USER_LOGIN) add_failed_login(login);
}

void Summary::add_field(const Field& field, Login& login, CategorySet& categories) {
  const std::size_t place = kPlaces.find(field.key);
  if (place == kRows.size()) return;
  const std::string_view value = field.value;
  switch (kRows[place].use) {
    case Use::kUser: return add_user(Subject::kUser, "auid", value);
    case Use::kAccount: login.account = value; return add_string(Subject::kAccount, value);
    case Use::kId: login.id = value; return;
    case Use::kTerminal: return add_word(Subject::kTerminal, value);
    case Use::kHostname: login.hostname = value; return add_word(Subject::kHost, value);
    case Use::kAddress: login.address = value; return add_word(Subject::kHost, value);
    case Use::kExecutable: return add_string(Subject::kExecutable, value);
    case Use::kCommand: return add_string(Subject::kCommand, value);
    case Use::kFile: return add_string(Subject::kFile, value);
    case Use::kKey: return add_string(Subject::kKey, value);
    case Use::kProcess: return add_word(Subject::kProcess, value);
    case Use::kArch: arch_ = value; return;
    case Use::kSyscall: return add_syscall(value);
    case Use::kSuccess:
      if (parse_outcome(value) == false) categories |= set_of(Category::kFailedSyscalls);
      return;
    case Use::kResult: login.failed = parse_outcome(value) == false; return;
  }
}

void Summary::add_user(Subject subject, std::string_view key, std::string_view value) {
  const std::optional<std::uint32_t> id = parse_id(value);
  if (!id) return add_name(subject, value);
  if (*id == kUnsetId) return add_name(subject, "unset");
  const std::string_view name = enriched_name(record_, key, value);
  if (!name.empty()) return add_name(subject, name);
  if (!names_.may_name_users()) return add_name(subject, value);
  (subject == Subject::kUser ? user_ids_ : failed_ids_).add(value, events_);
}

void Summary::name_ids() {
  names_.begin_event({});
  const auto name = [&](Subject subject, Tally& ids) {
    Tally& tally = tallies_[static_cast<std::size_t>(subject)];
    for (const Tally::Row& row : ids.top(0)) {
      const std::optional<std::uint32_t> id = parse_id(row.name);
      const std::string_view found = id ? names_.user(*id) : std::string_view();
      tally.add_events(found.empty() ? row.name : found, row.events);
    }
    tally.add_others(ids.others());
    ids = {};
  };
  name(Subject::kUser, user_ids_);
  name(Subject::kFailedAccount, failed_ids_);
}

// The name, where it has one; otherwise the number, which means something only on one architecture.
void Summary::add_syscall(std::string_view number) {
  const auto arch = parse_hex(arch_), value = parse_number(number);
  if (arch && value && *arch <= UINT32_MAX && *value <= UINT32_MAX) {
    const std::string_view name = syscall_name(static_cast<Arch>(*arch), static_cast<std::uint32_t>(*value));
    if (!name.empty()) return add_name(Subject::kSyscall, name);
  }
  const std::string_view enriched = enriched_name(record_, "syscall", number);
  if (!enriched.empty()) return add_name(Subject::kSyscall, enriched);
  memory_.assign(arch_).append(":").append(number);
  add_name(Subject::kSyscall, memory_);
}

void Summary::add_failed_login(const Login& login) {
  if (!is_none(login.account)) {
    add_string(Subject::kFailedAccount, login.account);
  } else if (parse_id(login.id)) {
    add_user(Subject::kFailedAccount, "id", login.id);
  }
  add_word(Subject::kFailedAddress, is_none(login.address) ? login.hostname : login.address);
}

void Summary::add_word(Subject subject, std::string_view value) {
  if (!is_none(value)) add_name(subject, is_quoted(value) ? unquote(value) : value);
}

void Summary::add_string(Subject subject, std::string_view value) {
  if (is_none(value)) return;
  const std::optional<std::string_view> text = decode_string(value, memory_);
  if (!text) return;
  if (subject == Subject::kFile && record_.type() == RecordType::PATH) {
    return add_name(subject, paths_.absolute(record_.line(), *text));
  }
  if (subject != Subject::kKey) return add_name(subject, *text);
  for_each_piece(*text, kKeySeparator, [&](std::string_view key) { add_name(subject, key); });
}

void Summary::add_name(Subject subject, std::string_view name) {
  tallies_[static_cast<std::size_t>(subject)].add(name, events_);
}

std::vector<Summary::TypeRow> Summary::types() const {
  std::vector<TypeRow> rows;
  for (std::size_t number = 0; number < types_.size(); ++number) {
    if (types_[number].records > 0) rows.push_back({static_cast<RecordType>(number), types_[number]});
  }
  std::ranges::sort(rows, [](const TypeRow& a, const TypeRow& b) {
    return a.count.events != b.count.events ? a.count.events > b.count.events : a.type < b.type;
  });
  return rows;
}

}  // namespace knox::linux_audit
