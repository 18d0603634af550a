#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "knox/base/unknown.h"
#include "knox/kernel/linux/rules/rule_values.h"
#include "knox/linux_audit/names/constants.h"

namespace knox::kernel {
namespace {

using Done = std::expected<void, std::string>;

template <class... Args>
std::unexpected<std::string> mistake(fmt::format_string<Args...> format, Args&&... args) {
  return std::unexpected(fmt::format(format, std::forward<Args>(args)...));
}

// The highest bits of a mask are no system calls but classes of them, which the kernel fills in.
constexpr std::uint32_t kFirstClass = RuleData::kMaxSyscalls - 16;
constexpr std::uint32_t kEveryPermission = 15;

// One line while it is read, word by word.
class Parser {
 public:
  explicit Parser(Arch host) : host_(host) {}
  Done take(char option, std::string_view value);
  std::expected<RuleRequest, std::string> finish();

  static bool wants_value(char option) { return option != 'D'; }

 private:
  enum class Verb : std::uint8_t { kNone, kList, kWatch, kDeleteAll };

  Done set_verb(char option, Verb verb);
  Done take_list(char option, std::string_view value);
  Done take_watch(char option, std::string_view value);
  Done take_calls(std::string_view value);
  Done take_call(std::string_view name);
  Done take_field(std::string_view value);
  Done take_comparison(std::string_view value);
  Done take_permissions(std::string_view value);
  Done take_key(std::string_view value);
  Done add(RuleField field);
  Done check_alone(RuleKey key) const;
  Done finish_rule();
  Done finish_keys();

  Arch host_;
  Verb verb_ = Verb::kNone;
  RuleRequest request_;
  RuleData& rule_ = request_.rule;
  bool has_calls_ = false, has_permissions_ = false, has_plain_calls_ = false;
  std::string keys_;
};

Done Parser::set_verb(char option, Verb verb) {
  if (verb_ != Verb::kNone) return mistake("-{}: a rule has only one of -a, -A, -d, -w, -W and -D", option);
  verb_ = verb;
  const bool deletes = option == 'd' || option == 'W';
  request_.verb = option == 'D' ? RuleVerb::kDeleteAll : deletes ? RuleVerb::kDelete : RuleVerb::kAdd;
  return {};
}

// "list,action" in any order.
Done Parser::take_list(char option, std::string_view value) {
  if (const Done done = set_verb(option, Verb::kList); !done) return done;
  const std::size_t comma = value.find(',');
  if (comma == std::string_view::npos) return mistake("-{} {}: LIST,ACTION is expected", option, value);
  std::array<std::string_view, 2> words = {value.substr(0, comma), value.substr(comma + 1)};
  if (words[0] == "never" || words[0] == "always" || words[0] == "possible") std::swap(words[0], words[1]);
  const std::optional<RuleList> list = find_rule_list(words[0]);
  if (words[0] == "entry") return mistake("-{} {}: kernels have no list entry any more", option, value);
  if (!list) {
    constexpr std::string_view kLists = "exit, task, user, exclude, filesystem, io_uring";
    return mistake("-{}: {}", option, unknown("list", words[0], kLists));
  }
  if (words[1] != "always" && words[1] != "never") {
    return mistake("-{}: {}", option, unknown("action", words[1], "always, never"));
  }
  rule_.list = *list;
  rule_.action = words[1] == "never" ? RuleAction::kNever : RuleAction::kAlways;
  rule_.prepend = option == 'A';
  return {};
}

// A directory is watched with all that is in it.
Done Parser::take_watch(char option, std::string_view value) {
  if (const Done done = set_verb(option, Verb::kWatch); !done) return done;
  while (value.size() > 1 && value.ends_with('/')) value.remove_suffix(1);
  const std::string path(value);
  struct stat status = {};
  const bool is_directory = ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  RuleField field = {
      .key = is_directory ? RuleKey::kDir : RuleKey::kPath, .op = RuleOp::kEqual, .value = 0, .text = {}};
  if (const Done done = parse_field_value(path, host_, field); !done) return done;
  rule_.fields.push_back(std::move(field));
  rule_.fields.push_back(
      {.key = RuleKey::kPerm, .op = RuleOp::kEqual, .value = kEveryPermission, .text = {}});
  return {};
}

Done Parser::take_calls(std::string_view value) {
  if (verb_ == Verb::kWatch) return mistake("-S {}: -w is about all system calls; use -a and -F path", value);
  if (verb_ != Verb::kList) return mistake("-S {}: -a comes first", value);
  if (rule_.list != RuleList::kExit && rule_.list != RuleList::kUringExit) {
    return mistake("-S {}: rules of the list {} have no system calls", value, rule_list_name(rule_.list));
  }
  while (!value.empty()) {
    const std::size_t end = std::min(value.find(','), value.size());
    if (const Done done = take_call(value.substr(0, end)); !done) return done;
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return {};
}

Done Parser::take_call(std::string_view name) {
  if (name.empty()) return {};
  has_calls_ = true;
  if (name == "all") {
    rule_.add_all_syscalls();
    return {};
  }
  const RuleField* const field = rule_.find(RuleKey::kArch);
  const Arch arch = field == nullptr ? host_ : static_cast<Arch>(field->value);
  const bool is_uring = rule_.list == RuleList::kUringExit;
  std::optional<std::uint32_t> number =
      is_uring ? linux_audit::constant_number(linux_audit::ArgKind::kUringOp, arch, name)
               : linux_audit::syscall_number(arch, linux_audit::find_syscall(name));
  if (!number) {
    std::uint32_t digits = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), digits);
    if (error == std::errc() && end == name.data() + name.size()) number = digits;
  }
  if (!number && is_uring) return mistake("-S {}: io_uring has no such operation", name);
  if (!number) return mistake("-S {}: {} has no such system call", name, linux_audit::arch_name(arch));
  if (*number >= kFirstClass)
    return mistake("-S {}: rules know system calls up to {}", name, kFirstClass - 1);
  rule_.add_syscall(*number);
  if (field == nullptr && !is_uring) has_plain_calls_ = true;
  return {};
}

// What the kernel takes only one of.
Done Parser::check_alone(RuleKey key) const {
  constexpr std::array kPlaces = {RuleKey::kPath, RuleKey::kDir, RuleKey::kInode};
  const bool is_place = std::ranges::find(kPlaces, key) != kPlaces.end();
  if (!is_place && key != RuleKey::kArch && key != RuleKey::kExe) return {};
  for (const RuleField& field : rule_.fields) {
    const bool is_same = field.key == key;
    if (is_same || (is_place && std::ranges::find(kPlaces, field.key) != kPlaces.end())) {
      return mistake("{}: a rule has only one {}", rule_key_name(key),
                     is_place ? "of path, dir and inode" : rule_key_name(key));
    }
  }
  return {};
}

Done Parser::add(RuleField field) {
  if (rule_.fields.size() == RuleData::kMaxFields) {
    return mistake("a rule has at most {} fields", RuleData::kMaxFields);
  }
  rule_.fields.push_back(std::move(field));
  return {};
}

Done Parser::take_field(std::string_view value) {
  if (verb_ != Verb::kList && verb_ != Verb::kWatch) return mistake("-F {}: -a comes first", value);
  const std::expected<FieldWords, std::string> words = split_field(value);
  if (!words) return mistake("-F {}", words.error());
  const std::optional<RuleKey> key = find_rule_key(words->name);
  if (!key) return mistake("-F: {}", unknown("field", words->name, "those of auditctl(8)"));
  if (const std::string objection = field_objection(*key, words->op, rule_.list); !objection.empty()) {
    return mistake("-F {}", objection);
  }
  if (*key == RuleKey::kKey) return take_key(words->value);
  if (*key == RuleKey::kArch && has_calls_) {
    return mistake("-F {}: arch has to stand before -S, because it says what the names mean", value);
  }
  RuleField field = {.key = *key, .op = words->op, .value = 0, .text = {}};
  if (const Done done = check_alone(*key); !done) return mistake("-F {}", done.error());
  if (const Done done = parse_field_value(words->value, host_, field); !done) {
    return mistake("-F {}", done.error());
  }
  return add(std::move(field));
}

Done Parser::take_comparison(std::string_view value) {
  if (verb_ != Verb::kList) return mistake("-C {}: -a comes first", value);
  std::expected<RuleField, std::string> field = parse_comparison(value);
  if (!field) return mistake("-C {}", field.error());
  if (rule_.list != RuleList::kExit && rule_.list != RuleList::kUringExit) {
    return mistake("-C {}: only in rules of the list exit or io_uring", value);
  }
  return add(std::move(*field));
}

Done Parser::take_permissions(std::string_view value) {
  const std::expected<std::uint32_t, std::string> bits = parse_permissions(value);
  if (!bits) return mistake("-p {}: {}", value, bits.error());
  if (std::exchange(has_permissions_, true)) return mistake("-p {}: a rule has only one -p", value);
  if (verb_ == Verb::kWatch) {
    rule_.fields[1].value = *bits;
    return {};
  }
  if (verb_ != Verb::kList) return mistake("-p {}: -w comes first", value);
  const RuleField field = {.key = RuleKey::kPerm, .op = RuleOp::kEqual, .value = *bits, .text = {}};
  const std::string objection = field_objection(field.key, field.op, rule_.list);
  return objection.empty() ? add(field) : mistake("-p {}", objection);
}

Done Parser::take_key(std::string_view value) {
  RuleField field = {.key = RuleKey::kKey, .op = RuleOp::kEqual, .value = 0, .text = {}};
  if (value.empty()) return mistake("-k: a key may not be empty");
  if (const Done done = parse_field_value(value, host_, field); !done) return mistake("-k {}", done.error());
  if (!keys_.empty()) keys_ += '\x01';
  keys_ += value;
  if (keys_.size() > RuleData::kMaxKey)
    return mistake("-k: keys are at most {} bytes long", RuleData::kMaxKey);
  return {};
}

Done Parser::take(char option, std::string_view value) {
  switch (option) {
    case 'a':
    case 'A':
    case 'd': return take_list(option, value);
    case 'w':
    case 'W': return take_watch(option, value);
    case 'D': return set_verb(option, Verb::kDeleteAll);
    case 'S': return take_calls(value);
    case 'F': return take_field(value);
    case 'C': return take_comparison(value);
    case 'p': return take_permissions(value);
    case 'k': return take_key(value);
    default: return mistake("-{}: no option of a rule", option);
  }
}

Done Parser::finish_keys() {
  if (keys_.empty()) return {};
  const std::string objection = field_objection(RuleKey::kKey, RuleOp::kEqual, rule_.list);
  if (!objection.empty()) return mistake("-k {}", objection);
  return add({.key = RuleKey::kKey, .op = RuleOp::kEqual, .value = 0, .text = keys_});
}

// Rules without -S are about all system calls, but those of the list task, where auditctl sends none.
Done Parser::finish_rule() {
  if (!has_calls_ && rule_.list != RuleList::kTask) rule_.add_all_syscalls();
  if (rule_.list == RuleList::kFilesystem && rule_.find(RuleKey::kFstype) == nullptr) {
    return mistake("a rule of the list filesystem says which: -F fstype=TYPE");
  }
  if (rule_.list == RuleList::kExclude && rule_.fields.empty()) {
    return mistake("a rule of the list exclude without a field would exclude everything");
  }
  if (has_plain_calls_ && !rule_.has_all_syscalls() && host_arch_32(host_) != host_ &&
      host_arch_32(host_) != Arch::kUnknown) {
    request_.warning =
        "without -F arch=b64 the rule is also about other calls, those with the same numbers of "
        "32-bit programs";
  }
  return {};
}

std::expected<RuleRequest, std::string> Parser::finish() {
  if (verb_ == Verb::kNone) return mistake("no rule: one of -a, -A, -d, -w, -W and -D is needed");
  if (const Done done = finish_keys(); !done) return std::unexpected(done.error());
  if (verb_ == Verb::kDeleteAll) return std::move(request_);
  if (const Done done = finish_rule(); !done) return std::unexpected(done.error());
  return std::move(request_);
}

}  // namespace

std::expected<RuleRequest, std::string> parse_rule(std::span<const std::string_view> words, Arch host) {
  Parser parser(host);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word.size() < 2 || word[0] != '-') return mistake("{}: an option of a rule is expected", word);
    const char option = word[1];
    std::string_view value = word.substr(2);  // -Sall, as getopt(3) takes it
    if (!Parser::wants_value(option) && !value.empty()) return mistake("{}: -{} has no value", word, option);
    if (Parser::wants_value(option) && value.empty()) {
      if (++i == words.size()) return mistake("{}: a value is missing", word);
      value = words[i];
    }
    if (const Done done = parser.take(option, value); !done) return std::unexpected(done.error());
  }
  return parser.finish();
}

}  // namespace knox::kernel
